"""What keeps a sentence that only mentions an act from being taken for the act.

An act is done without asking only when none of these is found in what was said around its words: a question,
a negation, another person, reported speech, the past, a condition, or the act as a topic (请假制度).
"""

from __future__ import annotations

import re
from functools import cache

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常于傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛狄戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾"
    "江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房丁宣邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦谷车侯"
    "班仰宁仇甘武符刘景詹束龙叶司黎薄白蒲卓蔺屠蒙池乔温庄晏柴瞿阎习艾容古易廖耿满匡文寇广欧沃蔚越师聂晁敖融"
    "冷辛阚简饶曾关肖涂区冼麦植谭邝佘"
)
_AFTER_A_SURNAME = "请签报到打参开出来没不已也要说让叫今明昨迟缺早会学完的些完全方多"
# Words that only begin like a name.
_NO_NAME = (
    "高[铁速烧考血院法管]|江[海门北南]|安[排全置检]|车[子祸坏站票牌]|白[天云跑]|雷[雨暴]|文件|万一|任[务职何]|马上|于是|尤其|许多|许可|"
    "成[功为都立]|全[部天体员家]|金湾|方[便才案]|毛病|章程|石[湾化]|温州|常[委务去]|关[闭掉于了机注]|康复|连[续着夜]|明[天早晚日]|"
    "时[间候]|和解|和[他她我]|应[该当]|能[不否]|单[位独]|解[绑除释]|路[上况]|郑重|平[时台常]|古[井镇]|容[易许]|向[您你书支]|项目|"
    "程序|区里|段时|费用|顾问|余下|白石|广[州东西]|房[子产]|家[里中人长属事]|何[时况]|易[地]|后[天来面]|包[括里]|严[重格]|鱼|华侨"
)
_WEEKDAY = "周[一二三四五六日天末]"
SURNAME = f"(?:欧阳|司徒|上官|司马|诸葛|东方|令狐|[{_SURNAMES}])"
TITLED = rf"(?!{_NO_NAME}){SURNAME}(?:律师|总|主任|书记|委员|工|哥|姐|老师|同志)"
FAMILIAR = (
    rf"[老小](?!师|程序|毛病|康|路|车|房|包|费|于|成)[{_SURNAMES}](?:律师)?|"
    r"阿(?![妈爸公婆姨仔女嫂叔伯])[\u4e00-\u9fff](?:律师)?"
)
PERSON = (
    rf"(?:{TITLED}|{FAMILIAR}|(?!{_WEEKDAY}|{_NO_NAME}){SURNAME}[\u4e00-\u9fff](?:(?![没不未])[\u4e00-\u9fff])??|"
    r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8})"
)
"""A name of two or three characters that begins with a surname, one with a middle dot, or 林律师, 老陈, 阿强."""

_OTHERS = (
    r"[他她佢]|人家|别人|有人|大家|大伙|同事|同志|各位|全体|所有人|党员们|其他人|某人|老婆|老公|爱人|妻子|丈夫|[父母]亲|[爸妈](?![的])|朋友|亲戚|家属|儿子|女儿|室友|同桌|助理|徒弟|师[兄姐弟妹]|实习生|领导|书记(?:说|让|叫|签|请|打卡|报到)|"
    r"老[赵钱孙李周吴郑王陈杨朱张黄林何刘徐高郭罗梁谢马胡]|小[赵钱孙李周吴郑王陈杨朱张黄林何刘徐高郭罗梁谢马胡]|"
    rf"(?!{_NO_NAME}){SURNAME}(?:律师?|总|主任|书记|工|哥|姐|老师|所|会计|姓)|"
    rf"^(?!{_WEEKDAY}|{_NO_NAME}){SURNAME}[^{_AFTER_A_SURNAME}\W\d]{{1,2}}"
    r"(?=也|今|明|昨|周|下|上|后|大|早|晚|说|要|想|没|不|请|签|打卡|报到|到|来|开庭|参|已|刚|的|因|跟|去|叫|让|"
    r"有[事庭会急]|生病|病了|发烧|感冒|住院|出差|加班|家里|临时|赶不|无法)"
    r"|你们?(?!好)|(?<![向跟给同])您(?!好|[帮给替]我)|咱们|我们|谁|[帮替给代](?!我|忙|签|请|理|表)"
)
_GUARDS = {
    "question": (
        r"[?]|怎[么样]|如何|咋|为什么|为啥|为何|[要是用].{1,8}还是.|点解|点样|什么|甚么|咩|乜|啥|几[点时号个次天时]|多少|多久|多长|多远|哪|边[个度]|谁|"
        r"何时|是否|能否|可否|会否|(?<![就都])是不是|要不要|有没有|用不用|需不需要|能不能|可不可以|可以不|行不行|好不好|对不对|会不会|"
        r"该不该|得不得|算不算|难道|莫非|请问|问一下|想问|想知道|(?:吗|么|呢|嘛|没有|未|冇|没|不)$|(.)[不没]\1|[吗么]\W"
    ),
    "negation": (
        r"不|没(?!收)|没|未|别(?!的|人)|勿|甭|莫|无法|无需|无须|冇|唔(?!该)|休想|拒绝|禁止|免了|取消|撤销|撤回|撤掉|作废|算了|"
        r"销假|停止|失败|懒得|才怪|个鬼|个屁|难|非"
    ),
    "third": _OTHERS,
    "reported": (
        r"说|听讲|据|让我|叫我|喊我|要求|提示|显示|写着|提醒|问我|告诉|转发|回复|请大家|请扣|扣[1一]|接龙|的请(?!假)|请举手|"
        r"规定|叫做|所谓|意思|截图|群里|短信|[\"“”'‘’]"
    ),
    "past": (
        r"昨|前天|上次|上回|上个?周|上个?星期|上个?礼拜|上个?月|去年|前年|刚才|方才|已经|早就|早已|之前|以前|先前|本来|原来|原本|当时|那天|那次|"
        r"过了|完了|曾|过$|了(?:但|却|可|还|又|结果|然后)|从来|一直|每次|总是|老是|经常"
    ),
    "condition": (
        r"如果|要是|假如|若|万一|的话|倘|除非|只要|等[我到一下会]|待会|一会|晚点|晚些|回头|改天|下次|以后|到时|准备|打算|可能|也许|大概|"
        r"应该|或者|还是|考虑|再说|再看|看情况|差点|忘了?|忘记|记得|快要|马上就|早知道|本想|又要|又得|天天|动不动|真是|服了|测试|试试|随便"
    ),
    "topic": (
        r"制度|流程|规定|条件|手续|情况|统计|名单|人数|要求|格式|模板|审批|次数|理由|原因|时间|地点|方式|功能|按钮|页面|系统|问题|"
        r"[太真好]麻烦|麻烦死|烦死|烦人|笑|好玩|辛苦|这(?:个|种|件)|那(?:个|种|件)|条子|率"
    ),
}
_QUIT = r"不用了|不要了|算了|取消|作废|开玩笑|骗|假的|才怪|没批|不批|驳回|被拒|批了|通过了|成功了|失败|不成|不了了"
HOW = (
    r"怎么(?!没|不|又|还|给我|把我|写我|说我|写成|显示|判|会|回事|是|就|总|老|都|变|算|记|成|显示|样)|如何|怎样(?!了)|咋(?!没|不|又|还|回事|是|显示|算|记|成|给我|把我|写|会|就|变)|点样|"
    r"^点(?=签到|请假|用|绑定|补学)|[找问]谁|[跟向和同]谁(?=说|讲|请|提|报|要|拿|申请|联系)|(?:流程|步骤|教程|操作方法|手续)(?:是|$)|"
    r"(?:在哪里?|哪里|哪儿|边度|在哪儿)(?:可以|能)?(?:签到|请假|绑定|补学|查|看|听|确认|解绑|导出|投诉|报名)|"
    r"(?:签到|请假|绑定|补学|投诉|导出|解绑|打卡)(?:在哪里?|哪里|入口|在边度|怎)"
)

