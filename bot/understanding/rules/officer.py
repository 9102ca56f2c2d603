"""What an officer says besides: meetings, marks, leave, notices, exports."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import MARK_WORD, NUMBERS_FIRST, Rule

_FOR = r"(?:请)?(?:给|帮|替|代|为(?!什么|了|何))"
_LEAVE = r"(?:请个?(?:病|事|公|年|婚|产|陪产)?假|办个?请假|登记请假|请一次假|告假|记请假|办请假手续)"
_MARK = r"(?:签个?到|签一下到?|代签|补签|打卡|报到|记到|登记签到|补个签到)"
_NUMBERS = r"\s*[:：]?\s*(?:<LIST>)"
_WHO = r"(?:谁|哪些人|哪几个人?|边个|有谁|哪位|哪些同志|哪些党员|哪几位|多少人|几个人|几多人|还有多少)"

MEETINGS = (
    Rule("meeting_create", r"<ASK>(?:开会|安排会议|新建会议|发起会议|召开会议|创建会议|通知开会|发布会议|召集会议)<GAP>(?P<reason>.+)", owns="third"),
    Rule("meeting_create", r"<ASK>(?:开会|召开|安排|组织|发起|新建|建|开)(?:一次|一个|个|一场|一下)?(?P<reason>(?=.*<DAY>).*<KIND>.*)", owns="third"),
    Rule("meeting_create", r"<ASK>(?:开会|安排会议|新建会议|召开会议)(?P<reason><DAY>.+)", owns="third"),
    Rule("meeting_create", r"<ASK>(?:召开|安排|组织|发起|新建)(?:一次|一个|个|一场)?(?P<reason><KIND>.{0,40})", owns="third"),
    Rule("meeting_create", r"(?:我们|支部|定于|拟于)*(?P<reason><DAY>.{0,24}?(?:召开|开|举行|组织)(?:一次|一个|个)?(?:会|<KIND>).{0,30})", certain=False, owns="third"),
    Rule("meeting_create", r"<ASK>(?:定|约|开|安排|组织|召集)(?:一?个|一次|一场)会(?:议)?(?:<GAP>(?P<reason>.+))?", owns="third"),
    Rule("meeting_create", r"(?P<reason>(?=.*(?:点|\d:\d\d))(?:下个?月|本月|这个月)?<DAY>.{0,40}<KIND>.{0,20})", certain=False, owns="third"),
    Rule("check_in_code", r"<ASK>(?:显示|出示|投屏|出|亮|生成|放出|把)?(?:一下)?(?:今天的?|现在的?|当前的?|会场的?|本次)?(?:签到码|签到口令|口令|二维码|签到二维码|会议码|会场码|签到屏)(?:(?:投|放|打|显示)(?:影)?(?:到|在)?(?:大屏幕?|屏幕|墙|投影|前面|大家面前)*上?|是多少|多少|是什么|给我|发我|发一下|看一下|看看|看|是几多|投屏|[?])*<END>"),
    Rule("meeting_close", r"(?:现在|可以|请)?(?:散会|结束会议|关闭会议|会议结束|闭会|结束签到|关闭签到)(?:吧|啦)?(?:<SEP>(?P<n><N>))?"),
    Rule("meeting_close", r"(?:会议?|会)(?:已经?)?(?:结束|开完|散)(?:了|啦|咗)", certain=False, owns="past"),
)  # fmt: skip

MARKS = (
    Rule("paper_marks", rf"(?!\D*\d{{4}}\D*$)(?P<reason>{MARK_WORD}{_NUMBERS}(?:[,，;；\s]*{MARK_WORD}{_NUMBERS})*)"),
    Rule("paper_marks", rf"(?P<reason>{NUMBERS_FIRST}(?:[,，;；\s]+{NUMBERS_FIRST})+)"),
    Rule("paper_marks", rf"(?:纸质|手工|补录)?(?:代签到?|补签|录入签到|登记签到|代为签到|补录签到)<SEP>(?P<name><NAMES>)(?:{_MARK})?<END>"),
    Rule("paper_marks", rf"{_FOR}<SEP>(?P<name>(?!我)<NAMES>)<SEP>{_MARK}<END>", owns="third"),
    Rule("paper_marks", r"(?P<name><PERSON>)<SEP>(?:已经?)?(?:签到|到了|到|来了|已到|已签到|到会)(?:了)?", certain=False, owns="third past"),
    Rule("paper_marks", r"(?P<name><PERSON>(?:[、,和\s]+<PERSON>)+)<SEP>(?:都)?(?:已经?)?(?:签到|到了|到|来了|已到|已签到|到会)(?:了)?", certain=False, owns="third past"),
    Rule("paper_marks", r"(?:签到|报到)<GAP>(?P<name><PERSON>)", certain=False, owns="third"),
    Rule("excuse", rf"{_FOR}<SEP>(?P<name>(?!我)<NAME>)<SEP>{_LEAVE}<SEP>(?P<reason>.+)?", certain=False, owns="third"),
    Rule("excuse", r"(?:代请假|代人请假|登记请假|给人请假)<SEP>(?P<name><PERSON>|[\u4e00-\u9fff]{2,4})(?:<GAP>(?P<reason>.+))?", certain=False, owns="third"),
    Rule("excuse", rf"(?P<name><PERSON>)<SEP>(?=<DAY>|<CAUSE>|今|这次|因|由于|要|说|请|告|办|想)(?:今天|今晚|这次)?(?:因|由于|因为|要|说|说要)?(?P<reason>.{{0,16}}?)<SEP>(?:要|想)?{_LEAVE}(?:了)?(?:<GAP>.+)?", certain=False, owns="third reported"),
    Rule("excuse", rf"(?P<name><PERSON>){_LEAVE}<SEP>(?P<reason>.+)", certain=False, owns="third"),
    Rule("excuse", r"(?P<name><PERSON>)<SEP>(?=<DAY>|<CAUSE>|今|这次|因|有|来|去|不|没|赶|参加)(?P<reason>.{0,16}?)(?:来不了|去不了|到不了|参加不了|不能来|不能参加|没空来|赶不(?:回来|过来|上|到))(?:了)?(?:<SEP>(?:要|想)?请假)?(?:<GAP>(?P<why>.+))?", certain=False, owns="third negation"),
    Rule("excuse", r"请假<GAP>(?P<name><PERSON>)(?:<GAP>(?P<reason>.+))?", certain=False, owns="third"),
)  # fmt: skip

LEAVES = (
    Rule("reject_leave", r"(?!.*[吗么?]$)(?:不准假?|驳回|不同意|拒绝|不批准?)第(?P<n><N>)(?:个|号|位|条|份)(?:<GAP>(?P<reason>.+))?", owns="negation", free=True),
    Rule("reject_leave", r"(?!.*[吗么?]$)第(?P<n><N>)(?:个|号|位|条|份)<SEP>(?:的假)?(?:不准|不批|不同意|驳回)(?:了)?<END>(?:<GAP>(?P<reason>.+))?", owns="negation", free=True),
    Rule("approve_leave", r"(?:准假?|同意|批准|批)(?:了)?第(?P<n><N>)(?:个|号|位|条|份)(?:的)?(?:请?假)?(?:了)?<END>"),
    Rule("approve_leave", r"第(?P<n><N>)(?:个|号|位|条|份)<SEP>(?:的假)?(?:准了?|同意了?|批准了?|批了)<END>"),
    Rule("approve_leave", r"(?:都|全部?)?(?:准|批|批准|同意)(?:了|吧)<END>", certain=False),
    Rule("reject_leave", r"(?!.*[吗么?]$)(?:不准假?|驳回|不同意|拒绝|不批准?|不予批准)(?:第|请假)?<SEP>(?P<n><N>)(?:号)?(?:的?请?假)?(?:<SEP>(?P<reason>.+))?", owns="negation", free=True),
    Rule("reject_leave", r"(?!.*[吗么?]$)(?:不准|驳回|不同意|拒绝|不批准?)<SEP>(?P<name><PERSON>)(?:的)?请?假?(?:<GAP>(?P<reason>.+))?", owns="negation third", free=True),
    Rule("reject_leave", r"(?!.*[吗么?]$)第?(?P<n><N>)(?:号)?<SEP>(?:的假)?(?:不准|不批|不同意|驳回)(?:了)?<END>(?:<GAP>(?P<reason>.+))?", owns="negation", free=True),
    Rule("approve_leave", r"(?:准假?|同意|批准|批|准许)(?:了)?(?:第|请假)?<SEP>(?P<n><N>)(?:号)?(?:的)?(?:请?假)?(?:了)?<END>"),
    Rule("approve_leave", r"(?P<n><N>)(?:号)?<SEP>(?:的假)?(?:准了?|同意了?|批准了?|准假)<END>"),
    Rule("approve_leave", r"(?P<name><PERSON>)(?:的)?(?:请?假)(?:我|就)?(?:准|同意|批准|批)(?:了|吧)?<END>", owns="third"),
    Rule("approve_leave", r"(?:准|同意|批准|批)(?:了)?<SEP>(?P<name><PERSON>)(?:的)?(?:请?假)?(?:了)?<END>", owns="third"),
    Rule("approve_leave", r"同意(?:了|请假|准假)?<END>", certain=False),
)  # fmt: skip

NOTICES = (
    Rule("notice_send", r"<ASK>(?:给(?:全体党员|大家|支部|全体|所有人|各支部|全支部|党员们?))?(?:发|群发|发布|发送|发个|发一个|发一条|写|拟)(?:个|一个|一条)?(?:通知|公告|消息)(?:给?(?:全体党员|大家|支部|全体|所有人|各支部|全支部))?<GAP>(?P<reason>.+)", free=True, owns="third"),
    Rule("notice_send", r"<ASK>(?:群发|通知全体党员?|通知大家|通知各位|通知所有人|转告大家)<SEP>(?P<reason>.+)", owns="third"),
    Rule("notice_send", r"<ASK>(?:发|发布|发个|发一条)(?:通知|公告)(?P<reason>(?!了|的|吗|没).{4,})", owns="third"),
    Rule("notice_send", r"通知<GAP>(?P<reason>(?!第?\d).{6,})", certain=False, free=True),
    Rule("correction", r"(?:发)?(?:更正|勘误)(?:通知)?<SEP>(?:第)?(?P<n><N>)(?![\d月日点]|:\d)(?:号|条)?(?:通知)?(?:<SEP>(?P<reason>.+))?", free=True),
    Rule("correction", r"(?:发)?(?:更正|勘误)(?:通知)?<GAP>(?P<reason>.+)", free=True),
    Rule("correction", r"(?:刚才|刚刚|刚|上一?[条个]|那[条个]|这[条个]|昨天|我|发|的)*通知(?:里|上)?的?(?P<reason>(?:时间|地点|日期|内容|地址|会议室)?(?:写|发|打|弄)?错了?<SEP>(?:要|请|应该?)?(?:更正[为成]?|改[成为到]|是|为).+)", certain=False, free=True, owns="past"),
    Rule("confirm", r"<ME>?(?:确认|确定)(?:发送|发布|发出|开会|办理)?<SEP>(?P<n><N>)?<END>"),
    Rule("nudge", r"<ASK>(?:再)?(?:催收|催办|催催|催一下|催一催|催一次|催|再提醒|提醒)(?:一下|一次|签收|还|的|所有|那些|没|未|没有|确认|回|回复|回执|看|收到|的人|人|党员|同志|的)*(?:通知)?(?:第)?<SEP>(?P<n><N>)?(?:号|条)?(?:通知)?(?:的)?(?:回执)?<END>", owns="negation third reported"),
    Rule("receipts", rf".{{0,8}}{_WHO}.{{0,5}}(?:没|没有|未|还没|冇|已经?)?.{{0,3}}(?:收到|确认|回复|回执|看过?|已读|未读|打开|阅|没回|没看|知悉)(?:了|的|过|通知|[吗?呢])*"),
    Rule("receipts", r"(?:还)?(?:没|没有|未|已|已经)?(?:确认|收到|回复|看|读|签收)(?:了|过)?的(?:还)?(?:有|都有|是)?(?:谁|哪些人?|哪几个|多少|几个)(?:人)?[呢?]*|<ASK>(?:未读|未确认|没确认|没回|未回复)(?:的)?(?:名单|人员|人)[?]?"),
    Rule("receipts", r"<ASK>(?:上一条|这条|最新|刚才的?)?(?:通知)?(?:第)?(?P<n><N>)?(?:号)?(?:通知)?的?(?:回执|送达|确认|已读|阅读)(?:情况|率|名单|人数)*<SEP>[?]?"),
    Rule("receipts", r"(?:回执|送达情况|确认情况|打电话名单|电话名单)<SEP>(?:第)?(?P<n><N>)(?:号|条)?(?:通知)?"),
)  # fmt: skip

ROLL_CALL = (
    Rule("roll_call", r"(?:还)?(?:请假|迟到|缺席|没来|没到|未到|没签|没签到|签到|到会?)(?:了)?的(?:都|还)?(?:有|是)?(?:谁|哪些人?|哪几个|几个|多少)(?:人)?[呢?]*"),
    Rule("roll_call", rf".{{0,10}}{_WHO}.{{0,5}}(?:签到|签|到场|到会|到了|没到|未到|到|没来|来了?|请假|缺席|迟到|缺勤|参会|参加|出席).{{0,6}}"),
    Rule("roll_call", r".{0,8}(?:到了|来了|签到了?|签了|实到|未到|没到|缺席|请假)(?:的)?(?:有)?(?:多少|几|几多)(?:个|位)?人?.{0,3}"),
    Rule("roll_call", r"<ASK>(?:现在|今天|今晚|本次|会议|支部)*(?:点(?:个|下|一下)?名|签到|到会|参会|出勤|到场)(?:情况|名单|人数|统计|结果)?<SEP>(?P<n><N>)?(?:怎么样|如何|[?])*(?<!签到)"),
    Rule("roll_call", r"(?:<PERSON>|[小老阿][\u4e00-\u9fff])(?:律师|同志|主任)?(?:他|人)?(?:今天|今晚|现在)?(?:到|签|签到|来|到会|到场|在|请假|请了假|请过假)(?:会场|现场)?(?:了|咗|左|过)?(?:没有?|未|冇|吗|么|[?])+.{0,6}", owns="third question"),
    Rule("roll_call", r"<ASK>(?:都|人|大家|会议|今晚|今天|现在|是不是)*(?:到齐|来齐|到全|齐)(?:了|没|没有|未)*[吗么?]*"),
)  # fmt: skip

_MINUTES = r"(?:主持人?|记录人|列席|议题|议程|发言|表决(?:结果)?|决议|决定|议定|小结)"
MINUTES = (
    Rule("minutes_entry", rf"(?:会议)?(?:记录|补记)<SEP>(?P<reason>{_MINUTES}<GAP>.+)", free=True, owns="third", acts=False),
    Rule("minutes_entry", r"(?P<reason>(?:主持人|记录人|决议|议题|表决结果)\s*[:：]\s*.+)", free=True, owns="third", acts=False),
)  # fmt: skip

_EXPORTS = r"(?:考勤|出勤|签到|第?一议题|任务|通知|回执|花名册|名册|党员名单|党员信息|党员|人员|台账|会议记录|纪要|记录|公益|擂台|登记表|登记|日历|半年报告|工作报告|报告|学时)"
OFFICE = (
    Rule("branch_status", r"<ASK>(?P<month><MONTH>)?的?(?:我们|咱们|本|我)?支部(?:本月|这个月|目前|现在)?的?(?:(?:的)?任务|工作)?(?:还)?(?:有)?(?:达标|(?:什么|哪些|啥)(?:任务)?(?:没做|没完成|没办|没开|要做|该做)|完成(?:任务|得)?(?:了|怎么样)|情况|概况|进度)(?:了)?(?:吗|没有?|么|怎么样|如何|[?])*<END>"),
    Rule("branch_status", r"(?=.*(?:支部|这个月|本月|上个月|我们|今年))(?:我们|咱们|本|我)?(?:支部)?(?:的)?(?P<month><MONTH>)?(?:我们|咱们|本)?(?:支部)?(?:的|今年)?(?:三会一课|第一议题|组织生活|规定动作|该开的会|会议?|党课|任务|主题党日)(?:都|是不是|有没有)*(?:开|做|上|学|完成|办)?(?:齐|够|全|完|好|达标|完成)(?:了)?(?:没|没有|吗|么|未|[?])+"),
    Rule("export", rf"<ASK>(?:导出|下载|生成|导|拉|打印|输出)(?:一下|一份|个|出|全部|所有)?(?P<kind>.{{0,14}}{_EXPORTS}.{{0,8}}?)<END>"),
    Rule("export", rf"<ASK>(?:把)?(?P<kind>.{{0,14}}{_EXPORTS}.{{0,6}}?)(?:表)?(?:导出|下载|导|发我|给我|发给我|拉)(?:来|出来|一下|一份|成excel|成表格|excel)*<END>"),
    Rule("export", r"<ASK>(?P<kind>.{0,14}(?:考勤|出勤|签到|任务|名册|第?一议题).{0,2}(?:表|excel|xlsx|表格|报表|台账))<END>"),
    Rule("export", r"<ASK>(?:导出|下载)(?P<kind>(?:<MONTH>|\s|的|全年|今年|去年|季度|本季度|上季度)+)(?:表格|表|数据|excel)?<END>"),
    Rule("console", r"<ASK>(?:进入|登录|登陆|进|上)?(?:手机|电脑|网页版)?(?:的)?(?:管理)?(?:后台|控制台|工作台|电脑端|网页版)(?:管理)?(?:的)?(?:登录)?(?:链接|地址|网址|入口)?(?:发我|发给我|给我|是多少|是什么|发一下|在哪里?)?[?]?<END>"),
    Rule("branch_status", r"<ASK>(?:我们|咱们|本|我)?支部(?:本月|这个月|目前|现在|的|上个月|\s)*(?:情况|进度|状态|概况|还差什么|缺什么|还缺什么|差什么|完成情况|完成得?怎么样|怎么样|任务|任务完成情况|任务进度|台账|哪些没完成|工作)[?]?<END>"),
    Rule("branch_status", r"(?:我们|支部|本支部)?(?P<month><MONTH>)(?:支部|我们)?(?:还)?(?:缺|差|欠|有)(?:什么|哪些|啥|咩)(?:没做|没开|没完成|没办|未完成|会没开)?[?呢]*"),
)  # fmt: skip

# The acts an officer means come before what the same words mean to a member; the read-only ones after.
OFFICER = (
    *MINUTES, *NOTICES, *LEAVES, *MARKS, *MEETINGS, *OFFICE, *ROLL_CALL
)  # fmt: skip
