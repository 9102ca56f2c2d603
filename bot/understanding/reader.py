"""Words to intent and slots, in steps: exact words, sentence patterns, guards, sound, likeness, guesses."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from bot.chat import Command, Intent
from bot.understanding import guards, normalise, pattern
from bot.understanding.clauses import read_by_clause
from bot.understanding.forms import asked, named, spoken, without_courtesies, without_fillers
from bot.understanding.gleaning import COMPLETED, Gleaner
from bot.understanding.judging import judge
from bot.understanding.keywords import mentions, wishes
from bot.understanding.lexicon import COMMANDS, MENU_DIGITS
from bot.understanding.likeness import Learnt, Likeness
from bot.understanding.mandarin import mandarin
from bot.understanding.named import with_month, with_number
from bot.understanding.numbers import to_code
from bot.understanding.pattern import Pattern
from bot.understanding.rules import FOR_MEMBERS, FOR_OFFICERS
from bot.understanding.rules.rule import LONGEST
from bot.understanding.slots import fill
from bot.understanding.sound import Sounds
from bot.understanding.weighing import likeliest, overruled, topic

_PASSED_ON = {"notice_send", "correction", "complaint", "contact", "thought"}
_USING = Pattern(r"^.{0,6}(?:怎么|如何|怎样)(?:用|使用|操作|弄|玩)(?:你|这个|榕树|小榕)?[呢啊呀?]*$")
_LONGEST_WORD = 12
_HEAD = Pattern(r"^([\u4e00-\u9fff]{2,8})[\s\d]")
_SHOWN = 60  # of a form, in an explanation
_CHINESE_DIGITS = dict(zip("一二三四五", "12345", strict=True))


class Understanding:
    """What texts mean. Built once from what the handlers declare and shared by all threads; it keeps no text."""

    def __init__(self, commands: Iterable[Command] = (), names: Container[str] = ()) -> None:
        """``commands`` add words and intents to the lexicon's own; where they claim a word, theirs counts.

        ``names`` are those of the library: said alone, they are searched for.
        """
        self._library_names = names
        self.commands = {command.intent: command for command in COMMANDS}
        words: dict[bool, dict[str, str]] = {False: {}, True: {}}
        declared = list(commands)
        for command in (*COMMANDS, *declared):
            known = self.commands.setdefault(command.intent, command)
            if command.acts and not known.acts:
                self.commands[command.intent] = command
            self._learn(words, command)
        digits = MENU_DIGITS | {chinese: MENU_DIGITS[digit] for chinese, digit in _CHINESE_DIGITS.items()}
        self._words = {officer: table | digits for officer, table in words.items()}

    @classmethod
    def default(cls) -> Understanding:
        """An understanding of the lexicon alone, without any handler."""
        return cls()

    @staticmethod
    def _learn(words: dict[bool, dict[str, str]], command: Command) -> None:
        said = {word.strip().lower(): command.intent for word in command.words}
        words[True] |= said
        if command.audience in ("anyone", "member"):
            words[False] |= said

    def exact(self, text: str, officer: bool, today: date) -> Intent | None:
        """The intent whose words ``text`` is in full, or a bare check-in code; ``None`` for anything else."""
        if name := self._words[officer].get(text):
            return Intent(name)
        return self._exact(normalise.cleaned(text), officer)

    def read(self, text: str, officer: bool, today: date) -> Intent:
        """What ``text`` wants. ``officer``: the sender is one; ``today``: the local date, for 上个月 and the like.

        ``certain`` is false where an effect must be asked back first. ``none`` comes with up to three guesses.
        """
        return self._read(text, officer, today, [])

    def ruled(self, text: str, officer: bool, today: date) -> Intent | None:
        """What words and rules alone make of ``text``, without sound and likeness; ``None`` where nothing."""
        said = normalise.cleaned(text)
        return self._as_said(said, mandarin(said), officer, today, []) if said else None

    def explain(self, text: str, officer: bool, today: date) -> list[str]:
        """The steps by which :meth:`read` understands ``text``, a line each, the outcome last."""
        steps: list[str] = []
        intent = self._read(text, officer, today, steps)
        sure = "certain" if intent.certain else "asked back"
        return [*steps, f"result: {intent.name} {dict(intent.slots)} {sure} guesses={list(intent.guesses)}"]

    def warm(self) -> None:
        """Load the tables and compile the rules (one to two seconds), so that no message waits for them."""
        normalise.warm()
        pattern.warm()
        guards.warm()
        assert self._sounds
        assert self._likeness
        assert "門" not in self._library_names  # its own table of traditional characters is loaded here
        for text in ("喺度讲笑", "qiandao", "周四下午开庭 8431"):
            self.read(text, True, date(2026, 1, 5))
            self.read(text, False, date(2026, 1, 5))

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(Learnt.read())

    @cached_property
    def _intents(self) -> set[str]:
        return {*self.commands, "none"}

    @cached_property
    def _open_to(self) -> dict[bool, set[str]]:
        """What officers may mean, and members."""
        members = {name for name, one in self.commands.items() if one.audience in ("anyone", "member")}
        return {True: self._intents, False: members | {"none"}}

    @cached_property
    def _sounds(self) -> dict[bool, Sounds]:
        return {officer: Sounds(words) for officer, words in self._words.items()}

    def acts(self, intent: str) -> bool:
        """Whether the intent changes something, so that it must not be done on a guess."""
        return intent in self.commands and self.commands[intent].acts

    def _read(self, text: str, officer: bool, today: date, steps: list[str]) -> Intent:
        said = normalise.cleaned(text)
        steps.append(f"normalised: {said}")
        if not said:
            return Intent("none")
        plain = mandarin(said)
        glean = Gleaner(plain, today, self._library_names)
        found = self._as_said(said, plain, officer, today, steps) or self._by_head(
            said, officer, glean, steps
        )
        if found is not None:
            found = _as_typed(found, text)
        elif about := named(plain, self._library_names):
            steps.append(f"a name of the library: {about}")
            return Intent("search", {"about": about})
        else:
            found = self._by_sound(plain, officer, today, steps)
        if found is None or not self._begins_with(said, found.name, officer):
            likely = self._likeness.closest(plain, self._intents)
            steps.append(
                f"most like: {' '.join(f'{one.intent} {one.behind:.2f}' for one in likely[:4]) or '-'}"
            )
            if found is None or overruled(found, likely):
                found = self._settled(likeliest(likely, self._open_to[officer], glean), text, plain, officer)
        if found.name == "leave" and officer and glean.begins_with_a_person():
            # Likeness knows no names: an officer who begins with one speaks of that member's leave.
            found = Intent("excuse", glean("excuse"), certain=False)
        found = self._completed(found, glean)
        if found.name == "help" and (found.likely or "about" in found.slots):
            found = self._asked_about(found, plain, officer)
        return with_month(with_number(found, said), said, today)

    @staticmethod
    def _completed(found: Intent, glean: Gleaner) -> Intent:
        """With the reason of leave, whose leave it is, or its number, where a rule did not take it out."""
        wanted = COMPLETED.get(found.name, ())
        if not wanted or (found.name == "paper_marks" and found.slots):
            return found
        slots = glean(found.name)
        missing = {name: slots[name] for name in wanted if slots.get(name) and not found.slots.get(name)}
        return replace(found, slots={**found.slots, **missing}) if missing else found

    def _begins_with(self, said: str, intent: str, officer: bool) -> bool:
        """Whether it begins with a word of that intent, or as its help shows it: 退订 任务, 签到 8431, 不做 2 原因.

        What is so said is meant so.
        """
        words = self._words[officer]
        head = _HEAD.search(said)
        if head and intent in self.commands and f"「{head[1]}" in self.commands[intent].how:
            return True
        return any(words.get(said[:end]) == intent for end in range(min(len(said), _LONGEST_WORD), 0, -1))

    def _asked_about(self, found: Intent, plain: str, officer: bool) -> Intent:
        """A question how something is done, with the intent it asks about where that is plain."""
        likely = self._likeness.closest(guards.without_how(plain), self._intents)
        about = topic(likely, self._open_to[officer])
        return replace(found, slots={"about": about}) if about else found

    def _by_head(self, said: str, officer: bool, glean: Gleaner, steps: list[str]) -> Intent | None:
        """A word, a space, and what only its handler understands: 帮助 会员."""
        head, *rest = said.split(maxsplit=1)
        name = self._words[officer].get(head) if rest and len(head) > 1 else None
        if name is None:
            return None
        steps.append(f"begins with a word of {name}")
        return Intent(name, glean(name), certain=not self.acts(name))

    def _settled(self, found: Intent, text: str, plain: str, officer: bool) -> Intent:
        """The likeliest intent, shown at once where it only shows; where it is none, what the words mention offered."""
        if found.name == "none" and not found.guesses:
            found = replace(found, guesses=wishes(mentions(plain, officer)))
        certain = not self.acts(found.name)
        return _as_typed(replace(found, certain=certain, likely=found.name != "none"), text)

    def _as_said(self, said: str, plain: str, officer: bool, today: date, steps: list[str]) -> Intent | None:
        """By words and rules: as it stands, in Mandarin, without courtesies, and then clause by clause."""
        for form in dict.fromkeys((said, plain, without_courtesies(said), without_courtesies(plain))):
            if form != said:
                steps.append(f"read as: {form}")
            if found := self._by_words(form, officer, today, steps):
                return found if plain == said else self._rather(found, plain, officer, today)
        found = read_by_clause(
            without_courtesies(plain),
            officer,
            lambda clause: self._by_words(clause, officer, today, []),
            self.acts,
        )
        if found is not None:
            steps.append(f"one clause of several: {found.name}")
        return found

    def _rather(self, found: Intent, plain: str, officer: bool, today: date) -> Intent:
        """What the Mandarin words mean, where they ask for something to be done and the words as written only look."""
        asks = found.name == "help" or self.acts(found.name)
        again = None if asks else self._by_rule(plain, officer, today, [])
        return again if again is not None and self.acts(again.name) else found

    def _by_words(self, said: str, officer: bool, today: date, steps: list[str]) -> Intent | None:
        if exact := self._exact(said, officer):
            steps.append(f"exact: {exact.name}")
            return exact
        if guards.asks_how(said) and (found := self._help(said, officer)):
            steps.append("asks how: help")
            return found
        return self._by_rule(said, officer, today, steps)

    def _exact(self, said: str, officer: bool) -> Intent | None:
        words = self._words[officer]
        code = to_code(normalise.bare(said)) if 4 <= len(said) <= 12 else None
        if code:
            return Intent("check_in", {"code": code})
        for form in spoken(said):
            if name := words.get(form):
                return Intent(name)
        for form in asked(said):
            if (name := words.get(form)) and not self.acts(name):
                return Intent(name)
        return None

    def _help(self, said: str, officer: bool) -> Intent | None:
        found = mentions(said, officer)
        if found:
            asked_after = [mention for mention in found if mention.at >= guards.how_ends(said)]
            about = (asked_after or found)[0].intent
            return Intent("help", {"about": about} if about != "help" else {})
        return Intent("help") if len(said) <= 3 or _USING.search(said) else None

    def _by_rule(self, said: str, officer: bool, today: date, steps: list[str]) -> Intent | None:
        text = without_fillers(normalise.bare(said))
        for rule in FOR_OFFICERS if officer else FOR_MEMBERS:
            if len(text) > LONGEST and "(?P<reason>.+)" not in rule.form:
                continue
            match = rule.compiled().fullmatch(text)
            if match is None:
                continue
            acts = self.acts(rule.intent) if rule.acts is None else rule.acts
            certain, why = judge(rule, match) if acts else (True, "read-only")
            slots = None if certain is None else fill(rule, match, today)
            over = "" if slots is not None else ", passed over"
            steps.append(f"rule: {rule.intent} ({why}){over}; form {_shortened(rule.form)}")
            if slots is not None:
                return Intent(rule.intent, slots, bool(certain))
        return None

    def _by_sound(self, said: str, officer: bool, today: date, steps: list[str]) -> Intent | None:
        """The text read again as it sounds, or with one character mended; never to act without asking."""
        sounds = self._sounds[officer]
        text = said.lower()
        heard = sounds.repaired(text)
        if heard is None and not guards.fired(said):
            heard = sounds.slip_of(normalise.bare(text))
        if heard is None:
            return None
        steps.append(f"sounds like: {heard}")
        found = self._by_words(heard, officer, today, steps)
        if found is None:
            return None
        return Intent(found.name, found.slots, found.certain and not self.acts(found.name))


def _shortened(form: str) -> str:
    return form if len(form) <= _SHOWN else f"{form[:_SHOWN]}…"


def _as_typed(intent: Intent, text: str) -> Intent:
    """The intent with its reason fit to be shown: what is passed on to others is in the sender's own spelling."""
    reason = intent.slots.get("reason")
    if not reason or intent.name == "paper_marks":
        return intent
    own = intent.name in _PASSED_ON
    shown = normalise.as_typed(text[: normalise.MAX_LENGTH], reason) if own else normalise.full_width(reason)
    return Intent(intent.name, {**intent.slots, "reason": shown}, intent.certain, intent.guesses)
