"""What the columns of a member's own rows are called, in the file and on the phone."""

from __future__ import annotations

HEADINGS = {
    "id": "编号", "member_id": "本人编号", "name": "姓名", "phone": "手机", "firm_id": "律所", "standing": "政治面貌",
    "joined_on": "入党日期", "joined_precision": "入党日期精确到", "created_at": "登记时间", "left_at": "离开时间",
    "branch_id": "支部", "committee_id": "党委", "role": "职务", "since": "起", "until": "止",
    "channel": "渠道", "openid": "渠道号", "consent_version": "同意的版本", "bound_at": "绑定时间",
    "unbound_at": "解绑时间", "unbound_why": "解绑原因", "made_at": "生成时间", "expires_at": "有效到",
    "used_at": "用过时间", "tries": "试错次数", "kind": "种类", "version": "版本", "asked_at": "提出时间",
    "given_at": "同意时间", "withdrawn_at": "撤回时间", "meeting_id": "会议", "state": "状态", "how": "方式",
    "marked_at": "记录时间", "marked_by": "谁记的", "late": "晚到", "reason": "事由或原因", "reason_code": "事由类别",
    "made_up_at": "补学时间", "made_up_note": "补学说明", "at": "时间", "by_member_id": "谁办的", "verb": "动作",
    "before": "原来", "after": "后来", "note": "说明", "asked_by": "谁提出的", "decided_at": "决定时间",
    "decided_by": "谁决定的", "decision_note": "答复", "approved_by": "批准单位", "approved_on": "批准日期",
    "entered_by": "谁登记的", "entered_at": "登记于", "month": "月份", "no": "序号", "key": "名目", "per": "周期",
    "title": "标题", "due_on": "期限", "evidence": "凭据", "mandatory": "必做", "done_at": "完成时间",
    "done_by": "谁完成的", "media_id": "图片号", "left_out_at": "不做了的时间", "notice_id": "通知", "route": "途径",
    "attempts": "试过几次", "next_at": "发送时间", "doubt_since": "何时起不能确定", "platform_id": "平台号",
    "error_code": "平台错误码", "settled_at": "办结时间", "bundled_in": "并入哪一条", "batch_id": "哪一批",
    "opened_at": "打开时间", "confirmed_at": "回收到时间", "starts_at": "开始", "ends_at": "结束",
    "cancelled_at": "取消时间", "closed_at": "收起时间", "digest_id": "庭后合成的一条", "lecture": "党课",
    "page": "页", "part": "段", "sealed": "内容", "sent_to": "发给谁", "sent_at": "发出时间", "what": "哪一种",
    "options": "选项", "purpose": "用途", "made_for": "给谁", "actor": "从哪里", "done": "已写行数", "total": "总行数",
    "file": "文件", "number": "印章号", "finished_at": "做完时间", "rows": "行数", "seen_at": "最近一次",
    "ended_at": "到此为止", "register": "登记", "of": "谁的", "held_on": "日期", "said": "内容",
    "first_id": "第一版编号", "ended_by": "谁改的", "withdrawn": "已撤回", "named": "具名", "assigned_to": "交谁办",
    "field": "哪一项",
    "kept": "封存了什么", "subject": "对象", "detail": "细节",
}  # fmt: skip
