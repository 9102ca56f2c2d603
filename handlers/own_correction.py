"""``更正我的信息``: a member says what is wrong about them; an officer accepts it, or refuses with the reason."""

from __future__ import annotations

import re

from bot.chat import Chat, Reply, Router
from bot.ledger import members, own_corrections
from bot.ledger.own_corrections import FIELD_TITLES, KIND, Correction
from handlers.telling import officers, tell
from handlers.which_meeting import scope_ids
from handlers.wording import fit, number, numbered, plain

router = Router("own corrections")

FIELDS = tuple(FIELD_TITLES)
SHOWN = 5
_PHONE = re.compile(r"1[3-9]\d{9}")


def ask(chat: Chat) -> Reply:
    """Which field is wrong."""
    chat.ask("own_correction", "field")
    return Reply(f"哪一项不对？\n{'　'.join(numbered(FIELD_TITLES.values()))}\n回数字；不改了回「取消」。")


@router.form("own_correction")
def told(chat: Chat) -> Reply:
    """The field, then the right value."""
    form = chat.open_form
    if form.step == "field":
        chosen = number(chat.said, len(FIELDS))
        if not chosen:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(FIELDS)} 的数字；不改了回「取消」。")
        field = FIELDS[chosen - 1]
        chat.ask("own_correction", "value", field=field)
        return Reply(f"正确的{FIELD_TITLES[field]}是什么？直接写。\n不改了回「取消」。")
    field, said = str(form.slots["field"]), plain(chat.said)
    if field == "phone":
        said = re.sub(r"[\s\-]", "", said)
    if (field == "phone" and not _PHONE.fullmatch(said)) or len(said) < 2:
        chat.next_form = form
        return Reply(f"这不像{FIELD_TITLES[field]}，请再写一次；不改了回「取消」。")
    return _asked(chat, field, said)


def _asked(chat: Chat, field: str, said: str) -> Reply:
    id_ = own_corrections.ask(
        chat.db, chat.keys, chat.member.id, chat.member.branch_id, field, said, chat.now
    )
    to = officers(chat) or [one.id for one in members.staff(chat.db)]
    tell(
        chat, to, key=f"own-correction-{id_}", kind=KIND, title="有人申请更正自己的信息",
        body=f"更正的是{FIELD_TITLES[field]}。\n回「更正申请」核对。",
    )  # fmt: skip
    return Reply(
        f"✓ 已申请更正{FIELD_TITLES[field]}\n组织委员核对后改，改不改都告诉您；原来的也留着备查。\n"
        "看存了什么，回「我的数据」。"
    )


@router.on(
    "own_corrections", "更正申请", "信息更正", "看更正申请", audience="officer",
    how="发「更正申请」，看谁申请改自己的信息；回号同意，或回「不改 1 原因」。",
)  # fmt: skip
def waiting(chat: Chat) -> Reply:
    """What waits for the officer's answer."""
    found = _waiting(chat)[:SHOWN]
    if not found:
        return Reply("没有待核对的更正申请。\n看能做什么，回「帮助」。")
    chat.ask("own_corrections", "choose", ids=[one.id for one in found])
    lines = numbered(f"{one.name}　{FIELD_TITLES[one.field]}改为「{one.after[:24]}」" for one in found)
    return Reply(
        fit(["申请更正：", *lines, "同意回号，不改回「不改 1 原因」，以后再看回「取消」。"]), private=True
    )


def _waiting(chat: Chat) -> list[Correction]:
    return own_corrections.waiting(chat.db, chat.keys, scope_ids(chat), staff=chat.member.is_staff)


@router.form("own_corrections")
def decided(chat: Chat) -> Reply:
    """A number accepts; ``不改 1 原因`` refuses."""
    ids = chat.open_form.slots["ids"]
    assert isinstance(ids, list)
    refusal = re.fullmatch(r"不[改准]\s*(\d+)[\s,，:：]+(.{2,})", chat.said)
    chosen = number(refusal[1] if refusal else chat.said, len(ids))
    if chosen is None:
        chat.next_form = chat.open_form
        return Reply(f"请回 1 到 {len(ids)} 的数字，或回「不改 1 原因」；以后再看回「取消」。")
    one = next((each for each in _waiting(chat) if each.id == ids[chosen - 1]), None)
    if one is None:
        return Reply("这一条刚刚有人核对过了。\n看还有哪些，回「更正申请」。")
    if one.member_id == chat.member.id:
        return Reply("自己的申请要请别的负责人核对。\n看其余的，回「更正申请」。")
    return _decide(chat, one, refusal[2].strip() if refusal else "")


def _decide(chat: Chat, one: Correction, refused: str) -> Reply:
    title = FIELD_TITLES[one.field]
    try:
        came = own_corrections.decide(
            chat.db, chat.keys, one, chat.member, chat.now, chat.config.push, refused
        )
    except ValueError:
        return Reply("没改成：没有登记这家律所，请行业党委先登记。\n看其余的，回「更正申请」。")
    if came is None:
        return Reply("这一条刚刚有人核对过了。\n看还有哪些，回「更正申请」。")
    chat.knock = True
    return Reply(f"✓ {title}：{came}\n已告诉{one.name}；看其余的，回「更正申请」。")
