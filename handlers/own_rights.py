"""``我的数据 导出``, ``删除我的数据``, ``谁看过我``: what a member is owed about their own data."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, erasing, export_links, lookups
from handlers.wording import fit, yes_or_no

router = Router("own rights")

SHOWN = 6
WHO_HOW = "发「谁看过我」，看谁、什么时候、为什么看过您的信息，最近 20 次。"
DELETE_HOW = "发「删除我的数据」，再回 1。会议记录按规定封存，其余删除。"
_PURPOSES = {"roll": "看会议名单", "receipts": "看通知回执", "export": "导出文件", "meeting": "看会议",
             "attendance": "看考勤", "task": "看任务", "deliveries": "看送达"}  # fmt: skip
_ACTORS = {"chat": "聊天", "console": "后台", "cli": "命令行"}


def export(chat: Chat) -> Reply:
    """A link, good once, to a file of everything that is held about the sender."""
    token = export_links.make(
        chat.db, what="own-data", options={"branches": []}, purpose="本人查阅", made_for=chat.member.id,
        now=chat.now,
    )  # fmt: skip
    audit.record(chat.db, chat.now, chat.member.id, "chat", "export link", "own-data")
    return Reply(
        f"✓ 您的全部数据\n{chat.config.public_url}/p/export/{token}\n"
        "Excel 或 JSON，十分钟内有效，只能下载一次。\n内有本人信息，请勿转发；要改回「更正我的信息」。"
    )


def ask_delete(chat: Chat) -> Reply:
    """Say what goes and what must stay, and why; then ask once."""
    if erasing.holds_office(chat.db, chat.member.id):
        return Reply("您还担任职务，先办交接，再删除。\n要停止通知，发「解绑」；疑问回「书记」。")
    chat.ask("delete_own", "confirm")
    kept = "、".join(f"{title} {count} 条" for title, count in erasing.kept(chat.db, chat.member.id))
    return Reply(
        fit(
            [
                "删除以后不能恢复：马上解绑，姓名、手机、心得、书签、设置都删掉。",
                f"按规定要留的只封存，不再使用：{kept}（{erasing.WHY_KEPT}），姓名换成编号。" if kept else "",
                "支部的党员名册由组织另行保管，不在这里。",
                "要留一份，先发「我的数据 导出」。",
                "回 1 删除，回 2 不删。",
            ]
        )
    )


@router.form("delete_own", only_chooses=True)
def delete_confirmed(chat: Chat) -> Reply:
    """The answer to 回 1 删除."""
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.open_form
        return Reply("请回 1 删除，或 2 不删。")
    if not sure:
        return Reply("好，没有删。\n看存了什么，回「我的数据」。")
    sealed = erasing.erase(chat.db, chat.member.id, chat.now)
    kept = "、".join(f"{title} {count} 条" for title, count in sealed)
    return Reply(
        fit(
            [
                "✓ 已删除，已解绑，不再给您发通知。",
                f"封存：{kept}；{erasing.WHY_KEPT}，到期删除。" if kept else "",
                "要再用，请支部书记重新登记。",
            ]
        ),
        private=True,
    )


@router.on("who_looked", "谁看过我", "谁看过我的数据", "谁查过我", "查看记录", how=WHO_HOW)
def who_looked(chat: Chat) -> Reply:
    """Who looked the sender up: by office, not by name; when, and what for."""
    found = lookups.of_member(chat.db, chat.member.id)
    if not found:
        return Reply("还没有人看过您的信息。\n看存了什么，回「我的数据」。")
    lines = [
        f"{local.words(one.at)} {one.office}：{_PURPOSES.get(one.purpose.split()[0], '查看')}"
        f"（{_ACTORS.get(one.actor, one.actor)}）"
        for one in found[:SHOWN]
    ]
    more = "全部在「我的数据 导出」的文件里。" if len(found) > SHOWN else "看存了什么，回「我的数据」。"
    return Reply(fit([f"最近 {len(found)} 次：", *lines, more]))
