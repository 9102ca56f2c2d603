"""What a member says to have something done. Each form is the whole sentence; the guards watch what is around it."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.hearing import HEARING
from bot.understanding.rules.pushes import PUSHES
from bot.understanding.rules.rule import Rule

_LEAVE = r"(?:请\s*(?:个|一个|一下|一次|一天|半天|<N>\s*(?:天|日|次|晚|个?(?:小时|钟头|半天)))?的?\s*(?:病|事|公|年|婚|丧|产|陪产)?假|告个?假|休(?:个)?(?:病|年|产|婚|丧)?假|(?:病|事|公|婚|丧|产)假)"
_ABSENT = (
    r"(?:就|都|可能)?(?:来不[了成]|去不成|去不了|到不了|参加不了|出席不了|(?:不能|无法|没法|没办法|没空|没时间|不可以|唔得)(?:前来|来|去|参加|到会|出席|到场|过来|过去)|"
    r"赶不(?:过来|过去|上|回来|回去|到|及)|来唔到|去唔到|唔去得|参加唔到|(?:就|先)?不(?:来|去|参加|过来|过去)(?:了|啦|咯)|缺席一次)"
)
_WHICH = r"(?:这次|本次|今晚|今天|明天|下午|晚上|这个|的|支部|党员|大会|支委会|会议?|活动|主题党日|学习|组织生活会?|党课|开会|我|就|都|,|\s)*"

CHECK_IN = (
    Rule("check_in", r"(?!到\s*[\d一二三四五六七八九十]+(?:\s*[,、\-—~到至]\s*|\s+)\d)<ME><WANT>(?:签个?到|打个?卡|报到|到了|到会了?|已?到|来了)<END><SEP>(?:我的)?(?:口令|签到码|会场码|码|验证码|数字)?(?:是|为)?<SEP>(?P<code><CODE>)号?<END>"),
    Rule("check_in", r"(?:我的?)?(?:会场|今天的?|现在的?|屏幕上的?|大屏上?的?)?(?:签到|会场)?(?:口令|码|验证码|数字|密码)(?:是|为|叫)?<SEP>(?P<code><CODE>)号?<END>"),
    Rule("check_in", r"(?P<code><CODE>)<SEP><ME>(?:来)?(?:签个?到|打卡|报到|到了|到|来了)<END>"),
    Rule("check_in", r"<ME><WANT>(?:来)?(?:签(?:个|一下|一个|下)?到|打个?卡|报个?到)(?:吧|啦|啊|呀|哈|哦|喔|先|一下|谢谢|唔该|[\s,.!。])*"),
    Rule("check_in", r"<ME>来(?:签(?:个|一下)?到|报到|打卡)<END>|<ME>(?:人|本人)(?:已|已经|也)?(?:到|到场|到位|在场)(?:了|啦|咗)<END>|(?:已|已经)?到场<END>"),
    Rule("check_in", r"<ME>.{0,10}(?:赶到|赶来|来到|到了|走到)(?:会场|现场|会议室|律协)(?:了|啦|咗)?<END>", certain=False, owns="past"),
    Rule("check_in", r"<ME>(?:人)?(?:已经?|现在|就)?(?:坐)?在(?:会场|现场|会议室|[一二三四五六七八九十\d]+楼会议室)(?:里|坐着|了)*<END>", certain=False),
    Rule("check_in", r"<ME>(?:已|刚|刚刚)?(?:到达?|来到|抵达|喺)(?:会场|现场|会议室|支部|会议现场|会议地点|律协|楼下)(?:了|啦|咗|嘞)"),
    Rule("check_in", r"<ME>(?:已经?|刚)?(?:签到|打卡)(?:了|咗|啦|完)<END>", certain=False, owns="past"),
    Rule("check_in", r".*(?:口令|签到码|会场码)(?:是|为)?<SEP>(?P<code>\d{4})<END>", certain=False, owns="negation past condition"),
    Rule("check_in", r"(?=.*(?:签到|口令|码|打卡|报到|到了|到场)).*?(?<!\d)(?P<code>\d{4})(?![\d年])(?!\s年).*", certain=False),
    Rule("check_in", r"(?:麻烦|请|帮我|帮忙|给我|替我|书记)+(?:签(?:个|一下|下)?到|打个?卡|报个?到)<END>", certain=False),
)  # fmt: skip

LEAVE = (
    Rule("leave", rf"<ME><WANT>(?:给我|帮我|跟|向|特)*(?:您|书记|支部|组织)?<WANT>{_LEAVE}(?:一天|半天|一次|一下|<N>天)?<END>", owns="third"),
    Rule("leave", rf"(?:<DAY>|{_WHICH})+的?(?:会|会议|活动)(?:我|本人)(?:要|想|申请|得)?{_LEAVE}(?:一天|半天|一次)?<END><GAP>(?P<reason>.+)"),
    Rule("leave", rf"(?P<reason><DAY>)的?(?:会|会议|活动)?(?:我|本人)?(?:要|想|申请|得)?{_LEAVE}(?:一天|半天|一次)?<END>(?:<GAP>(?P<why>.+))?"),
    Rule("leave", rf"<ME><WANT>(?:跟|向)?(?:您|书记|支部)?<WANT>{_LEAVE}(?:了|先|一次|一下)?<GAP>(?:原因|事由|理由)?(?:是|为)?<SEP>(?P<reason>.+)", owns="topic"),
    Rule("leave", rf"<ME><WANT>{_LEAVE}(?:先|一次|一下)?(?P<reason>(?:因为?|由于|我?要|去|在|<DAY>|<CAUSE>).+|<CAUSE>)"),
    Rule("leave", rf"(?P<reason>.*(?:<DAY>|<CAUSE>).*?)<SEP>(?:所以|因此|我|要|想要|想|得|只能|需要|特|特此|须|申请|跟您|跟书记|向您|向书记|同你|就)*{_LEAVE}(?:一次|一下|一天|半天|先)*<END>"),
    Rule("leave", rf"(?P<reason>.{{0,40}}?(?:<DAY>|<CAUSE>).{{0,30}}?)<SEP>(?:我|所以|恐怕|今次|这次)*{_WHICH}{_ABSENT}{_WHICH}<END>", owns="negation"),
    Rule("leave", rf"(?=.*(?:我|本人)){_WHICH}(?:本人)?{_WHICH}{_ABSENT}{_WHICH}<END>(?:<GAP>(?P<reason>.+))?", owns="negation"),
    Rule("leave", rf"{_WHICH}{_ABSENT}{_WHICH}<END>(?:<GAP>(?P<reason>.+))?", owns="negation", certain=False),
    Rule("leave", rf"(?P<reason>(?=.*(?:<DAY>|<CAUSE>)).*(?:{_LEAVE}|{_ABSENT}).*)", owns="negation", certain=False),
)  # fmt: skip

LEAVE_BACK = (
    Rule("leave_back", rf"(?:<DAY>|{_WHICH})*的?(?:会|会议)?(?:我|本人)?(?:就|都)?(?:不用|不需要|不必|无需|不)(?:再)?{_LEAVE}了<END>(?:<SEP>.{{0,24}})?", owns="negation", certain=False),
    Rule("leave_back", r".{0,24}?(?:请的|的)?假(?:帮我|给我|就)?(?:取消|撤销|撤回|收回|销)(?:了|掉|一下)?<END>", owns="negation", certain=False),
    Rule("leave_back", r"(?:.{0,16}?[\s,])?(?:我)?(?:又|现在|今晚|到时|还是|突然|可以|可)*(?:能|可以)(?:来|去|到|参加|赶到|出席)(?:开会|会议|参加|会场)?(?:了|啦|喇|咯)(?:[\s,].{0,16})?", owns="negation", certain=False),
)  # fmt: skip

_DONE = r"(?:完成|做完|办完|搞定|搞掂|做好|办好|办妥|弄好|弄完|干完|落实)"
_ITEM = r"(?:号|项|个|条|件|样)?(?:任务)?"
_NOT_COUNTED = r"(?![\d零一二三四五六七八九十]|次|天|人|月|份|篇|场|遍|小时|年|%|个(?!任务)|点|分)"
TASK_DONE = (
    # The form the help gives: what follows the number is the record's own words, whoever they speak of.
    Rule("task_done", r"完成\s*(?P<n><N>)[\s,]+(?P<reason>(?!.*(?:怎|如何|[吗么呢?]|没|不|未|别|谁|何时|哪|几|取消|算了|假的|骗|他|她|说(?!明)|据)).+)", free=True),
    Rule("task_done", rf"<ME>(?:已经?)?{_DONE}(?:了|咗)?(?:任务|第)*<SEP>(?P<n><N>){_NOT_COUNTED}{_ITEM}(?:了)?(?:(?:<GAP>|(?=已))(?P<reason>.+))?", owns="past"),
    Rule("task_done", rf"<ME>(?:的)?(?:任务|第)*<SEP>(?P<n><N>){_ITEM}<SEP>(?:已经?)?{_DONE}(?:了|咗)?(?:<GAP>(?P<reason>.+))?<END>", owns="past"),
    Rule("task_done", rf"<ME>(?:已经?)?{_DONE}(?:了)?(?:任务)?<GAP>(?P<reason>.+)", certain=False, owns="past"),
    Rule("task_done", rf"<ME>(?:已经?)?(?:把)?(?P<reason>.{{0,12}})(?:任务)?(?:都|已经?|全部?)?{_DONE}(?:了|咗|啦)<END>", certain=False, owns="past"),
)  # fmt: skip

MAKEUP = (
    Rule("makeup", r"<ME><WANT>补(?:一下|一补|个|一次|上次的?|那次的?)*(?:学|课|学习)<END>"),
    Rule("makeup", r"<ME><WANT>(?:已经?)?(?:补学|补课|补听)(?:一下|了|完了?|完成|好了)?(?:第)?<SEP>(?P<n><N>)?(?:号|讲|课|次)?<END>", owns="past"),
    Rule("makeup", r"<ME><WANT>(?:已经?)?(?:补学|补课|补听)(?:一下|了|完了?|完成|好了)?(?:第)?<SEP>(?P<n><N>)?(?:号|讲|课|次)?<GAP>(?P<reason>.+)", owns="past"),
    Rule("makeup", r"(?:登记补学|补学(?:登记|记录))<SEP>(?P<reason>.+)", owns="past"),
    Rule("makeup", r"<ME>(?P<reason>.{0,16}(?:材料|第一议题|党课|会议|学习|缺席|没来|没参加|落下|上次).{0,8}?)(?:我)?(?:都|已经?|自己)*补(?:学|课|看|读|听)(?:了|完了?|完成|好了)?<END>", owns="past", certain=False),
)  # fmt: skip

_ANY_SIZE = r"(?:普通|正常|原来的?|默认|小)?(?:字体|字号|字)"
_THANKS = r"(?:谢谢|感谢|多谢|唔该|辛苦|好的?|书记|领导|老师|主任|您|了|会|我|我会|一定|保证|将|按时|准时|到|参会|到场|没问题|参加|到会|出席|及时|马上|立即|落实|办理|学习|执行|完成|安排|照办|ok|提醒|感谢|多谢|通知|[,.!。\s])*"
_GOT = r"(?:收到|知悉|已阅|知道|阅悉|收悉|明白|确认收到|知晓|已读)"
ACKNOWLEDGE = (
    Rule("acknowledge", rf"(?:好的?|嗯+|ok|行|是的?|书记|[,\s])*(?:通知)?<ME>(?:已经?|都)?{_GOT}(?:了|啦|晒|咗)?(?:通知|此通知|该通知|本通知)?(?:了|啦)?<SEP>{_THANKS}", owns="past reported"),
    Rule("acknowledge", rf"(?:确认)?{_GOT}<SEP>(?:通知)?第?(?P<n><N>)(?:号|条)?(?:通知)?", owns="past"),
    Rule("acknowledge", rf"第?(?P<n><N>)(?:号|条)?(?:通知)?<SEP>(?:已)?{_GOT}(?:了)?", owns="past"),
)  # fmt: skip

_ALL = "question negation third reported past condition topic"
DISPUTE = (
    Rule("dispute", r"(?:不对|记错了|有异议|弄错了|搞错了|标错了|(?:我的)?(?:考勤|签到|记录)(?:有误|错了|不对)|申诉|唔啱)(?:<GAP>|[呀啊哦噢](?=我|那|昨|上))(?P<reason>.+)", owns="negation past topic reported condition third"),
    Rule("dispute", r"(?P<reason>(?=.*(?:签|到|会|缺|假|考勤|记录|出勤)).*(?:记|标|算|登记|写|统计|搞|弄|录|显示)(?:错|成|为|做)(?:了)?.*)", certain=False, owns=_ALL),
    Rule("dispute", r"(?P<reason>.*(?:明明|我(?:确实|真的|当天|那天)?(?:到了|参加了|签到了|去了|在场)).*(?:缺席|未到|缺勤|没签|没有?记录|不对|没算|没到).*)", certain=False, owns=_ALL),
    Rule("dispute", r"(?P<reason>.*我.{0,8}(?:在|到|去|参加|请假).*(?:怎么|为什么|为啥|咋|却).{0,8}(?:未到|缺席|没到|没签|缺勤).*)", certain=False, owns=_ALL),
    Rule("dispute", r"(?P<reason>(?!.*有没有).*我.{0,8}(?:没有?|不是|并未|冇|唔系)(?:缺席|请假|缺勤|迟到).*)", certain=False, owns=_ALL),
    Rule("dispute", r"(?P<reason>.*(?:考勤|出勤|签到记录|缺席|记录).{0,6}(?:有误|错了?|不对|不准确|有问题|唔啱).*)", certain=False, owns=_ALL),
)  # fmt: skip

BINDING = (
    Rule("bind", r"(?:<ME><WANT>)?(?:绑定|认证|身份认证|注册)<SEP>(?:姓名|名字|我叫|我是)?<SEP>(?P<name><NAME>)<SEP>(?:我的)?(?:绑定码|邀请码|码|code)?(?:是|为)?<SEP>(?P<code><KEY>)<END>"),
    Rule("bind", r"(?:<ME><WANT>)?(?:绑定|认证)<SEP>(?:绑定码|码)?(?:是|为)?<SEP>(?P<code><KEY>)<SEP>(?:姓名|名字|我叫|我是)?<SEP>(?P<name><NAME>)?<END>"),
    Rule("bind", r"(?:您好|你好|[,\s])*(?:我叫|我是|姓名|本人)?<SEP>(?P<name><NAME>)<SEP>(?:我的)?(?:绑定码|邀请码)?(?:是|为)?<SEP>(?P<code><KEY>)<END>"),
    Rule("bind", r"(?:绑定|认证)(?:<GAP>|姓名|我叫|我是)+(?P<name>[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8})"),
    Rule("bind", r"<ME><WANT>(?:重新)?绑定(?:身份|账号|微信|一下|党员身份)*<END>"),
    Rule("unbind", r"<ME><WANT>(?:请|帮我|麻烦)?把(?:我的?)?绑定(?:给)?(?:解除|解开|取消|解|撤销|注销)(?:掉)?<END>", owns="negation"),
    Rule("unbind", r"<ME><WANT>(?:请|帮我|麻烦)?把(?:我的?)?(?:微信|账号|帐号|手机)(?:给)?(?:解除|解开|解绑|注销)(?:掉)?<END>", certain=False),
    Rule("unbind", r"<ME><WANT>(?:解绑|解除绑定|取消绑定|注销绑定|注销|退出绑定)(?:我的|一下)?(?:账号|微信|身份|帐号|号)?<END>", owns="negation"),
)  # fmt: skip

_LARGE = r"(?:大字版?|大字号|大字体|大字模式|大号字|老年模式|老年版|长辈模式|关怀模式|长者模式)"
LARGE_TYPE = (
    Rule("large_type", rf"(?:打开|开启|切换到?|换成|换|用|改成|我?要|进入|设置|设为|使用|给我|帮我|开)*{_LARGE}(?:显示|模式|的)?<END>"),
    Rule("large_type", rf"(?:我?要|请|帮我)*(?:关闭|退出|取消|关掉|关|恢复|停用|换回|改回)(?:{_LARGE}|{_ANY_SIZE})(?:了|模式)?<END>", owns="negation", slots={"kind": "off"}),
    Rule("large_type", rf"(?:我|请)*(?:不要|不用|不想要|唔使|唔要){_LARGE}(?:了)?<END>", owns="negation", certain=False, slots={"kind": "off"}),
    Rule("large_type", r"(?:把|请|帮我|我想|能不能|能|可不可以|可以|麻烦)*(?:字|字体|字号|文字)(?:能|可以|能不能|可不可以|调|放|弄|改|变|再)*大(?:一点|一些|点|些|啲)?(?:吗|不|么|好吗|可以吗|行吗|[得行好]不[得行好]|可不可以)?<END>(?:.{0,10}(?:看不[清见]|老花|眼).{0,6})?", certain=False, owns="question negation"),
    Rule("large_type", r".{0,8}(?:看不清|看不见|睇唔清|睇唔到|字太小|字好小|字细|太小了).{0,6}", certain=False, owns=_ALL),
)  # fmt: skip

_OFFICE = r"(?:支部)?(?:书记|组织委员|副书记|人工|真人|客服|负责人|工作人员|指导员|支委|联系人|活人)"
_BODY = r"(?:(?:给|向|跟|对)(?:区|市|律师)?(?:行业)?(?:党委|支部|组织|上级|你们|书记))?"
VOICE = (
    Rule("contact", rf"<ME><WANT>(?:帮我|给我)?(?:找|联系|转|转给|转接|呼叫|跟|和|同|问问|问一下|揾|叫)(?:一下|我们|下|到|一个|个|一位|位)*{_OFFICE}(?:说话|说一下|说点事|说几句|服务|聊聊|谈谈|帮忙)?<END>(?:<GAP>(?P<reason>.+))?", free=True, owns="reported third"),
    Rule("contact", rf"(?:我们|我|支部)*(?:的)?{_OFFICE}(?:的)?(?:是谁|电话|手机|微信|联系方式|号码|手机号)+(?:是多少|多少|是什么|几号|是)?\??<END>", certain=False, owns=_ALL),
    Rule("contact", rf"{_OFFICE}(?:在吗|在不在|在么|有空吗|有时间吗|呢)[?]*(?:<SEP>(?:我)?(?:有(?:点|件)?事)?(?:要|想)?(?:找|问|请教|跟|和).{{1,8}})?", certain=False, owns=_ALL),
    Rule("complaint", r"<ME><WANT>(?P<kind>匿名投诉|匿名举报|匿名反映|匿名|投诉建议|投诉|举报|反映|反馈|建议|意见|吐槽)(?:一下|一个|个)?(?:问题|意见|情况)?<GAP>(?P<reason>.+)", free=True, owns="topic"),
    Rule("complaint", rf"(?:我|我们)(?:要|想|需要){_BODY}(?:匿名|实名)?(?P<kind>投诉|举报|反映|反馈|吐槽)(?:一下|一个|个)?(?P<reason>.*)", owns="third reported past"),
    Rule("complaint", r"(?:我|我们)(?:这里|也)?(?:有|想提|提)(?:一?个|一?点|一?条|几点|些)(?:小)?(?P<kind>建议|意见)<GAP>(?P<reason>.+)", certain=False, free=True),
    Rule("complaint", r"<ME><WANT>(?:给|向|跟|对)?(?:支部|你们|书记|组织|党委)?提(?:个|一个|点|一点|一条)?(?P<kind>意见|建议)(?:(?:<GAP>)(?P<reason>.+))?<END>", free=True, owns="third"),
)  # fmt: skip

CANCEL = (Rule("cancel", r"(?:那|我|还是|就|先)*(?:取消|算了|不办了|退出(?:菜单|系统)?|返回|不弄了|不搞了|暂停|停一下|先停|(?:先)?不[听看]了|(?:不|不想)填了|不用了|当我没(?:说|讲|问)过?)(?:操作|上一步|这次|这个|取消|吧|了|啦|,|\s|不用了|不办了|不弄了|不搞了|不填了|算了)*", owns="negation condition reported"),)  # fmt: skip

ACTING = (
    *DISPUTE, *CHECK_IN, *LEAVE_BACK, *LEAVE, *HEARING, *TASK_DONE, *MAKEUP, *ACKNOWLEDGE, *BINDING, *PUSHES, *VOICE, *LARGE_TYPE, *CANCEL
)  # fmt: skip
