"""``导出11月考勤``: a file by a one-time link, for a stated purpose."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, export_links, members

router = Router("exports")

PURPOSES = ("支部存档", "报送行业党委", "核对考勤")


@router.on(
    "export",
    "导出",
    "导出考勤",
    "导出签到",
    audience="officer",
    how="发「导出11月考勤」，说明用途，我给您一个只能用一次的链接。",
)
def export(chat: Chat) -> Reply:
    """Ask what the file is for; every export is logged with its purpose (product H2)."""
    month = chat.slot("month") or local.month(chat.now)
    branches = members.scope(chat.db, chat.member)
    if not branches:
        return Reply("您现在没有负责的支部，导不出考勤。\n要改，请联系行业党委办公室。")
    chat.ask("export", "purpose", month=month, branches=[id_ for id_, _ in branches])
    names = "、".join(name for _, name in branches[:3]) + ("等" if len(branches) > 3 else "")
    options = "　".join(f"{n} {purpose}" for n, purpose in enumerate(PURPOSES, 1))
    return Reply(f"导出 {_title(month)}考勤（{names}），用途是：\n{options}\n回数字，或直接写用途。")


@router.form("export")
def purpose_given(chat: Chat) -> Reply:
    """The purpose is known: here is the link."""
    form = chat.form
    assert form is not None
    said = chat.said.strip("。 ")
    purpose = PURPOSES[int(said) - 1] if said in ("1", "2", "3") else said[:100]
    if len(purpose) < 2 or purpose.isdecimal():
        chat.next_form = form
        return Reply("请回 1、2、3，或写几个字的用途；不导了回「取消」。")
    token = export_links.make(
        chat.db,
        what="attendance",
        options={"month": form.slots["month"], "branches": form.slots["branches"]},
        purpose=purpose,
        made_for=chat.member.id,
        now=chat.now,
    )
    month = str(form.slots["month"])
    audit.record(chat.db, chat.now, chat.member.id, "chat", "export link", f"attendance {month}", purpose)
    return Reply(
        f"✓ {_title(month)}考勤\n{chat.config.public_url}/p/export/{token}\n"
        "十分钟内有效，只能下载一次；点开后按「下载」。\n内有姓名，请勿转发。"
    )


def _title(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"
