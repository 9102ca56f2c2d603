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
    "leave_approved": "准假", "leave_rejected": "不准假", "leave_withdrawn": "销假",
    "appoint": "任命", "relieve": "免去", "erase": "删除本人数据",
    "binding code": "发绑定码", "codes fetched": "下载绑定码", "roster import asked": "要导入名册", "verify": "验文件",
    "export fetched": "下载导出文件", "member entered": "录入人员", "member left": "记离开",
    "member put right": "更正资料",
    "branch made": "建支部", "branch changed": "改支部", "branch dissolved": "撤支部", "theme day": "定主题党日",
    "length": "定学习时间",
    "vote": "记表决", "withdraw vote": "收回表决", "register": "填登记台账",
    "register back": "撤回登记", "task fill": "填任务",
    "complaint_opened": "看投诉建议", "complaint_assigned": "交办投诉建议", "complaint_answered": "答复投诉建议",
    "complaint_closed": "办结投诉建议", "complaint_added": "补充投诉建议", "own_correction_accepted": "同意更正",
    "own_correction_refused": "没有同意更正", "task_leave_out": "任务不做了", "task_restore": "恢复任务",
}  # fmt: skip
SUBJECTS = {
    "notice": ("通知", "/console/notices"), "meeting": ("会议", "/console/meetings"), "delivery": ("发送", ""),
    "task": ("任务", ""), "draft": ("草稿", ""), "channel official": ("公众号", ""),
    "channel wecom": ("企业微信", ""), "audit": ("审计", ""),
    "deliveries": ("发送", ""), "deliveries in doubt": ("不能确定的发送", ""), "member search": ("按姓名找人", ""),
    "ledger": ("账本", ""), "roster": ("名册", ""), "leave": ("请假", ""), "corrections": ("更正申请", ""),
    "complaint": ("投诉建议", ""),
    "export": ("导出", ""), "own-data": ("我的数据", ""), "phone": ("电话", ""),
}  # fmt: skip
