"""What a member says of being in court: when, changed, called off, over."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import Rule

_COURT = r"(?:开庭|庭审|出庭|庭)"
_WHEN = (
    r"(?:哪几个|哪些|几个|什么时候|什么时间|几时|何时|哪天|哪一天|几点|几号|周几|有哪些|有什么|有几个|有没有)"
)
# Who else may be in court: their hearing is not the member's own.
_NOT_MINE = (
    r"(?!.*(?:当事人|委托人|客户|对方|被告人?|原告|助理|徒弟|实习生|同行|师傅|师父|搭档|所里|隔壁)的?(?:[^,我]{0,8}?)"
    r"(?:开庭|出庭|庭审|有庭|有个庭|过庭))(?!.*(?:开庭|庭审)的(?:那|这|时候|案|视频|笔录|录像|情况))"
)
_QUIET = r"(?:请|帮我|麻烦|先|就)*(?:不要|别|勿)(?:再|给我|跟我|向我|来|老|总)*(?:打扰|发|推|吵|烦|催|联系|找|打电话)(?:我|消息|通知|送|东西|信息|给我|了)*"
_SOON = r"(?:今天|明天|本周|这周|下周|最近|接下来|这几天)"

HEARING = (
    Rule("my_hearings", rf"<ASK>(?:我|我的|{_SOON})*(?:是|要|登记过?的?|记过?了?的?|都|有|\s)*{_WHEN}(?:我|要|有|还有|的|要开的)*{_COURT}(?:安排|时间|登记)?[吗么呢啊?]*", acts=False),
    Rule("my_hearings", rf"<ASK>(?:我的?)?{_SOON}?的?(?:开庭|庭审)(?:安排|列表|日程|登记|记录|时间表)(?:是什么|有哪些)?[吗么呢啊?]*", acts=False),
    Rule("my_hearings", rf"<ASK>(?:我的?|{_SOON})+的?{_COURT}(?:都|还)?(?:有|是|登记了)?{_WHEN}[吗么呢啊?]*", acts=False),
    Rule("my_hearings", r"<ASK>我的(?:开庭|庭审)(?:时间)?[?]*", acts=False),
    Rule("hearing_over", rf"<ME>(?:的)?(?:今天的?|上午的?|下午的?|现在)?{_COURT}(?:已经?|都|刚|提前)?(?:结束|开完|审完|完|散)(?:了|啦|咗|咯)<END>", owns="past"),
    Rule("hearing_over", r"<ME>(?:已经?|刚刚?|提前)?(?:开完|出完|审完)庭(?:了|啦|咗|咯)<END>|<ME>(?:已经?|刚刚?|提前)?(?:休庭|闭庭)(?:了|啦|咗|咯)<END>|<ME>(?:已经?|刚刚?)(?:休庭|闭庭|开完庭|出完庭)<END>", owns="past"),
    Rule("hearing_cancel", rf"<ME><WANT>(?:取消|撤销|删掉|删除|撤掉)(?:了)?(?:(?P<about><DAY>.{{0,10}}?)的?)?{_COURT}(?:登记|免打扰|时间)?<END>", owns="negation"),
    Rule("hearing_cancel", r"<ME>(?:(?P<about><DAY>.{0,10}?)的?)?(?:不|唔)(?:用|需要)?(?:开庭|出庭)(?:了|啦)<END>", certain=False, owns="negation"),
    Rule("hearing_cancel", rf"<ME>(?:(?P<about><DAY>.{{0,10}}?)的?)?{_COURT}(?:已|已经|被)?(?:取消|撤|不开|延期|推迟)(?:了|啦|掉了)(?:<SEP>(?:今天|明天|那天)?不(?:用)?(?:开|去)(?:庭)?了)?<END>", certain=False, owns="negation past"),
    Rule("hearing", rf"<ME>(?:(?P<about><DAY>.{{0,10}}?)的?)?{_COURT}(?:时间)?(?:改到|改成|改为|改在|改期到|推迟到|延期到|提前到|调到|挪到)(?:了)?(?P<reason>.*<DAY>.*)", slots={"kind": "move"}),
    Rule("hearing", rf"<ME>{_COURT}(?:要|会)?(?:延长到|拖到|要到|开到)(?P<reason>.*(?:<DAY>|<N>\s*点).*)", slots={"kind": "until"}, owns="condition"),
    Rule("hearing", rf"{_NOT_MINE}<ME>(?P<reason>.*<DAY>.{{0,12}}(?:开庭|出庭|庭审|有庭|过庭|[有开排][一两二三四几]?个庭|排庭|仲裁).{{0,16}}?)<SEP>{_QUIET}<END>", owns="negation"),
    Rule("hearing", rf"{_NOT_MINE}<ME>(?P<reason>.*<DAY>.{{0,12}}(?:开庭|出庭|庭审|有庭|过庭|[有开排][一两二三四几]?个庭|排庭|仲裁).{{0,16}})"),
    Rule("hearing", rf"<ME>(?P<reason><DAY>(?!.*(?:[不没未]|别)(?:在|去|用|要)).{{0,8}}(?:在|要去|去).{{0,6}}(?:法院|法庭|中院|高院|仲裁委))(?:里|有事|待着|\s)*(?:<SEP>{_QUIET})?<END>", certain=False, owns="negation"),
    Rule("hearing", r"<ME><WANT>(?P<reason>(?:开庭|出庭|庭审|登记开庭|开庭时间)<SEP>(?:是|在|安排在)?.*<DAY>.*)"),
)  # fmt: skip
