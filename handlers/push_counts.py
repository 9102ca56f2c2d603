"""支部推送: how much each branch has sent this month, for the committee; counts, and never of persons (product G5)."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import notices
from handlers.wording import fit

router = Router("push counts")

SHOWN = 6


@router.on(
    "push_counts",
    "支部推送",
    "推送统计",
    "各支部推送",
    audience="committee",
    how="发「支部推送」，看各支部这个月发了几条通知。",
)
def push_counts(chat: Chat) -> Reply:
    """Branches in the order of the roster."""
    month = chat.slot("month") or local.month(chat.now)
    found = notices.by_branch(chat.db, month)
    title = f"{int(month[5:])}月各支部发的通知"
    if not found:
        return Reply(f"{title}：还没有。\n看别的月份，回「上个月支部推送」。")
    lines = [f"{name}　{written} 条，{sent} 人次" for name, written, sent in found[:SHOWN]]
    rest = found[SHOWN:]
    more = f"另 {len(rest)} 个支部 {sum(row[1] for row in rest)} 条" if rest else ""
    return Reply(fit([title, *lines, more or "按名册顺序，不比多少；一人一周最多收几条在设置里定。"]))
