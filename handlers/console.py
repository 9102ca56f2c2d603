"""后台: the way into the console, for officers; and out of it, everywhere at once."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import audit, signing_in

router = Router("console")


@router.on(
    "console",
    "后台",
    "登录后台",
    "进后台",
    "打开后台",
    "管理后台",
    "控制台",
    audience="officer",
    how="发「后台」，手机点链接、电脑输登录码，都能进管理后台；5 分钟内有效，只用一次。",
)
def console(chat: Chat) -> Reply:
    """A link for the phone and a code for another screen; either signs in once, within five minutes."""
    way = signing_in.offer(chat.db, chat.keys, chat.member.id, chat.now)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "console offered", f"member {chat.member.id}")
    base = chat.config.public_url
    minutes = int(signing_in.GOOD_FOR.total_seconds() // 60)
    return Reply(
        f"后台　{minutes} 分钟内有效，只用一次\n"
        f"手机：点 {base}/console/sign-in/{way.token}\n"
        f"电脑：打开 {base}/console，输登录码 {way.code[:4]} {way.code[4:]}\n"
        "链接和登录码别转给别人；用完或不是您要的，回「退出后台」。"
    )


@router.on(
    "console_leave",
    "退出后台",
    "后台退出",
    "退出登录",
    acts=True,
    audience="officer",
    how="发「退出后台」，手机和电脑上的后台都退出登录。",
)
def console_leave(chat: Chat) -> Reply:
    """Sign out on every screen."""
    ended = signing_in.end_all(chat.db, chat.member.id, chat.now)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "console left", f"member {chat.member.id}")
    if not ended:
        return Reply("✓ 没有登录着的后台，没用过的链接也作废了。\n要进后台，回「后台」。")
    return Reply(f"✓ 已退出 {ended} 处后台，没用过的链接也作废了。\n要再进，回「后台」。")
