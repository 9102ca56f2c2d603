"""``擂台``: firms' yearly figures, each beside its own of the year before: one's own firm first, the others by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.chat import Chat, Reply, Router
from bot.ledger import registers as ledger
from bot.ledger.registers import SumRow, SumTable, visible_branches
from content.registers import named
from handlers import register_rows
from handlers.which_meeting import scope_ids
from handlers.wording import fit, number, plain

router = Router("contest")

ON_A_PAGE = 3
REGISTER = "leitai"


@router.on(
    "contest",
    "擂台",
    "摆擂台",
    "看擂台",
    how="发「擂台」，看各律所和自己上一年比的增长；只到律所，不到个人。",
)
def contest(chat: Chat) -> Reply:
    """Firms' yearly figures; the numbers and words that go on from there."""
    return _page(chat, 0)


def _page(chat: Chat, at: int) -> Reply:
    year, firms = _firms(chat)
    fills = ledger.may_fill(named(REGISTER), chat.member)
    chat.ask("contest", "open", at=at)
    if not firms:
        return Reply(
            fit(
                [
                    "擂台：还没有登记。",
                    "回「填」登记一家；不看了回「取消」。" if fills else "看别的，回「帮助」。",
                ]
            )
        )
    shown = list(firms.items())[at : at + ON_A_PAGE]
    lines = [f"{name}　{'，'.join(said)}" for name, said in shown]
    left = len(firms) - at - len(shown)
    more = f"回 1 往下看（还有 {left} 家），" if left > 0 else ""
    fill = "回「填」登记，" if fills else ""
    ways = f"{more}{fill}写律所名看一家。" if len(firms) > 1 else f"{fill}不看了回「取消」。"
    return Reply(fit([f"擂台　{year}年，和自己上一年比，先后不分名次", *lines, ways]))


def _firms(chat: Chat) -> tuple[str, dict[str, list[str]]]:
    """The latest year, and what each firm's figures of it are; one's own firm first, then by name."""
    register = named(REGISTER)
    tables = ledger.sums(chat.db, register, visible_branches(register, scope_ids(chat)))
    return in_words(tables, chat.member.firm_name)


def in_words(tables: Sequence[SumTable], own: str) -> tuple[str, dict[str, list[str]]]:
    """The latest year of tables over years, and the figures by what they are of, ``own`` first, then by name."""
    found: dict[str, list[str]] = defaultdict(list)
    year = max((table.years[0] for table in tables if table.years), default="")
    for table in tables:
        for row in table.rows:
            if row.now is not None and table.years and table.years[0] == year:
                unit = table.declared.unit
                found[row.label].append(f"{table.declared.title} {row.now.normalize():f}{unit}{_grown(row)}")
    return year, {name: found[name] for name in sorted(found, key=lambda name: (name != own, name))}


def _grown(row: SumRow) -> str:
    if row.growth is None:
        return ""
    if not row.growth:
        return "（持平）"
    return f"（{'增' if row.growth > 0 else '减'}{abs(row.growth).normalize():f}%）"


@router.form("contest")
def answer(chat: Chat) -> Reply:
    """1: the next firms; a firm's name: that one; 填: a row, where one may."""
    form = chat.open_form
    at = int(str(form.slots["at"]))
    register = named(REGISTER)
    said = plain(chat.said)
    if said in register_rows.FILL and ledger.may_fill(register, chat.member):
        return register_rows.begin(chat, register)
    year, firms = _firms(chat)
    if number(said, 1) and at + ON_A_PAGE < len(firms):
        return _page(chat, at + ON_A_PAGE)
    near = [name for name in firms if said and said in name]
    chat.next_form = form
    if len(near) == 1:
        return Reply(fit([f"{near[0]}　{year}年", *firms[near[0]], "看别的，再写律所名；不看了回「取消」。"]))
    why = "不止一家叫这个，请写全称" if near else "没看懂，也没有这家律所的登记"
    return Reply(f"{why}。\n写律所名看一家；不看了回「取消」。")
