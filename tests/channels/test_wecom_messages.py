"""What WeCom sends: every type, every event, each read or passed over by name; no two with one key."""

from __future__ import annotations

import pytest

from sandbox import wire
from tests.channels import company
from tests.channels.company import CORP_ID, USER, event, message, received, text
from tests.channels.signed import ACCOUNT, NONCE, NOW, SECONDS
from tests.channels.signed import channel as official

CHOICES = "<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><{0}><OptionId>{1}</OptionId></{0}></SelectedItem></SelectedItems>"


def body(name: str, inside: str = "", agent: str = f"<AgentID>{company.AGENT}</AgentID>") -> bytes:
    """An event as the platform's samples write it."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><FromUserName><![CDATA[{USER}]]></FromUserName>"
        f"<CreateTime>{SECONDS}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>"
        f"{inside}{agent}</xml>"
    ).encode()


def card(choices: str = "", task: str = "t1") -> bytes:
    inside = (
        "<EventKey>ack-7</EventKey><CardType>button_interaction</CardType><ResponseCode>rc</ResponseCode>"
    )
    return body("template_card_event", f"{inside}<TaskId>{task}</TaskId>{choices}")


def test_a_text_is_a_message_of_the_channel() -> None:
    found = message(text())
    assert (found.channel, found.sender, found.receiver) == ("wecom", USER, CORP_ID)
    assert (found.kind, found.text, found.key) == ("text", "签到 8431", f"wecom:{CORP_ID}:7300000001")


@pytest.mark.parametrize("kind", ["image", "voice", "video", "location", "link"])
def test_other_types_have_no_words(kind: str) -> None:
    found = message(
        {**text(), "MsgType": kind, "Content": "", "MediaId": "m", "Label": "签到", "Title": "签到"}
    )
    assert (found.kind, found.text, found.media_id) == (kind, "", "m")


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("subscribe", {}, ("subscribe", "")),
        ("unsubscribe", {}, ("unsubscribe", "")),
        ("click", {"EventKey": "签到"}, ("click", "签到")),
        ("CLICK", {"EventKey": "签到"}, ("click", "签到")),
        ("view", {"EventKey": "https://x"}, ("view", "https://x")),
        ("scancode_push", {"EventKey": "k", "ScanCodeInfo": {"ScanResult": "m7"}}, ("scancode_push", "m7")),
        ("scancode_waitmsg", {"ScanCodeInfo": {"ScanResult": "m7"}}, ("scancode_waitmsg", "m7")),
        ("template_card_event", {"EventKey": "ack-7", "TaskId": "t"}, ("card_click", "ack-7")),
    ],
)
def test_an_event_that_concerns_a_handler_brings_its_key(
    name: str, fields: dict[str, object], expected: tuple[str, str]
) -> None:
    found = message(event(name, **fields))
    assert (found.event, found.event_key) == expected


# The others that the platform's pages name, with what nests in them.
PASSED_OVER = {
    "enter_agent": "<EventKey></EventKey>",
    "LOCATION": "<Latitude>22.6</Latitude><Longitude>113.0</Longitude><Precision>65</Precision><AppType>wxwork</AppType>",
    "location_select": "<EventKey>k</EventKey><SendLocationInfo><Location_X>1</Location_X><Label>x</Label></SendLocationInfo>",
    "pic_sysphoto": "<EventKey>k</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>x</PicMd5Sum></item>"
    "<item><PicMd5Sum>y</PicMd5Sum></item></PicList></SendPicsInfo>",
    "pic_photo_or_album": "<SendPicsInfo><Count>0</Count></SendPicsInfo>",
    "pic_weixin": "<SendPicsInfo><Count>0</Count></SendPicsInfo>",
    "batch_job_result": "<BatchJob><JobId>S0MrnndvRG5fadSlLwiBqiDDbM143UqTmKP3152FZk4</JobId><JobType>sync_user</JobType>"
    "<ErrCode>0</ErrCode><ErrMsg>ok</ErrMsg></BatchJob>",
    "change_contact": "<ChangeType>delete_user</ChangeType><UserID>zhangsan</UserID>",
    "taskcard_click": "<EventKey>key111</EventKey><TaskId>taskid111</TaskId>",
    "template_card_menu_event": "<EventKey>k</EventKey><TaskId>t</TaskId>",
    "open_approval_change": "<ApprovalInfo><ThirdNo>thirdNoxxx</ThirdNo><ApprovalNodes><ApprovalNode><NodeStatus>1"
    "</NodeStatus><Items><Item><ItemName>x</ItemName></Item></Items></ApprovalNode></ApprovalNodes></ApprovalInfo>",
    "sys_approval_change": "<ApprovalInfo><SpNo>1</SpNo><SpRecord><Details/></SpRecord><SpRecord/></ApprovalInfo>",
    "switch_workbench_mode": "<Mode>1</Mode>",
    "close_inactive_agent": "",
    "reopen_inactive_agent": "",
    "upload_media_job_finish": "<JobId>jobid_S0MrnndvRG5fadSlLwiBqiDDbM143UqTmKP3152FZk4</JobId>",
    "change_app_admin": "",
    "share_agent_change": "",
    "something_new": "<EventKey><a>b</a></EventKey>",
}


@pytest.mark.parametrize("name", PASSED_OVER)
def test_an_event_that_concerns_nobody_is_passed_over_by_name(name: str) -> None:
    incoming = received(body(name, PASSED_OVER[name]))
    assert (incoming.message, incoming.event) == (None, name.lower())


def test_an_event_of_the_address_book_names_no_app() -> None:
    assert received(body("change_contact", PASSED_OVER["change_contact"], agent="")).message is None


@pytest.mark.parametrize("name", ["a b", "王", "x" * 41, "a\nrefused: forged"])
def test_a_name_that_is_none_does_not_reach_the_log(name: str) -> None:
    assert received(body(name)).event == "unreadable"


def test_taps_and_choices_are_told_apart_however_the_choices_are_spelt() -> None:
    taps = [card(), card(task="t2")]
    taps += [card(CHOICES.format(spelt, option)) for spelt in ("OptionIds", "OpitonIds") for option in "ab"]
    assert {message(one).event_key for one in taps} == {"ack-7"}
    assert len({message(one).key for one in taps}) == len(taps)
    assert message(card()).key == message(card()).key


def test_no_two_things_share_a_key() -> None:
    said = [
        text(),
        {**text(), "MsgId": 7300000002},
        {**text(), "FromUserName": "LiShuJi", "MsgId": 7300000003},
    ]
    events = [
        event("click", EventKey="签到"),
        event("click", EventKey="请假"),
        event("click", EventKey="签到", CreateTime=SECONDS + 1),
        event("click", EventKey="签到", FromUserName="LiShuJi"),
        event("view", EventKey="签到"),
        event("subscribe"),
        event("unsubscribe"),
        # A number of the platform's where the sender stands.
        event("subscribe", FromUserName="7300000001"),
    ]
    keys = [message(one).key for one in said + events]
    same = official().receive(*wire.seal(ACCOUNT, "safe", text(), SECONDS, NONCE), NOW).message
    assert same is not None
    assert len({*keys, same.key}) == len(keys) + 1


def test_without_a_number_the_words_and_the_second_make_the_key() -> None:
    bare = {name: value for name, value in text().items() if name != "MsgId"}
    assert message(bare).key == message(bare).key != message({**bare, "Content": "在吗"}).key
