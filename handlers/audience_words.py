"""An audience as officers write it: 全体, 一支部, 各支部书记, 预备党员, 张三、李四."""

from __future__ import annotations

import re

from bot.chat import Chat
from bot.ledger import members
from bot.ledger.audiences import COMMITTEE, Audience

EVERYBODY = (
    "全体党员",
    "全体",
    "所有党员",
    "所有人",
    "大家",
    "全部",
    "全支部",
    "各支部",
    "所有支部",
    "全体支部",
)
ROLES = {
    "副书记": "deputy",
    "书记": "secretary",
    "组织委员": "organiser",
    "支部委员": COMMITTEE,
    "支委": COMMITTEE,
    "委员": COMMITTEE,
    "党小组长": "group_leader",
    "指导员": "instructor",
}
STANDINGS = {"正式党员": "full", "预备党员": "probationary", "积极分子": "activist", "发展对象": "candidate"}
_BETWEEN = re.compile(r"[、,，;；和及 　]+")
_LEADING = re.compile(r"^(?:发?给|通知|对象|各支部|所有支部|本支部|各位|各|全体|所有|我们?|本|的)+")


class NoSuch(Exception):
    """A word of an audience names nobody. ``why`` says which, for the officer, and the way out."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(chat: Chat, said: str) -> Audience | None:
    """The audience that ``said`` names as a whole, within the sender's branches; None where it names none.

    Raises NoSuch where part of it names an audience and part of it nobody.
    """
    scope = members.scope(chat.db, chat.member)
    every = tuple(id_ for id_, _ in scope)
    text = said.strip(" 　:：。")
    if text in EVERYBODY:
        return Audience(every)
    branches, roles, standings, chosen, unknown = [], [], [], [], []
    for piece in filter(None, _BETWEEN.split(text)):
        left = piece
        for id_, name in scope:
            if name in left:
                branches.append(id_)
                left = left.replace(name, "")
        left = _LEADING.sub("", left)
        if not left or left in EVERYBODY or left == "党员":
            continue
        if left in ROLES:
            roles.append(ROLES[left])
        elif left in STANDINGS:
            standings.append(STANDINGS[left])
        else:
            found = _named(chat, left, every)
            chosen += [found] if found is not None else []
            unknown += [] if found is not None else [left]
    known = branches or roles or standings or chosen
    if unknown and known:
        raise NoSuch(f"没有找到「{unknown[0][:10]}」。\n写支部、职务或姓名，如：一支部、书记、张三、李四。")
    if unknown or not (known or text in EVERYBODY):
        return None
    return Audience(tuple(dict.fromkeys(branches)) or every, tuple(roles), tuple(standings), tuple(chosen))


def _named(chat: Chat, piece: str, branch_ids: tuple[int, ...]) -> int | None:
    """The one member of that name; two of a name are told apart by their firm: 李四（榕荫）."""
    match = re.fullmatch(r"(\w{2,6})(?:[（(](.+)[）)])?", piece)
    if match is None:
        return None
    found = members.named(chat.db, match[1], branch_ids)
    if len(found) > 1 and match[2]:
        found = [one for one in found if match[2] in one.firm_name or match[2] in one.branch_name]
    if len(found) > 1:
        raise NoSuch(
            f"有 {len(found)} 位{match[1]}，请写上律所，如「{match[1]}（{found[0].firm_name[-8:]}）」。"
        )
    return found[0].id if found else None


def head(chat: Chat, said: str) -> tuple[Audience | None, str]:
    """The audience that a sentence begins with, and the rest of it; (None, the sentence) where it begins with none."""
    first, separator, rest = said.partition(" ")
    if not separator:
        first, separator, rest = said.partition("：")
    if separator and rest.strip():
        try:
            found = read(chat, first)
        except NoSuch:
            found = None
        if found is not None:
            return found, rest.strip()
    return None, said
