"""What an officer does about leave: sees who waits, grants, refuses, enters it for somebody."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import leave, leave_answers
from bot.ledger.leave import APPROVED, REJECTED, STATE_TITLES, Request
from bot.understanding.called import those_called
from bot.understanding.numbers import to_int
from content import leave_reasons
from handlers.which_meeting import scope_ids
from handlers.wording import fit, in_full, names, numbered, plain

router = Router("leave decisions")

NONE_WAITING = "没有待批的请假。\n看已请假的人，回「名单」；替人请假，发「给李四请假 开庭」。"


@router.on(
    "leave_waiting",
    "待批",
    "请假待批",
    "待批请假",
    "谁要请假",
    audience="officer",
    how="发「待批」，看谁请了假、等谁批；再回「准 1」。",
)
def leave_waiting(chat: Chat) -> Reply:
    """The requests that wait, numbered for ``准 1``."""
    return Reply(_listed(leave.waiting(chat.db, scope_ids(chat))))


def _listed(waiting: list[Request]) -> str:
    if not waiting:
        return NONE_WAITING
    lines = numbered(f"{one.name}　{in_full(one.meeting)}，{one.reason}" for one in waiting[:5])
    more = f"另有 {len(waiting) - 5} 个，批完再看。" if len(waiting) > 5 else ""
    return fit([f"请假待批 {len(waiting)} 个", *lines, more, "回「准 1」或「不准 1 原因」。"])


@router.on(
    "approve_leave", "准假", "准", "批准", "准了", "批准请假", "同意请假", acts=True, audience="officer",
    how="先回「待批」看谁请假，再回「准 1」；不准回「不准 1 原因」。",
)  # fmt: skip
def approve_leave(chat: Chat) -> Reply:
    """``准 1``, ``准 王党员``, or ``准`` where only one waits."""
    request = _meant(chat)
    if isinstance(request, Reply):
        return request
    if not _answered(chat, request, APPROVED):
        return _overtaken(chat, request)
    left = len(leave.waiting(chat.db, scope_ids(chat)))
    more = f"还有 {left} 个待批，回「待批」看。" if left else ""
    return Reply(fit([f"✓ 已准　{_line(request)}", more, f"准错了，回「不准 {request.name} 原因」。"]))


@router.on(
    "reject_leave", "不准", "不准假", "驳回", "驳回请假", acts=True, audience="officer",
    how="发「不准 1 原因」，1 是「待批」里的号；准错了发「不准 姓名 原因」。",
)  # fmt: skip
def reject_leave(chat: Chat) -> Reply:
    """``不准 1 原因``; leave granted by mistake is taken back by name."""
    request = _meant(chat, decided=True)
    if isinstance(request, Reply):
        return request
    reason = plain(chat.slot("reason"))
    if not reason:
        chat.ask("reject_leave", "reason", request_id=request.id)
        return Reply(f"不准　{_line(request)}\n原因是什么？写几个字；不办了回「取消」。")
    return _reject(chat, request, reason)


@router.form("reject_leave")
def rejection_reason(chat: Chat) -> Reply:
    """Why leave is refused."""
    form = chat.form
    assert form is not None
    reason = plain(chat.said)
    if len(reason) < 2:
        chat.next_form = form
        return Reply("请写几个字的原因，比如「要表决」；不办了回「取消」。")
    scope = scope_ids(chat)
    every = [*leave.waiting(chat.db, scope), *leave.decided(chat.db, scope)]
    request = next((one for one in every if one.id == form.slots["request_id"]), None)
    if request is None:
        return Reply("没办成：这条请假已经变了。\n回「待批」看现在的。")
    return _reject(chat, request, reason)


def _reject(chat: Chat, request: Request, reason: str) -> Reply:
    if leave_reasons.read(reason).withheld:
        chat.ask("reject_leave", "reason", request_id=request.id)
        return Reply(f"原因里不要写病情，会一直留着。\n不准　{_line(request)}\n换个说法；不办了回「取消」。")
    if not _answered(chat, request, REJECTED, reason):
        return _overtaken(chat, request)
    return Reply(
        f"✓ 未准　{_line(request)}\n原因：{reason}\n要改，请本人再请一次，或发「给{request.name}请假 事由」。"
    )


def _answered(chat: Chat, request: Request, state: str, note: str = "") -> bool:
    done = leave_answers.answer(chat.db, request, state, chat.member, chat.now, chat.config.push, note)
    chat.knock = chat.knock or done
    return done


def _line(request: Request) -> str:
    return f"{request.name}　{in_full(request.meeting)}，事由：{request.reason}"


def _overtaken(chat: Chat, request: Request) -> Reply:
    """Somebody else answered between our look and our answer, or the member withdrew."""
    now_open = leave.open_request(chat.db, request.meeting.id, request.member_id)
    state = STATE_TITLES[now_open.state] if now_open else "已退回或撤回"
    return Reply(f"没办成：{request.name}的请假刚刚有人处理了（{state}）。\n回「待批」看还有谁。")


def _meant(chat: Chat, *, decided: bool = False) -> Request | Reply:
    """The request that a number or a name means; the only one that waits where neither was said."""
    scope = scope_ids(chat)
    waiting = leave.waiting(chat.db, scope)
    name, chosen = chat.slot("name"), to_int(chat.slot("n") or "x")
    if name:
        every = [*waiting, *(leave.decided(chat.db, scope) if decided else [])]
        found = those_called(
            name, [one for one in every if one.state != REJECTED], lambda request: request.name
        )
        if not found:
            return Reply(f"没有{name}的待批请假。\n回「待批」看名单。")
        meant = list(dict.fromkeys(one.name for one in found))
        if len(meant) > 1:
            return Reply(f"「{name}」可能是：{names(meant)}。\n写全名再发，或回「待批」按号办。")
        return found[0]
    if chosen is None and len(waiting) == 1:
        return waiting[0]
    if chosen is not None and 1 <= chosen <= len(waiting):
        return waiting[chosen - 1]
    if chosen is not None and waiting:
        return Reply(fit([f"没有第 {chosen} 个待批的请假。", *_listed(waiting).splitlines()]))
    return Reply(_listed(waiting))
