"""The audit's words in Chinese: ways in, verbs, things (with the page of one, where there is one)."""

from __future__ import annotations

ACTORS = {"chat": "聊天", "console": "后台", "cli": "命令行", "job": "定时任务", "phone": "手机页面"}
VERBS = {
    "look up": "查看人员", "sign in": "登录后台", "sign out": "退出后台", "console left": "退出后台",
    "console offered": "要登录链接", "receipts": "看回执", "phones": "看电话", "roll": "看名单",
    "notice": "写通知", "notice_approve": "放行通知", "notice_refuse": "退回通知", "notice_withdraw": "撤回通知",
    "notice_resume": "让通知接着发", "correction": "发更正", "nudge": "催收", "delivery_resolve": "核对送达",
    "channel_resume": "恢复通道", "job_policy": "定停机误了怎么办", "job_answer": "答补不补",
    "meeting": "安排会议", "meeting_move": "会议改期", "meeting_cancel": "取消会议", "close": "散会",
    "mark": "记考勤", "guest": "记列席", "correct": "更正考勤", "excuse": "批假", "dispute": "处理异议",
    "minutes": "写会议记录", "first topic": "记第一议题", "task_add": "加任务", "task_change": "改任务",
    "task_done": "完成任务", "task_undo": "撤销完成", "left out": "任务不适用", "export asked": "要导出文件",
    "export link": "给导出链接", "export": "导出文件", "bind": "绑定", "unbind": "解绑", "invite": "发绑定码",
    "push_off": "关推送", "push_on": "开推送", "lecture_push": "改党课推送", "handover": "支部换届",
    "transfer": "转支部", "roster import": "导入名册", "officer add": "任职", "backup": "备份",
    "calendar_set": "改日历", "calendar_forget": "撤日历改动", "publish": "发布材料", "refuse": "退回材料",
    "away": "记外出", "no vote": "记无表决权", "votes again": "恢复表决权", "correction_asked": "要求更正资料",
}  # fmt: skip
SUBJECTS = {
    "notice": ("通知", "/console/notices"), "meeting": ("会议", "/console/meetings"), "delivery": ("发送", ""),
    "task": ("任务", ""), "export": ("导出", ""), "draft": ("草稿", ""), "channel official": ("公众号", ""),
    "channel wecom": ("企业微信", ""), "audit": ("审计", ""),
    "deliveries": ("发送", ""), "deliveries in doubt": ("不能确定的发送", ""), "member search": ("按姓名找人", ""),
    "ledger": ("账本", ""), "roster": ("名册", ""),
}  # fmt: skip
