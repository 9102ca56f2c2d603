"""What an officer says to change the branch's month: add a task, change one, leave one out, take it up again."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import Rule

# 3, 第3项, of this month or of the one that is named before or after the word 任务; never the 20 of 12月20日.
_WHICH = (
    r"(?:任务<SEP>)?(?:(?P<month><MONTH>)(?:的)?<SEP>)?(?:任务<SEP>)?"
    r"(?:第)?(?P<n><N>)(?:号|项|个|条|件)?(?:任务)?(?![\d月日号点:])"
)
_TOLD = r"(?!.*(?:怎么|如何|为什么|可不可以|能不能|行不行|好不好|[?？])|.*[吗么呢]<END>$)"
_NAMED = r"(?=.{0,12}任务)"

PLAN = (
    Rule("task_add", rf"<ME><WANT>(?:给支部|帮我|帮忙)?(?:加|增加|添加|新增|新建|加上)(?:一?[个项件条])?(?:支部)?(?:的)?任务<GAP>{_TOLD}(?P<reason>.+)", free=True),
    Rule("task_add", rf"<ME><WANT>(?:给支部|帮我|帮忙)?(?:加|增加|添加|新增|加上)(?:一?[个项件条])?(?:支部)?(?:的)?任务{_TOLD}(?P<reason>(?:<DAY>|<MONTH>).+)", free=True),
    Rule("task_change", rf"<ME><WANT>(?:帮我)?(?:改|修改|调整|更改|变更)(?:一下)?{_NAMED}{_WHICH}<SEP>{_TOLD}(?P<reason>.*)", free=True),
    Rule("task_change", rf"<ME>(?:把|将){_NAMED}{_WHICH}<SEP>{_TOLD}(?P<reason>(?:改到|改成|改为|延到|推迟到|提前到|换成).+)", free=True),
    Rule("task_leave_out", rf"<ME>(?:们)?(?:支部)?(?:不做|不办|免做|唔做)(?:了)?<SEP>{_WHICH}(?:了)?(?:<GAP>{_TOLD}(?P<reason>.+))?<END>", owns="negation", free=True),
    Rule("task_leave_out", rf"<ME><WANT>(?:删除|删掉|去掉|拿掉|撤掉|取消){_NAMED}{_WHICH}(?:<GAP>{_TOLD}(?P<reason>.+))?<END>", owns="negation", free=True),
    Rule("task_restore", rf"<ME><WANT>(?:恢复|重新加上|加回){_NAMED}{_WHICH}<END>"),
)  # fmt: skip
