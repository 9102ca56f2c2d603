"""``换届``: the new secretary, the new committee, from which day; then 1, and the old offices end (product B3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import handover, members
from bot.ledger.handover import HandoverRefused, NewOfficers
from bot.ledger.meeting_kinds import COMMITTEE_ROLES
from bot.ledger.members import OFFICE_TITLES
from handlers.past_day import past_day
from handlers.which_branch import choose_branch, for_branch
from handlers.wording import fit, plain, yes_or_no

router = Router("handover")

HOW = (
    "发「换届」：先写新书记，再写支委，再写起任日期，看过一遍回 1；旧的职务当场结束。由现任书记或行业党委办。"
)
_TITLES = {OFFICE_TITLES[role]: role for role in COMMITTEE_ROLES} | {"委员": "committee_member"}
_OTHERS = re.compile(
    rf"({'|'.join(sorted(_TITLES, key=len, reverse=True))})[\s:：]*([\u4e00-\u9fff·]{{2,10}})"
)
NONE = frozenset(["没有", "无", "2", "不设"])


@router.on("handover", "换届", "支部换届", "交接支部", acts=True, audience="officer", asks_back=True, how=HOW)
def hand_over(chat: Chat) -> Reply:
    """``换届``: one question at a time."""
    return choose_branch(chat, "handover")


@for_branch("handover")
def _begin(chat: Chat, branch_id: int, name: str, slots: Mapping[str, object]) -> Reply:
    if not handover.may_hand_over(chat.member, branch_id):
        return Reply(f"{name}换届，由现任书记或行业党委工作人员办。\n看能做什么，回「帮助」。")
    chat.ask("handover", "secretary", branch_id=branch_id, name=name)
    return Reply(f"{name}换届。新书记是谁？写姓名（连任也写）。\n选举结果先要上级批准；不办了回「取消」。")


@router.form("handover")
def answered(chat: Chat) -> Reply:
    """The secretary, the others, the day, the confirmation."""
    slots = dict(chat.open_form.slots)
    if not handover.may_hand_over(chat.member, int(str(slots["branch_id"]))):
        return Reply("这个支部现在不归您办换届了。\n看能做什么，回「帮助」。")
    steps = {"secretary": _secretary, "others": _others, "since": _since, "confirm": _confirmed}
    return steps[chat.open_form.step](chat, slots)


def _again(chat: Chat, why: str) -> Reply:
    chat.next_form = chat.form
    return Reply(f"{why}\n不办了回「取消」。")


def _of_branch(chat: Chat, slots: Mapping[str, object], name: str) -> int | str:
    """The id of the branch's member of that name, or what is wrong."""
    found = members.named(chat.db, name, [int(str(slots["branch_id"]))])
    if len(found) == 1:
        return found[0].id
    if found:
        return f"支部里有 {len(found)} 位{name}，请行业党委在名册里写明职务再导入。"
    return f"{slots['name']}没有「{name}」。请核对姓名；不在本支部的，先转接。"


def _secretary(chat: Chat, slots: dict[str, object]) -> Reply:
    found = _of_branch(chat, slots, plain(chat.said).removeprefix("书记").strip(" :："))
    if isinstance(found, str):
        return _again(chat, found)
    chat.ask("handover", "others", **slots, secretary=found)
    return Reply("支委还有谁？写「组织委员 李四，纪检委员 王五」；不设支委会的回 2。\n不办了回「取消」。")


def _others(chat: Chat, slots: dict[str, object]) -> Reply:
    said, others = plain(chat.said), []
    if said not in NONE:
        named = _OTHERS.findall(said)
        if not named or _OTHERS.sub("", said).strip(" ,，、;；。\n"):
            return _again(chat, "没看懂。写「组织委员 李四，纪检委员 王五」，没有回 2。")
        for title, name in named:
            found = _of_branch(chat, slots, name)
            if isinstance(found, str):
                return _again(chat, found)
            others.append([found, _TITLES[title]])
    chat.ask("handover", "since", **slots, others=others)
    return Reply("从哪天起任？今天回 1，已经到任的写日期，如「11月20日」。\n不办了回「取消」。")


def _since(chat: Chat, slots: dict[str, object]) -> Reply:
    today = local.day(chat.now)
    since = today if plain(chat.said) in ("1", "今天") else past_day(plain(chat.said), today)
    if since is None:
        return _again(chat, "写今天或以前的日期，如「11月20日」；今天回 1。")
    slots["since"] = since.isoformat()
    new, branch_id = _new(slots), int(str(slots["branch_id"]))
    try:
        handover.check(chat.db, branch_id, new, chat.now)
    except HandoverRefused as refused:
        return _again(chat, f"没办成：{refused}")
    chat.ask("handover", "confirm", **slots)
    leaving = handover.leaving(chat.db, branch_id, new)
    return Reply(
        fit(
            [
                f"{slots['name']}换届，{since.isoformat()} 起：",
                f"新任：{handover.titled(chat.db, new.roles)}",
                f"卸任：{handover.titled(chat.db, leaving)}" if leaving else "没有人卸任。",
                "卸任的当场不能再办支部的事，后台和链接都退出；历史记录不变。",
                "回 1 办，回 2 不办。",
            ]
        )
    )


def _new(slots: Mapping[str, object]) -> NewOfficers:
    others = slots["others"]
    assert isinstance(others, list)
    roles = tuple((int(id_), str(role)) for id_, role in others)
    return NewOfficers(int(str(slots["secretary"])), roles, date.fromisoformat(str(slots["since"])))


def _confirmed(chat: Chat, slots: dict[str, object]) -> Reply:
    sure = yes_or_no(chat.said)
    if sure is None:
        return _again(chat, "请回 1 办，回 2 不办。")
    if not sure:
        return Reply("好，没有换，现任照旧。\n看能做什么，回「帮助」。")
    try:
        done = handover.hand_over(
            chat.db, int(str(slots["branch_id"])), _new(slots), chat.member.id, "chat", chat.now
        )
    except HandoverRefused as refused:
        return Reply(f"没办成：{refused}\n重新来，发「换届」。")
    ends = done.ends_on
    return Reply(
        f"✓ 已换届　{slots['name']}　本届到 {ends.year}年{ends.month}月{ends.day}日\n"
        "新任的发「帮助」就看得到能办什么；没绑定的，请行业党委给绑定码。"
    )