_FOR_ANOTHER = (
    r"[替帮给代](?:他|她|佢|人家)|"
    r"^(?:小(?![孩时区组心学朋])|老(?![人家师公婆板妈爸母父乡])|阿(?![妈爸公婆姨仔女]))[\u4e00-\u9fff]"
)
_THE_WAY = (
    r"(?:是|要|该|应该|得)?(?:怎么|如何|怎样|咋|点样)(?:才)?(?:能|可以|会)?(?:弄|搞|操作|办|用|做|设置?)?(?:个?法)?|"
    r"(?:在|从|去|到)?(?:哪里?|哪儿|哪个地方|哪一?页)(?:可以|能|有)?(?:弄|搞|找|看)?|(?:走)?(?:什么|啥)(?:流程|步骤|格式|命令|指令|字)|"
    r"(?:的?(?:流程|步骤|格式|教程|方法|手续))(?:是(?:什么|啥|怎样))?|教一?下?我|第一次|头一[回次]|想知道|请问|该?发什么|回什么|[找问跟]谁|会不会|[吗呢啊呀?]"
)


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(
        {"how": HOW, "quit": _QUIT, "asking the way": _THE_WAY, "for another": _FOR_ANOTHER}.get(name)
        or _GUARDS[name]
    )


def fired(text: str, owned: str = "") -> tuple[str, ...]:
    """The guards that ``text`` (cleaned, with its end punctuation) trips, without those named in ``owned``."""
    text = text.replace("谢谢", "")  # thanks are no surname
    return tuple(name for name in _GUARDS if name not in owned and _compiled(name).search(text))


def asks_how(text: str) -> bool:
    """Whether the sentence asks for the way to do something: 怎么签到, 签到在哪里."""
    return _compiled("how").search(text) is not None


def how_ends(text: str) -> int:
    """Where the words that ask for the way end: what comes after them is what is asked about."""
    match = _compiled("how").search(text)
    return match.end() if match else 0


def without_how(text: str) -> str:
    """What is left of a question when the words that ask for the way are taken out: 考勤表在哪里导出, 考勤表导出."""
    return _compiled("asking the way").sub("", text)


def undone(reason: str) -> bool:
    """Whether what follows a command takes it back or asks about it: 请假 算了, 请假 批了吗."""
    return bool(_compiled("quit").search(reason) or _compiled("question").search(reason))


def names_another(reason: str) -> bool:
    """Whether what comes before an act begins with another person: 老王今天开庭, 我同事出差."""
    if _compiled("for another").search(reason):
        return True
    start = re.sub(r"^(?:我们?的?|今[天晚]|明[天晚]|下周.|周.|因为?|由于|那个|,|\s)+", "", reason)
    return _compiled("third").match(start) is not None


def are_names(text: str) -> bool:
    """Whether each of the names in ``text`` may be one: a surname in front, or at least no word of a guard in it."""
    return all(re.fullmatch(PERSON, name) or not fired(name) for name in re.split(r"[、,和\s]+", text))


def warm() -> None:
    """Compile every guard, so that no message waits for it."""
    for name in (*_GUARDS, "how", "quit", "asking the way", "for another"):
        _compiled(name)
