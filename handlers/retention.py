"""``保存期限``: how long what is kept, and what was let go lately. For the committee."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import retention
from content.retention import ACTIONS, rules
from handlers.wording import fit

router = Router("retention")

SHOWN = 5


@router.on(
    "retention", "保存期限", "保存期", "数据保存", audience="committee",
    how="发「保存期限」，看最近到期删除、封存了什么；每天自己办。",
)  # fmt: skip
def shown(chat: Chat) -> Reply:
    """What the last runs let go; the rules themselves are in the operator's guide."""
    titles = {rule.name: rule.title for rule in rules()}
    found = retention.latest(chat.db, SHOWN)
    lines = [
        f"{local.day(one.ran_at):%-m月%-d日} {titles.get(one.rule, one.rule)}：{ACTIONS[one.action]} {one.rows} 行"
        for one in found
    ] or ["还没有到期的。"]
    return Reply(
        fit([f"保存期限 {len(titles)} 条规则，每天核对", *lines, "全部规则，请管理员用 bot retention 看。"])
    )
