"""What can be said in full: every intent of the contract with its title and its words.

A handler may declare more words for its intent (see ``Understanding``). The digits of the home menu are here
too, so that the menu that is shown and the digits that are understood cannot differ.
"""

from __future__ import annotations

from bot.chat import Audience, Command

MENU_DIGITS = {"1": "first_topic", "2": "lectures", "3": "check_in", "4": "tasks", "5": "notices"}


def _command(
    intent: str, title: str, words: str, *, acts: bool = False, audience: Audience = "member"
) -> Command:
    return Command(intent, title, (title, *words.split()), acts, audience)


MEMBER = (
    _command(
        "check_in",
        "签到",
        "打卡 报到 到 我到了 到了 我到 已到 我已到 我刚到 刚到 我来了 我到啦 我到咯 我到咗"
        " 到咗 我已到场 已到场 我到场了 到会 已到会场 我到会场了 签个到 签到一下 扫码签到"
        " 会议签到 我来签到",
        acts=True,
    ),
    _command(
        "leave",
        "请假",
        "请个假 我要请假 我想请假 请假申请 申请请假 告假 来不了 我来不了 去不了 我去不了"
        " 参加不了 我参加不了 无法参加 不能参加 有事来不了 开庭来不了 请病假 病假 请事假 事假"
        " 出差 赶不过来 来唔到 去唔到 我去唔到 我来唔到",
        acts=True,
    ),
    _command(
        "hearing",
        "开庭",
        "我要开庭 登记开庭 开庭登记 庭审 开庭时间 要开庭 出庭",
        acts=True,
    ),
    _command(
        "first_topic",
        "第一议题",
        "学习 今天学什么 学什么 今天学啥 学啥 首题 一议题 本月第一议题 第一议题材料 学习材料"
        " 学习资料 第一议题学习 今日学习 今日学咩 学咩 政治学习 理论学习 本月学习 学习内容"
        " 看第一议题 我要学习 本月学什么 材料",
    ),
    _command(
        "lectures",
        "党课",
        "红色党课 听党课 党课列表 课程 看党课 云听 党课目录 微党课 看电影 红色电影 电影"
        " 有什么党课 有哪些党课 听课 党课学习 课程列表 听书 音频党课 电影党课 有咩党课"
        " 听党课先 有什么课 有哪些课",
    ),
    _command(
        "lecture",
        "听一讲",
        "打开党课 听一课",
    ),
    _command(
        "resume_lecture",
        "继续听",
        "继续 接着听 继续上次 接着上次 继续学习 继续播放 接着学 继续学 上次听到哪 听返上次",
    ),
    _command(
        "search",
        "搜索",
        "搜 查找 检索 搜一下 找资料 搜材料",
    ),
    _command(
        "tasks",
        "本月任务",
        "任务 我的任务 任务清单 这个月 有什么任务 有啥任务 要做什么 做什么 还差什么"
        " 还有什么没做 今日有咩任务 有咩任务 待办 我的待办 还有什么任务 这个月任务"
        " 这个月的任务 当月任务 任务列表 工作任务 组织生活任务 每月任务 有咩要做 本月要做什么",
    ),
    _command(
        "task_done",
        "完成任务",
        "完成 做完了 任务完成 完成了 办完了 搞掂 搞掂了 已完成",
        acts=True,
    ),
    _command(
        "makeup",
        "补学",
        "补课 我要补学 补学习 要补学 我要补课 补签",
        acts=True,
    ),
    _command(
        "meetings",
        "会议",
        "最近会议 会议安排 开会 什么时候开会 几点开会 在哪里开会 在哪开会 会议时间 会议地点"
        " 下次会议 我的会议 几时开会 边度开会 今晚开会 今天开会 明天开会 会议通知 活动"
        " 活动安排 近期会议 有会 开会时间 开会地点 会议列表 几点 地点 日程",
    ),
    _command(
        "notices",
        "通知",
        "最新通知 我的通知 看通知 有什么通知 有咩通知 通知列表 公告 消息 新通知 没收到通知"
        " 我没收到通知 冇收到通知 未读通知 有啥通知",
    ),
    _command(
        "acknowledge",
        "收到",
        "已阅 知悉 已知悉 收到了 我收到了 好的收到 收到好的 确认收到 已收到 知道了 我知道了"
        " 已读 阅 悉 收悉 敬悉 了解 明白 明白了 收到谢谢 收到收到 收到晒 收到啦 知道啦 确认"
        " 已确认 已阅知 已知晓 知晓 roger",
        acts=True,
    ),
    _command(
        "why",
        "为什么收到这条",
        "为什么收到 为什么发给我 为什么给我发这个 为啥收到这条 为啥发给我 凭什么发给我"
        " 谁发的 这是谁发的 这条谁发的 点解收到 点解发俾我 为什么给我发 为什么推给我",
    ),
    _command(
        "my_record",
        "我的记录",
        "我的学时 学时 我的积分 积分 还差多少 还差多少学时 我的考勤 考勤 我的出勤 出勤"
        " 签到记录 我的签到 学习记录 考勤记录 出勤记录 我的分数 积分查询 查积分 查学时"
        " 学时查询 我的请假 请假记录 我签到了吗 我签到成功了吗 我签到没有 我签到了没 我的学习"
        " 记录 我的组织生活 我学了多少",
    ),
    _command(
        "dispute",
        "不对",
        "记错了 签到错了 弄错了 错了 有异议 我有异议 记录不对 记录错了 搞错了 我没缺席"
        " 我没有缺席 考勤错了 考勤不对 申诉 我不是缺席 标错了 唔啱 记录有误 有误",
        acts=True,
    ),
    _command(
        "my_data",
        "我的数据",
        "隐私 我的信息 个人信息 我的资料 隐私政策 隐私说明 导出我的数据 删除我的数据"
        " 更正我的数据 撤回同意 个人数据 我的个人信息 数据",
    ),
    _command(
        "bind",
        "绑定",
        "认证 身份绑定 身份认证 我要绑定 重新绑定 绑定身份 注册",
        acts=True,
        audience="anyone",
    ),
    _command(
        "unbind",
        "解绑",
        "解除绑定 取消绑定 注销 我要解绑 退出绑定 解绑账号 注销账号",
        acts=True,
    ),
    _command(
        "unsubscribe_push",
        "停止推送",
        "退订 不要推送 别推了 暂停推送 不要再推送 不要再推送了 别再推了 取消推送 取消订阅"
        " 关闭推送 停止推送党课 td 不想收推送 别发了 不要推送了 唔好再发",
        acts=True,
    ),
    _command(
        "resume_push",
        "恢复推送",
        "继续推送 重新订阅 订阅 打开推送 开启推送 恢复订阅",
        acts=True,
    ),
    _command(
        "large_type",
        "大字",
        "大字版 大字号 老年模式 长辈模式 字大一点 字太小 字太小了 看不清 看不清楚 大字体"
        " 放大字体 大字模式 关怀模式 字大些 睇唔清 睇唔清楚 字体放大 普通字 小字 恢复小字"
        " 关闭大字 退出大字",
        acts=True,
    ),
    _command(
        "contact",
        "找书记",
        "书记 人工 联系书记 转人工 客服 书记电话 转书记 人工客服 找支部书记 联系支部 找人工"
        " 支部书记 找组织委员 组织委员 联系人 揾书记 联系方式 找人 找党支部",
        acts=True,
        audience="anyone",
    ),
    _command(
        "complaint",
        "投诉建议",
        "投诉 建议 意见 我要投诉 提意见 提建议 反馈 举报 意见反馈 意见建议 吐槽 匿名投诉",
        acts=True,
    ),
    _command(
        "service",
        "公益法律服务",
        "公益 公益服务 法律服务 益企讲堂 宜企专服 值班 村居法律顾问 矛盾调处 志愿服务"
        " 公益报名 报名公益 我的志愿服务 公益时长",
    ),
    _command(
        "contest",
        "擂台",
        "擂台赛 打擂台 擂台填报 比武 擂台数据 年度数据",
    ),
    _command(
        "help",
        "帮助",
        "菜单 ? ?? ??? 功能 怎么用 你会什么 你能做什么 使用说明 说明 help h 0 首页 主菜单"
        " 指南 命令 点用 你有什么功能 有什么功能 怎么使用 menu 使用方法 操作指南 主页"
        " 回到首页 帮忙 救命 点样用",
        audience="anyone",
    ),
    _command(
        "greeting",
        "您好",
        "你好 早上好 早 早安 上午好 中午好 下午好 晚上好 在吗 在不在 有人吗 hi hello 哈喽 嗨"
        " 大家好 你好呀 您好呀 hey 喂 早晨 晚安 在么 你是谁 书记好",
        audience="anyone",
    ),
    _command(
        "thanks",
        "谢谢",
        "谢谢你 谢谢您 多谢 感谢 辛苦了 辛苦 唔该 唔该晒 好的谢谢 thanks thx 好的 好 ok 嗯"
        " 嗯嗯 再见 拜拜 谢了 好的好的 行 可以 知道了谢谢 非常感谢 太感谢了 多谢晒 好嘅 bye"
        " 棒",
        audience="anyone",
    ),
    _command(
        "cancel",
        "取消",
        "返回 退出 算了 上一步 不办了 不了 停止 不用了 不要了 退回 唔使了 取消吧 算啦",
        acts=True,
        audience="anyone",
    ),
)

