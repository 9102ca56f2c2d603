"""党课推送: how often a branch is sent a lecture, as its officers choose (product D4)."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, lecture_paces, members
from bot.ledger.lecture_paces import MONTH, OFF, PACES, WEEK, Pace
from handlers.wording import fit, number, plain

router = Router("lecture push")

CHOICES = (WEEK, MONTH, OFF)
WORDS = {
    WEEK: ("每周", "一周一次", "每星期", "周"),
    MONTH: ("每月", "一月一次", "每个月", "月"),
    OFF: ("停", "停止", "关", "关闭", "停掉", "不推", "取消", "暂停"),
}
WHEN = {WEEK: "每周三上午 10 点多", MONTH: "每月第二个周三上午 10 点多", OFF: "不推"}


@router.on(
    "lecture_push",
    "党课推送",
    "设置党课推送",
    "推送党课",
    acts=True,
    audience="officer",
    how="发「党课推送 每周」「党课推送 每月」「党课推送 停」，定支部多久收一讲；会员自己可以「退订 党课」。",
)
def lecture_push(chat: Chat) -> Reply:
    """``党课推送 每周``: for the branch one acts for; without a word, how it stands and the choices."""
    branches = members.scope(chat.db, chat.member)
    if chat.member.branch_id is not None:  # the branch one sits in first, also for the committee's staff
        branches = tuple(sorted(branches, key=lambda one: one[0] != chat.member.branch_id))
    if not branches:
        return Reply("您现在没有负责的支部。\n看能做什么，回「帮助」。")
    every = _meant(chat.slot("kind"))
    if len(branches) > 1:
        return _which(chat, branches[:6], every)
    return _choose(chat, branches[0][0], every) if every else _how_it_stands(chat, branches[0])


def _which(chat: Chat, branches: tuple[tuple[int, str], ...], every: str | None) -> Reply:
    chat.ask("lecture_push", "branch", branches=[list(one) for one in branches], every=every)
    listed = [
        f"{n} {name}　{_said(lecture_paces.of_branch(chat.db, id_))}"
        for n, (id_, name) in enumerate(branches, 1)
    ]
    return Reply(fit(["党课推送：哪个支部？", *listed, "回号；不改了回「取消」。"]))


def _how_it_stands(chat: Chat, branch: tuple[int, str]) -> Reply:
    pace = lecture_paces.of_branch(chat.db, branch[0])
    chat.ask("lecture_push", "every", branch_id=branch[0])
    return Reply(
        fit(
            [
                f"{branch[1]} 党课推送：{_said(pace)}",
                "1 每周三一讲　2 每月第二个周三一讲　3 停",
                "听不听自便，不记录；会员自己可以「退订 党课」。",
                "回号；不改了回「取消」。",
            ]
        )
    )


@router.form("lecture_push")
def chosen(chat: Chat) -> Reply:
    """First which branch, where there are several; then how often."""
    form = chat.open_form
    if form.step == "branch":
        branches = form.slots["branches"]
        assert isinstance(branches, list)
        place = number(chat.said, len(branches))
        if place is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(branches)} 的数字；不改了回「取消」。")
        id_, name = branches[place - 1]
        every = form.slots["every"]
        return _choose(chat, id_, str(every)) if every else _how_it_stands(chat, (id_, name))
    place = number(chat.said, len(CHOICES))
    wanted = CHOICES[place - 1] if place is not None else _meant(plain(chat.said))
    if wanted is None:
        chat.next_form = form
        return Reply("请回 1 每周、2 每月、3 停；不改了回「取消」。")
    return _choose(chat, int(str(form.slots["branch_id"])), wanted)


def _meant(said: str) -> str | None:
    return next((every for every, words in WORDS.items() if said in words), None)


def _choose(chat: Chat, branch_id: int, every: str) -> Reply:
    scope = dict(members.scope(chat.db, chat.member))
    if branch_id not in scope:
        return Reply("这个支部不归您办了。\n看能做什么，回「帮助」。")
    pace = lecture_paces.choose(chat.db, branch_id, every, chat.member.id, chat.now)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "lecture_push", f"branch {branch_id}", every)
    if every == OFF:
        return Reply(f"✓ {scope[branch_id]} 不再推送党课。\n要看随时发「党课」；恢复回「党课推送 每周」。")
    place, due = next(pace.days(chat.now, chat.now.replace(year=chat.now.year + 1, day=1)))
    lectures = chat.library.lectures()
    following = lectures[(pace.first - 1 + place) % len(lectures)]
    here = local.at(due)
    return Reply(
        f"✓ {scope[branch_id]} 党课推送：{WHEN[every]}。\n"
        f"下一讲 {here.month}月{here.day}日：第 {following.number} 讲 {following.title}\n"
        "要停，回「党课推送 停」。"
    )


def _said(pace: Pace | None) -> str:
    return PACES[pace.every] if pace is not None and pace.every != OFF else "没有推送"
