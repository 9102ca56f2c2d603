"""What a member says of pushes: fewer, again, which are on."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import Rule

_KIND = r"(?:每月任务|本月任务|任务|会议|开会|第?一议题|党课|课程|学习材料|通知|更正|催收|汇总)"
_OWN_KIND = r"(?:每月任务|本月任务|任务|会议|开会|第?一议题|党课|课程|学习材料)"
_PUSH = r"(?:推送|提醒|通知|消息|推荐)"
PUSHES = (
    Rule("unsubscribe_push", rf"(?:请|我|麻烦|以后|能|可以)*(?:不要|不用|不需要|别|勿|不想|不想要)(?:再|继续|给我|向我|跟我|老|总|天天|每[天周月])*(?:推送?|发送?|提醒|收到?|接收)(?:我)?(?P<kind>{_OWN_KIND})(?:的)?{_PUSH}?<END>", owns="negation past condition reported"),
    Rule("resume_push", rf"(?:请|我|麻烦|可以|我要|我想)*(?:恢复|重新|继续)(?:给我)?(?:推送?|订阅|接收)(?:我)?(?P<kind>{_OWN_KIND})(?:的)?{_PUSH}?<END>", owns="reported"),
    Rule("push_settings", r"(?:你们|这里|每[天周]|最近|发的?|推的?|这些|的|这)*(?:太多(?:消息|推送|通知|提醒)|(?:消息|推送|通知|提醒)(?:太多|好多|太频繁|太密)).{0,12}"),
    Rule("unsubscribe_push", r"(?:请|麻烦)?(?:以后)?(?:每[天周月]的?|那些|这些)?(?P<kind>党课|推送|消息|通知|任务|第?一议题|提醒|课)(?:就|都|请|以后|可以)*(?:别|不要|不用|唔好|停)(?:再)?(?:推送?|发|发送|提醒)?(?:给我|我)?(?:了|啦)<END>", owns="negation past condition"),
    Rule("unsubscribe_push", rf"<ME><WANT>(?:关闭|关掉|停止|停掉|暂停|取消)(?:所有|全部|这些)?的?{_PUSH}<END>", owns="negation reported third"),
    Rule("unsubscribe_push", rf"<ME><WANT>退订<SEP>(?:掉|了)?(?P<kind>{_KIND})(?:的)?{_PUSH}?<END>", owns="reported"),
    Rule("unsubscribe_push", rf"<ME><WANT>(?:关闭|关掉|停止|停掉|暂停|取消)<SEP>(?P<kind>{_KIND})(?:的)?(?:推送|提醒|推荐)<END>", owns="negation reported"),
    Rule("resume_push", rf"<ME><WANT>恢复<SEP>(?P<kind>{_KIND})(?:的)?{_PUSH}?<END>", owns="reported"),
    Rule("resume_push", rf"<ME><WANT>(?:重新订阅|订阅|打开|开启)<SEP>(?P<kind>{_KIND})(?:的)?(?:推送|提醒|推荐)<END>", owns="reported"),
    Rule("unsubscribe_push", r"(?:请|我|麻烦|以后|能|可以)*(?:不要|不用|不需要|别|勿|唔好|唔使|停止|暂停|停|取消|关闭|关掉|不想|不想要|退订)(?:再|收到?|接收|看到?|继续|给我|向我|跟我|每[天周月]|的|一下|这些|这种)*(?:推送?|推党课|推课)(?:了|消息|通知|党课|课程|给我|这些|这个|东西|内容|信息|\s)*<END>", owns="negation past condition"),
    Rule("unsubscribe_push", r"(?:请|我|麻烦|以后)*(?:不要|别|唔好|不想|停止|暂停|取消|退订)(?:再)?(?:收到?|接收|看到?|给我|发|发送|推|每周|每月|订阅|的|这些|这种|\s)*(?:消息|党课|课程|东西|信息|内容)(?:了|推送|给我|\s)*<END>", owns="negation past", certain=False),
    Rule("resume_push", r"(?:请|我|麻烦|可以|我要|我想)*(?:恢复|重新|继续|打开|开启|重启)(?:给我|每周|每月|的|接收|订阅|收)*(?:推送?|订阅|接收)(?:了|党课|课程|消息|通知|给我)*<END>"),
)  # fmt: skip
