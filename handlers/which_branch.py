"""Which branch an officer means: the only one they act for, or the one they choose by number or name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat import Chat, Reply, Router
from bot.ledger import members
from handlers.wording import fit, number, numbered, plain

router = Router("which branch")

ON_A_PAGE = 5
NONE = "您还没有负责的支部。\n有出入，请联系行业党委；看能做什么，回「帮助」。"
Act = Callable[[Chat, int, str, Mapping[str, object]], Reply]
_acts: dict[str, Act] = {}


def for_branch(name: str) -> Callable[[Act], Act]:
    """Let the function below be what happens once the branch is known; see :func:`choose_branch`."""

    def register(function: Act) -> Act:
        _acts[name] = function
        return function

    return register


def choose_branch(chat: Chat, then: str, at: int = 0, **slots: object) -> Reply:
    """Go on with the only branch there is, or ask which of them; ``slots`` go along."""
    scope = members.scope(chat.db, chat.member)
    if not scope:
        return Reply(NONE)
    if len(scope) == 1:
        return _acts[then](chat, *scope[0], slots)
    shown = scope[at : at + ON_A_PAGE]
    left = len(scope) - at - len(shown)
    chat.ask("which_branch", "choose", then=then, at=at, slots=slots)
    more = [f"{len(shown) + 1} 往下看（还有 {left} 个）"] if left > 0 else []
    lines = [*numbered(name for _, name in shown), *more]
    return Reply(fit(["是哪一个支部？", *lines, "回数字或支部名；不办了回「取消」。"]))


@router.form("which_branch")
def chosen(chat: Chat) -> Reply:
    """The number or the name of a branch, or the number that shows more."""
    form = chat.open_form
    scope = members.scope(chat.db, chat.member)
    at, slots = int(str(form.slots["at"])), form.slots["slots"]
    assert isinstance(slots, dict)
    shown = scope[at : at + ON_A_PAGE]
    more = len(scope) > at + len(shown)
    said = number(chat.said, len(shown) + more)
    if said is not None and said > len(shown):
        return choose_branch(chat, str(form.slots["then"]), at + ON_A_PAGE, **slots)
    found = shown[said - 1] if said else next((one for one in scope if one[1] == plain(chat.said)), None)
    if found is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(shown) + more} 的数字，或写支部全名；不办了回「取消」。")
    return _acts[str(form.slots["then"])](chat, *found, slots)
