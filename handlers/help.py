"""Help, greetings, privacy, and the way to a person."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members
from handlers.telling import officers, tell

router = Router("help")

FOR_MEMBERS = """回数字就行：1 第一议题 2 党课 3 签到请假 4 本月任务 5 通知
签到 8431｜请假 开庭｜补学 已读材料
听第3讲｜继续听｜搜 侨批
我的记录｜什么时候开会｜书记
哪一句都可以说得随便些；填到一半不想填了，回「取消」。"""
FOR_OFFICERS = """开会 下周三晚七点半 三楼 支部党员大会
签到码｜点名｜名单｜代签 李四｜到 1-8 假 9
准 1｜不准 1 原因｜散会｜导出11月考勤
完成 2 说明｜第一议题记录
会员的说法您都能用，回「帮助 会员」看。"""


@router.on("help", "帮助", "菜单", "功能", "怎么用", "?", "帮忙", "说明", "使用说明", audience="anyone")
def help_(chat: Chat) -> Reply:
    """What can be said, for the one who asks; ``怎么签到`` (slot about) gets just that."""
    about = chat.slot("about")
    command = chat.commands.get(about)
    if command is not None and command.how:
        return Reply(command.how)
    if chat.sender is None:
        return Reply(
            "先绑定一次：回复「绑定 姓名 绑定码」，绑定码由支部书记给您。\n看我们存什么：回「隐私」。"
        )
    return Reply(FOR_OFFICERS if chat.sender.is_officer and "会员" not in chat.said else FOR_MEMBERS)


@router.on("greeting", "你好", "您好", "在吗", "早上好", "hi", "hello", audience="anyone")
def greeting(chat: Chat) -> Reply:
    """A greeting gets one back, and the way on."""
    if chat.sender is None:
        return Reply("您好，这里是榕树。\n先绑定一次：回复「绑定 姓名 绑定码」，绑定码由支部书记给您。")
    return Reply(f"{chat.sender.name}，您好。\n回数字就行：1 第一议题 2 党课 3 签到请假 4 本月任务 5 通知")


@router.on("thanks", "谢谢", "多谢", "辛苦了", "唔该", audience="anyone")
def thanks(chat: Chat) -> Reply:
    """Thanks need no more than this."""
    return Reply("不客气。")


@router.on("cancel", "取消", "返回", "退出", "算了", audience="anyone")
def cancel(chat: Chat) -> Reply:
    """Cancel with nothing open; an open form is cancelled before it comes here."""
    return Reply("现在没有要取消的。\n回「帮助」看能做什么。")


@router.on(
    "contact",
    "找书记",
    "书记",
    "人工",
    "转书记",
    "联系书记",
    acts=True,
    how="发「书记」，我告诉支部的负责人来联系您。",
)
def contact(chat: Chat) -> Reply:
    """Who to turn to. Names of one's own officers only."""
    of_branch = members.officers_of(chat.db, chat.member.branch_id) if chat.member.branch_id else []
    if not of_branch:
        return Reply("您的支部还没有登记书记，请联系行业党委办公室。")
    listed = "、".join(
        f"{one.name}（{members.OFFICE_TITLES[held.role]}）"
        for one in of_branch[:3]
        for held in one.offices
        if held.branch_id == chat.member.branch_id and held.role in members.ACTING_OFFICES
    )
    tell(
        chat,
        officers(chat),
        key=f"contact-{chat.member.id}-{local.day(chat.now)}",
        kind="contact",
        title=f"{chat.member.name}想联系您",
        body="在榕树里没有办成想办的事，请您有空时联系一下。\n他（她）说的话没有转给您。",
    )
    return Reply(f"✓ 已告诉支部负责人：{listed}。\n他们会联系您；急事请直接打电话。您刚才的话没有转发。")
