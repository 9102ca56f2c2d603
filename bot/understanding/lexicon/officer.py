"""What an officer can say in full besides; where a member's word is the same, an officer means this."""

from __future__ import annotations

from bot.understanding.lexicon.entry import command

OFFICER = (
    command(
        "meeting_create",
        "开会",
        "安排会议 新建会议 发起会议 创建会议 通知开会 发布会议 我要开会 召集会议 召开会议"
        " 安排开会 建会 新会议",
        acts=True,
        audience="officer",
    ),
    command(
        "check_in_code",
        "签到码",
        "口令 签到口令 出示口令 显示签到码 签到二维码 二维码 出签到码 看签到码 今天口令"
        " 现在口令 会场屏幕 大屏 投屏 会场码 签到大屏 当前口令",
        audience="officer",
    ),
    command(
        "roll_call",
        "点名",
        "名单 谁没签到 谁没来 签到情况 到了多少人 几个人签到 未到名单 实到 考勤情况 谁请假了"
        " 谁没到 还有谁没到 谁没签 边个未到 签到人数 到会情况 多少人到了 几多人到 点个名"
        " 请假名单 谁签到了 谁到了 谁请假 谁缺席 缺席名单 边个未签到 参会情况 到齐了吗",
        audience="officer",
    ),
    command(
        "paper_marks",
        "代签",
        "补录签到 录入签到 纸质签到 登记签到 代签到 手工签到",
        acts=True,
        audience="officer",
    ),
    command(
        "excuse",
        "代请假",
        "代人请假 给人请假 登记请假",
        acts=True,
        audience="officer",
    ),
    command(
        "approve_leave",
        "准假",
        "准 批准 准了 同意请假 批假 批准请假",
        acts=True,
        audience="officer",
    ),
    command(
        "reject_leave",
        "不准",
        "不准假 驳回 不同意 不批 驳回请假 拒绝请假",
        acts=True,
        audience="officer",
    ),
    command(
        "meeting_close",
        "散会",
        "结束会议 关闭会议 会议结束 结束签到 闭会 收会 关闭签到",
        acts=True,
        audience="officer",
    ),
    command(
        "notice_send",
        "发通知",
        "群发 发布通知 发公告 发消息 写通知 发个通知 群发通知",
        acts=True,
        audience="officer",
    ),
    command(
        "correction",
        "更正",
        "更正通知 发更正 通知更正 改通知 勘误",
        acts=True,
        audience="officer",
    ),
    command(
        "confirm",
        "确认",
        "确认发送 确认发布 确定发送 确认发出 发送 发布 确定",
        acts=True,
        audience="officer",
    ),
    command(
        "nudge",
        "催收",
        "催一下 催办 催 提醒未确认 提醒没回的 再提醒一次 催回执 催确认 催收通知 催一催",
        acts=True,
        audience="officer",
    ),
    command(
        "receipts",
        "回执",
        "谁没回 谁没确认 谁没看 送达情况 打电话名单 电话名单 确认情况 已读情况 谁没收到"
        " 回执情况 未确认名单 谁没回复 通知情况 收到情况 谁收到了 谁没收到通知 边个未确认",
        audience="officer",
    ),
    command(
        "export",
        "导出",
        "导出考勤 导出表格 下载考勤 导出报表 导出excel 考勤表 导出数据 导出台账",
        audience="officer",
    ),
    command(
        "console",
        "后台",
        "控制台 管理后台 工作台 登录后台 电脑端 网页版 进后台 后台管理 后台地址 后台链接",
        audience="officer",
    ),
    command(
        "branch_status",
        "支部情况",
        "本支部 支部任务 还缺什么 本月缺什么 支部进度 差什么 台账 支部概况 我的支部"
        " 支部完成情况 支部台账 缺什么 支部状态 本支部情况 本月进度",
        audience="officer",
    ),
)
