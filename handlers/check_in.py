"""Checking in to a meeting: by the spoken code, by scanning the screen."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, meeting_kinds, meetings
from bot.ledger.attendance import HOW_TITLES, Already, Codes, Done, Outcome, Refused
from bot.ledger.meetings import Meeting
from bot.understanding.numbers import to_code
from handlers import leave
from handlers.which_meeting import opens_before
from handlers.wording import fit, in_full, plain, with_place

router = Router("check in")

HOW = (
    "到会场后发「签到」，再回屏幕上的 4 位数；也可以直接发那 4 位数，或扫会场屏幕。\n签不上，请组织委员代签。"
)
HELP_ON_SITE = "看会场屏幕上的 4 位数，或请组织委员代签。"


def codes(chat: Chat) -> Codes:
    """The codes of this installation's meetings."""
    return Codes(chat.keys, chat.config.meetings.code_seconds)


# 我到了 and the like are known to the understanding but not claimed here: they also answer 应该是怎样 of a dispute.
@router.on("check_in", "签到", "打卡", "会议签到", acts=True, how=HOW)
def check_in(chat: Chat) -> Reply:
    """``签到 8431``, ``8431``, or ``签到`` and then the code."""
    return _by_code(chat, to_code(chat.slot("code")) or "")


@router.form("check_in", only_chooses=True)
def code_given(chat: Chat) -> Reply:
    """The four digits, after ``签到``. Words instead of digits are no wrong code."""
    said = plain(chat.said)
    code = to_code(said)
    if code is not None:
        return _by_code(chat, code)
    if said.startswith(("请假", "来不了", "不来")):
        return leave.ask_for(chat, said.removeprefix("请假").strip())
    chat.next_form = chat.form
    return Reply("请回 4 位数字，比如 8431。\n没有口令，请组织委员代签；不签了回「取消」。")


def _by_code(chat: Chat, code: str) -> Reply:
    outcome = attendance.by_code(chat.db, chat.member, code, chat.now, chat.config.meetings, codes(chat))
    if isinstance(outcome, Refused) and outcome.why in ("code needed", "wrong code"):
        chat.ask("check_in", "code")
    return Reply(_told(chat, outcome))


def check_in_by_scene(chat: Chat, scene: str) -> Reply:
    """Check in by the QR code on the screen, as a follower or on following; ``scene`` without ``qrscene_``."""
    if not attendance.looks_like_scene(scene):
        return Reply("这个二维码不是会议签到用的。\n要签到，发「签到」；看能做什么，回「帮助」。")
    outcome = attendance.by_scene(chat.db, chat.member, scene, chat.now, chat.config.meetings, codes(chat))
    if isinstance(outcome, Refused) and outcome.why == "wrong code":
        return Reply("没签上：这张二维码已经换了。\n再扫一次会场屏幕，或回屏幕上的 4 位数。")
    return Reply(_told(chat, outcome))


def _told(chat: Chat, outcome: Outcome) -> str:
    """The tri-state answer: done, already done, not done and why."""
    if isinstance(outcome, Done):
        word = "登记列席" if outcome.as_guest else "签到"
        late = "（晚到）" if outcome.late and not outcome.as_guest else ""
        return (
            f"✓ 已{word} {local.clock(outcome.at)}{late}　{with_place(outcome.meeting)}\n"
            "记错了？7 天内回复「不对」。"
        )
    if isinstance(outcome, Already):
        how = HOW_TITLES.get(outcome.how, outcome.how)
        return f"您 {local.clock(outcome.at)} 已签到（{how}），不用再签。"
    return _refused(chat, outcome)


def _refused(chat: Chat, outcome: Refused) -> str:
    held = outcome.meeting
    if outcome.why == "wrong code":
        return f"没签上：口令不对，还可试 {outcome.tries_left} 次。\n{HELP_ON_SITE}"
    if outcome.why == "too many":
        assert outcome.until is not None
        return f"没签上：口令试错太多，{local.clock(outcome.until)} 以后再试。\n等不及，请组织委员代签。"
    if held is None:
        return _no_meeting(chat)
    if outcome.why == "code needed":
        return (
            f"{with_place(held)}　{local.clock(held.starts_at)}\n"
            "回会场屏幕上的 4 位数，就签到了。\n来不了，回「请假 事由」。"
        )
    if outcome.why == "not open yet":
        assert outcome.until is not None
        return (
            f"还没到签到时间：{in_full(held)}，{local.clock(outcome.until)} 开始签到。\n"
            "来不了，回「请假 事由」。"
        )
    if outcome.why == "closed":
        return f"没签上：{held.title}已经散会。\n到了没签上，回「不对」；没参加，回「补学」。"
    return f"没签上：这是{held.branch_name}的会（{held.title}），您不在应到名单里。\n来列席的，请会场的组织委员登记。"


def _no_meeting(chat: Chat) -> str:
    next_one = next_for_member(chat)
    if next_one is None:
        return "现在没有要签到的会议，近期也没有安排。\n有出入？回「书记」。"
    opens = next_one.starts_at - opens_before(chat)
    return fit(
        [
            "现在没有要签到的会议。",
            f"下一次：{in_full(next_one)}，{local.clock(opens)} 开始签到。",
            "来不了，回「请假 事由」。",
        ]
    )


def next_for_member(chat: Chat) -> Meeting | None:
    """The next meeting the sender is due at, or None."""
    branch_id = chat.member.branch_id
    if branch_id is None:
        return None
    ahead = meetings.upcoming(chat.db, [branch_id], chat.now)
    return next((one for one in ahead if meeting_kinds.is_due(one.kind, chat.member, branch_id)), None)
