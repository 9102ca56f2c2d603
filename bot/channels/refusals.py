"""What the platform refuses a send with, and what follows: one table, and the one error that carries it.

Source: wechat.md 2.7 (the platform's code list) and reliability.md 5.1 (what the ledger must make of each).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot import local

Scope = Literal["recipient", "notice", "channel"]
TILL_MIDNIGHT = -1  # the day's quotas begin again at 0:00 in Shanghai
TOKEN_CODES = frozenset([40001, 40014, 42001])
UNFOLLOWED = frozenset([43004, 50005])


class SendError(Exception):
    """A call the platform did not carry out, or may not have.

    ``permanent``: the same call will be refused again; ``retry_after``: seconds to wait before the next try
    (None: the caller's own back-off). ``code``: the platform's error code, if it gave one. ``doubtful``: it may
    have acted, so the call may be repeated only under the platform's own idempotency key. ``scope``: whom the
    cause concerns: this recipient, every recipient of the notice, or every call of the channel (pause it). The
    text is Chinese, for the ledger and the console; it holds no secret, token, openid or message.
    """

    def __init__(
        self,
        message: str,
        permanent: bool = False,
        retry_after: float | None = None,
        code: int | None = None,
        doubtful: bool = False,
        scope: Scope = "recipient",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.code = code
        self.doubtful = doubtful
        self.scope = scope

    @property
    def unfollowed(self) -> bool:
        """Whether the platform says that the recipient does not follow the account any more."""
        return self.code in UNFOLLOWED


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a code means (``why``, for people) and what follows; ``wait`` in seconds, or ``TILL_MIDNIGHT``."""

    why: str
    permanent: bool = True
    wait: int | None = None
    scope: Scope = "recipient"
    doubtful: bool = False


def _drop(why: str) -> Refusal:
    """This person cannot be reached this way; somebody else's delivery is not concerned."""
    return Refusal(why)


def _stop(why: str) -> Refusal:
    """Every recipient of this notice would be refused for the same reason."""
    return Refusal(why, scope="notice")


def _wait(why: str, seconds: int, scope: Scope = "channel") -> Refusal:
    """Not now; nothing is lost by waiting. On the channel's scope the rest waits too, and somebody is told."""
    return Refusal(why, permanent=False, wait=seconds, scope=scope)


REFUSALS: dict[int, Refusal] = {
    # The platform is busy and does not say how far it came.
    -1: Refusal("微信平台繁忙，不能确定是否已发出", permanent=False, wait=5, doubtful=True),
    # Still refused with a token just fetched: the AppSecret was reset, or another program takes the tokens.
    40001: _wait("接口凭证被拒，换新后仍被拒；请核对 AppSecret", 300),
    40014: _wait("接口凭证无效，换新后仍无效；请核对 AppID 和 AppSecret", 300),
    42001: _wait("接口凭证过期，换新后仍过期；请核对服务器时间", 300),
    41001: _wait("调用时缺少接口凭证（程序错误）", 300),
    # Settings that only the operator can put right; deliveries stay and go out afterwards.
    40013: _wait("AppID 不对，请核对设置", 600),
    40125: _wait("AppSecret 不对，请核对设置", 600),
    40164: _wait("服务器的 IP 不在公众号白名单里，请在公众平台加上", 600),
    48004: _wait("公众号的接口被平台封禁，请登录公众平台查看", 3600),
    # Quotas. 45009 is the day's, 45011 the minute's.
    45009: _wait("今天的接口调用次数已用完，明天零点后再发", TILL_MIDNIGHT),
    45011: _wait("一分钟内调用太多，稍后再发", 60),
    # The recipient. 45015 and 45047 end only when the person writes again, so waiting alone does not help.
    40003: _drop("微信号对不上（openid 无效或不属于本公众号）"),
    43004: _drop("对方已取消关注"),
    50005: _drop("对方已取消关注"),
    43019: _drop("对方在公众号的黑名单里"),
    43101: _drop("对方没有订阅此类通知，或订阅次数已用完"),
    45015: _drop("对方 48 小时内没有发过消息，或已取消关注"),
    45047: _drop("对方上次发消息后，可回复的条数已用完"),
    48002: _drop("对方关闭了接收消息"),
    # OAuth codes work once and soon; the person has to open the page again.
    40029: _drop("网页授权码无效，请重新打开页面"),
    40163: _drop("网页授权码已用过，请重新打开页面"),
    # The content: the same for everybody.
    40037: _stop("模板编号不对，请核对设置里的模板"),
    47003: _stop("模板内容不合要求，请检查各栏的字数和格式"),
    48001: _stop("公众号没有这项接口权限"),
    40007: _stop("图片或文件已失效，请重新上传"),
    40004: _stop("文件类型不对"),
    40006: _stop("文件太大"),
    40008: _stop("消息类型不对（程序错误）"),
    45162: _stop("消息类型不对（程序错误）"),
    40035: _stop("参数不对（程序错误）"),
    47001: _stop("数据格式不对（程序错误）"),
    44002: _stop("没有内容（程序错误）"),
    44004: _stop("内容为空"),
    45002: _stop("内容太长"),
    45008: _stop("图文太多，只能有一篇"),
    40053: _stop("二维码的参数不对"),
    46003: _stop("还没有发布过菜单"),
    **dict.fromkeys(
        (40016, 40017, 40018, 40019, 40020, 40023, 40025), _stop("菜单不合要求（名称、个数或地址）")
    ),
    # Mass sends.
    40130: _stop("群发至少要有两个人"),
    45028: _stop("本月的群发次数已用完"),
    # 45065 means it was sent before under the same key; Client.mass_send returns its msg_id instead.
    45065: _stop("同一批群发已经发过"),
    45066: _wait("同一批群发重试太快，一分钟后再试", 60, scope="notice"),
    45067: _stop("群发编号太长（程序错误）"),
    **dict.fromkeys((45056, 45057, 45058, 45157, 45158, 45159), _stop("标签不合要求或数量已满")),
}
# A code that nobody wrote down: certain not to have been sent, worth another try later.
UNKNOWN = Refusal("平台拒绝，原因不明", permanent=False, wait=600)


def refused(code: int, now: datetime, rid: str = "", table: Mapping[int, Refusal] = REFUSALS) -> SendError:
    """The error for a code of the platform; ``rid`` is the number under which the platform can look it up.

    ``table``: the codes of the channel; one number means different things to different platforms.
    """
    refusal = table.get(code, UNKNOWN)
    wait = _seconds_to_midnight(now) if refusal.wait == TILL_MIDNIGHT else refusal.wait
    message = f"{refusal.why}（{code}{'，' + rid if rid else ''}）"
    return SendError(message, refusal.permanent, wait, code, refusal.doubtful, refusal.scope)


def _seconds_to_midnight(now: datetime) -> int:
    tomorrow = local.instant(local.day(now) + timedelta(days=1), time())
    return int((tomorrow - now).total_seconds()) + 60  # their clock may be behind ours
