"""What WeCom refuses a call with, and what follows; the shapes are the Official Account's.

Source: developer.work.weixin.qq.com/document/path/90455 (the platform's code list) and wechat.md 3. The platform's
errmsg is never read: it may change.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.refusals import Refusal

# 40001 is a wrong Secret where a token is asked for; anywhere else it can only be the token.
TOKEN_CODES = frozenset([40001, 40014, 41001, 42001])
_HOUR = 3600

WECOM_REFUSALS: Mapping[int, Refusal] = {
    -1: Refusal("企业微信繁忙，稍后再发", permanent=False, wait=30, doubtful=True),
    40001: Refusal("应用的 Secret 不对，请核对设置", permanent=False, wait=600, scope="channel"),
    40003: Refusal("成员账号不对（不在企业微信里）"),
    40007: Refusal("图片或文件已失效，请重新上传", scope="notice"),
    40008: Refusal("消息类型不对（程序错误）", scope="notice"),
    40013: Refusal("企业 ID 不对，请核对设置", permanent=False, wait=600, scope="channel"),
    40014: Refusal("访问凭证不对，换过一次仍不行，请核对 Secret", permanent=False, wait=600, scope="channel"),
    **dict.fromkeys(
        (40016, 40017, 40018, 40019, 40020, 40022, 40023, 40024, 40025, 40026, 40027),
        Refusal("菜单不合要求（名称、个数或地址）", scope="notice"),
    ),
    40031: Refusal("成员账号名单不对，或有人不在应用的可见范围里"),
    40032: Refusal("一次发的人太多（程序错误）", scope="notice"),
    40033: Refusal("内容里有平台不收的字符", scope="notice"),
    40035: Refusal("参数不对（程序错误）", scope="notice"),
    40056: Refusal("应用的 AgentId 不对，请核对设置", permanent=False, wait=600, scope="channel"),
    40058: Refusal("参数不对（程序错误）", scope="notice"),
    40063: Refusal("缺少参数（程序错误）", scope="notice"),
    41001: Refusal("没有带访问凭证（程序错误）", permanent=False, wait=600, scope="channel"),
    42001: Refusal("访问凭证过期，换过一次仍不行，请核对 Secret", permanent=False, wait=600, scope="channel"),
    44004: Refusal("内容为空", scope="notice"),
    45002: Refusal("内容太长", scope="notice"),
    45004: Refusal("说明太长", scope="notice"),
    45008: Refusal("图文太多", scope="notice"),
    45009: Refusal("调用太频繁，过一会儿再发", permanent=False, wait=60, scope="channel"),
    45033: Refusal("同时调用太多，过一会儿再发", permanent=False, wait=10, scope="channel"),
    45047: Refusal("给这位成员发得太多，企业微信不再接收"),
    46003: Refusal("还没有发布过菜单", scope="notice"),
    46004: Refusal("没有这个成员"),
    47001: Refusal("数据格式不对（程序错误）", scope="notice"),
    48002: Refusal("应用没有发消息的权限，请在管理后台打开", permanent=False, wait=_HOUR, scope="channel"),
    50002: Refusal("成员不在应用的可见范围里，请在管理后台加上"),
    50003: Refusal("应用已停用，请在管理后台启用", permanent=False, wait=_HOUR, scope="channel"),
    60011: Refusal("成员不在应用的可见范围里，请在管理后台加上"),
    60020: Refusal(
        "服务器的 IP 不在可信名单里，请在管理后台加上", permanent=False, wait=600, scope="channel"
    ),
    60111: Refusal("成员账号不对（不在企业微信里）"),
    60140: Refusal("卡片已更新过，或超过 72 小时"),
    81013: Refusal("这些成员都收不到：账号不对，或不在应用的可见范围里"),
    82001: Refusal("没有写发给谁（程序错误）", scope="notice"),
    301002: Refusal(
        "没有这个应用的权限，请核对 AgentId 和 Secret", permanent=False, wait=600, scope="channel"
    ),
}
NOT_REACHED = "成员收不到：账号不对、不在应用的可见范围，或没有许可证"