OFFICER = (
    _command(
        "meeting_create",
        "开会",
        "安排会议 新建会议 发起会议 创建会议 通知开会 发布会议 我要开会 召集会议 召开会议"
        " 安排开会 建会 新会议",
        acts=True,
        audience="officer",
    ),
    _command(
        "check_in_code",
        "签到码",
        "口令 签到口令 出示口令 显示签到码 签到二维码 二维码 出签到码 看签到码 今天口令"
        " 现在口令 会场屏幕 大屏 投屏 会场码 签到大屏 当前口令",
        audience="officer",
    ),
    _command(
        "roll_call",
        "点名",
        "名单 谁没签到 谁没来 签到情况 到了多少人 几个人签到 未到名单 实到 考勤情况 谁请假了"
        " 谁没到 还有谁没到 谁没签 边个未到 签到人数 到会情况 多少人到了 几多人到 点个名"
        " 请假名单 谁签到了 谁到了 谁请假 谁缺席 缺席名单 边个未签到 参会情况 到齐了吗",
        audience="officer",
    ),
    _command(
        "paper_marks",
        "代签",
        "补录签到 录入签到 纸质签到 登记签到 代签到 手工签到",
        acts=True,
        audience="officer",
    ),
    _command(
        "excuse",
        "代请假",
        "代人请假 给人请假 登记请假",
        acts=True,
        audience="officer",
    ),
    _command(
        "approve_leave",
        "准假",
        "准 批准 准了 同意请假 批假 批准请假",
        acts=True,
        audience="officer",
    ),
    _command(
        "reject_leave",
        "不准",
        "不准假 驳回 不同意 不批 驳回请假 拒绝请假",
        acts=True,
        audience="officer",
    ),
    _command(
        "meeting_close",
        "散会",
        "结束会议 关闭会议 会议结束 结束签到 闭会 收会 关闭签到",
        acts=True,
        audience="officer",
    ),
    _command(
        "notice_send",
        "发通知",
        "群发 发布通知 发公告 发消息 写通知 发个通知 群发通知",
        acts=True,
        audience="officer",
    ),
    _command(
        "correction",
        "更正",
        "更正通知 发更正 通知更正 改通知 勘误",
        acts=True,
        audience="officer",
    ),
    _command(
        "confirm",
        "确认",
        "确认发送 确认发布 确定发送 确认发出 发送 发布 确定",
        acts=True,
        audience="officer",
    ),
    _command(
        "nudge",
        "催收",
        "催一下 催办 催 提醒未确认 提醒没回的 再提醒一次 催回执 催确认 催收通知 催一催",
        acts=True,
        audience="officer",
    ),
    _command(
        "receipts",
        "回执",
        "谁没回 谁没确认 谁没看 送达情况 打电话名单 电话名单 确认情况 已读情况 谁没收到"
        " 回执情况 未确认名单 谁没回复 通知情况 收到情况 谁收到了 谁没收到通知 边个未确认",
        audience="officer",
    ),
    _command(
        "export",
        "导出",
        "导出考勤 导出表格 下载考勤 导出报表 导出excel 考勤表 导出数据 导出台账",
        audience="officer",
    ),
    _command(
        "console",
        "后台",
        "控制台 管理后台 工作台 登录后台 电脑端 网页版 进后台 后台管理 后台地址 后台链接",
        audience="officer",
    ),
    _command(
        "branch_status",
        "支部情况",
        "本支部 支部任务 还缺什么 本月缺什么 支部进度 差什么 台账 支部概况 我的支部"
        " 支部完成情况 支部台账 缺什么 支部状态 本支部情况 本月进度",
        audience="officer",
    ),
)

COMMANDS = MEMBER + OFFICER
"""Every intent of the contract but ``none``, each once."""
