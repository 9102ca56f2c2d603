"""The guides say what the code does: every word, verb, setting and refusal is in them, and nothing that is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import click
import pytest

import handlers
from bot import config as settings
from bot import config_file
from bot.channels.refusals import REFUSALS, TILL_MIDNIGHT, Refusal
from bot.channels.wecom.refusals import WECOM_REFUSALS
from bot.chat import Command
from bot.cli import bot as command_line
from bot.console.nav import SECTIONS
from bot.ledger import bindings
from bot.ledger.deliveries import claiming, sending
from bot.ledger.deliveries.receipts import WHY_BLOCKED, WHY_NOT_DELIVERED
from bot.menu import MENU
from bot.roster.headers import ALIASES, REQUIRED, TITLES
from bot.understanding import MENU_DIGITS
from bot.understanding.lexicon import COMMANDS
from tests import town as towns
from tests import transcripts
from tests.chat.evenings import plan
from tests.town import Town

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
GUIDES = {"members.md": "王党员", "secretary.md": "李书记"}  # and who reads it
TODAY = date(2026, 11, 23)
WHO = {"anyone": "谁都可以", "member": "绑定的人", "officer": "书记等", "committee": "行业党委工作人员"}
SCOPES = {"recipient": "这一个人", "notice": "这条通知的所有人", "channel": "公众号暂停"}
HAN = re.compile(r"[\u4e00-\u9fff]")


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def cells(text: str) -> list[list[str]]:
    """The rows of all tables, a list of cells each."""
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


# ---- conversations ----


def prepare(town: Town, name: str) -> None:
    """What was there before a guide begins: for the members', a meeting, and a code for a phone not yet bound."""
    if name == "members.md":
        plan(town)
        raw, salt = "K7M2P9QXRT", b"salt"
        code = bindings.NewCode("K7M2P-9QXRT", salt, bindings._digest(raw, salt))
        with town.db() as db:
            bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "asked")
            bindings.keep_code(db, town.cast.ids["王党员"], code, town.now, 7)


@pytest.mark.parametrize("name", GUIDES)
def test_every_conversation_in_a_guide_goes_as_it_is_printed(town, name):
    prepare(town, name)
    told = 0
    for turn in transcripts.read(doc(name), GUIDES[name]):
        reply = transcripts.hold(town, turn)
        if isinstance(turn, transcripts.Turn) and turn.shown:
            told += 1
            assert transcripts.agrees(turn.reply, reply), f"{turn.who}：{turn.said}\n{reply}"
    assert told > 10


# ---- what can be said ----

COMMAND_TABLE = {row[0].strip("`"): row for row in cells(doc("words.md")) if row[0].startswith("`")}
ROUTED = handlers.router().commands


def read(command: Command, text: str) -> str:
    """The intent of a text said by one who may say the command."""
    return towns.understanding().read(text, command.audience in ("officer", "committee"), TODAY).name


@pytest.mark.parametrize("intent", ROUTED)
def test_a_command_stands_in_the_table_with_its_words_and_who_may_say_it(intent):
    command = ROUTED[intent]
    _, words, example, who, what = COMMAND_TABLE[intent]
    assert words.split("、") == list(command.words)
    assert who == WHO[command.audience]
    assert read(command, example) == intent
    assert HAN.search(what)


def test_the_table_has_no_command_that_is_not_there():
    assert COMMAND_TABLE.keys() == ROUTED.keys()


@pytest.mark.parametrize("known", COMMANDS, ids=lambda command: command.intent)
def test_a_word_the_bot_knows_is_listed_under_its_command_or_as_not_there_yet(known):
    text = doc("words.md")
    yet, _, missing = text.partition("## 听得出来、还不能办")
    if known.intent in ROUTED:
        mine = ROUTED[known.intent]
        listed = [word for row in cells(yet) for word in row[1].split("、") if row[0] == mine.title]
        words = [word for word in known.words if word not in mine.words and read(mine, word) == known.intent]
        assert [word for word in words if word not in listed] == []
    else:
        (row,) = (row for row in cells(missing) if row[0] == known.title)
        assert row[1].split("、") == list(known.words[1:])


def test_the_digits_and_the_menu_are_as_the_bot_has_them():
    text = doc("words.md")
    for digit, intent in MENU_DIGITS.items():
        assert f"**{digit}** 是{ROUTED[intent].title}" in text
    for tab, words in MENU:
        assert f"**{tab}**：{'、'.join(words)}" in text


# ---- the command line ----


def verbs(
    command: click.Command = command_line, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Each verb as it is typed, with its command."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from verbs(below, (*path, name))
    else:
        yield " ".join(path), command


VERBS = dict(verbs())


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_stands_in_the_operators_table_with_its_options(verb):
    (row,) = (r for r in cells(doc("operator.md")) if re.fullmatch(rf"`bot {verb}( [A-Z\[].*)?`", r[0]))
    options = [p.opts[-1] for p in VERBS[verb].params if isinstance(p, click.Option)]
    assert re.findall(r"--[\w-]+", row[1]) == [option for option in options if option != "--help"]


@pytest.mark.parametrize("path", [ROOT / "README.md", *DOCS], ids=lambda path: path.name)
def test_no_verb_or_option_is_named_that_does_not_exist(path):
    heads = {verb.split()[0] for verb in VERBS}
    for line in path.read_text("utf-8").splitlines():
        for said in re.findall(r"(?:-m |`|^)bot ([a-z][^`#；&]*)", line):
            verb = next((v for v in VERBS if f"{said} ".startswith(f"{v} ")), None)
            assert verb is not None or said.strip() in heads, f"bot {said}"
            known = {o for p in VERBS[verb].params for o in p.opts} if verb else set()
            assert set(re.findall(r"--[a-z][\w-]*", said)) <= known, f"bot {said}"


# ---- settings ----


def test_the_sample_settings_are_the_defaults():
    assert config_file.load(ROOT / "config.toml", {}) == settings.Config()


def test_every_setting_is_in_the_sample_with_a_line_in_chinese():
    sample = (ROOT / "config.toml").read_text("utf-8")
    whole = re.sub(r"(?m)^# (?=\[official\]|\[wecom\]|\w+ = )", "", sample)
    parsed = tomllib.loads(whole)
    assert {name: list(keys) for name, keys in parsed.items()} == {
        name: [field.name for field in fields(kind)] for name, kind in settings.SECTIONS.items()
    }
    assert parsed["official"] == asdict(settings.OfficialSettings())
    assert parsed["wecom"] == asdict(settings.WecomSettings())
    for line in whole.splitlines():
        if re.match(r"\w+ = ", line):
            assert HAN.search(line.partition("#")[2]), line


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_no_setting_is_named_that_does_not_exist(path):
    for section, key in re.findall(r"BOT_([A-Z]+)__([A-Z_]+)", path.read_text("utf-8")):
        known = {field.name for field in fields(settings.SECTIONS[section.lower()])}
        assert key.lower().removesuffix("_file") in known, f"BOT_{section}__{key}"


# ---- refusals, jobs, figures, the roster ----


def refusal_row(code: int, table: Mapping[int, Refusal], channel: str) -> str:
    """The line of the operator's table for a code of a platform."""
    refusal = table[code]
    if refusal.doubtful:
        then = "有平台查重编号的再试，否则记 `unknown`"
    elif refusal.permanent:
        then = "记失败" if refusal.scope == "recipient" else "停发，等人处理"
    else:
        then = "次日零点后再发" if refusal.wait == TILL_MIDNIGHT else f"{refusal.wait} 秒后再试"
    whom = f"{channel}暂停" if refusal.scope == "channel" else SCOPES[refusal.scope]
    return f"| {code} | {refusal.why} | {whom} | {then} |"


PLATFORMS = {"公众号": REFUSALS, "企业微信": WECOM_REFUSALS}
EVERY_CODE = [(channel, code) for channel, table in PLATFORMS.items() for code in table]


def operators_table(channel: str) -> str:
    """The part of the guide with a platform's codes."""
    official, _, wecom = doc("operator.md").partition("### 企业微信拒绝的")
    return official if channel == "公众号" else wecom


@pytest.mark.parametrize(("channel", "code"), EVERY_CODE)
def test_a_refusal_is_explained_to_the_operator(channel, code):
    assert refusal_row(code, PLATFORMS[channel], channel) in operators_table(channel).splitlines()


@pytest.mark.parametrize("channel", PLATFORMS)
def test_the_operators_table_has_no_refusal_that_is_not_there(channel):
    listed = [row[0] for row in cells(operators_table(channel)) if re.fullmatch(r"-?\d+", row[0])]
    assert sorted(map(int, listed)) == sorted(PLATFORMS[channel])


@pytest.mark.parametrize("channel", PLATFORMS)
def test_what_to_do_is_said_once_for_each_code(channel):
    rows = [row for row in cells(doc("operator.md")) if row[0] == channel and len(row) == 3]
    told = [int(code) for _, codes, _ in rows for code in codes.split("、") if re.fullmatch(r"-?\d+", code)]
    assert sorted(told) == sorted(PLATFORMS[channel])


def test_what_the_ledger_itself_says_of_a_delivery_is_explained():
    reasons = {
        *(sending.NOT_BOUND, sending.NOT_FOLLOWING, sending.LEFT, sending.NO_WAY, sending.KEY_FORGOTTEN),
        *(claiming.WHY_EXPIRED, claiming.WHY_UNKNOWN, WHY_BLOCKED, WHY_NOT_DELIVERED),
    }
    assert reasons <= {row[0] for row in cells(doc("operator.md"))}


def test_every_job_is_in_the_operators_table():
    from bot.jobs import JOBS

    listed = {(row[0], row[1]) for row in cells(doc("operator.md"))}
    assert {(job.title, f"`{job.name}`") for job in JOBS} <= listed


def test_the_figures_for_the_monitor_are_those_it_gets(town):
    served = set(re.findall(r"rongshu_\w+", town.browser.get("/metrics").text))
    assert set(re.findall(r"`(rongshu_\w+)`", doc("operator.md"))) == served


def test_the_rosters_headings_are_all_listed():
    for field, aliases in ALIASES.items():
        (row,) = (row for row in cells(doc("operator.md")) if row[0] == TITLES[field] and len(row) == 3)
        assert row[1] == ("要" if field in REQUIRED else "")
        assert set(row[2].split("、")) == {a for a in aliases if a != TITLES[field] and not a.isascii()}


# ---- what they point to ----


@pytest.mark.parametrize("path", [ROOT / "README.md", *DOCS], ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (path.parent / target).exists(), target
    for target in re.findall(r"`((?:docs|deploy|bot|content|tests|bench)/[\w./-]+|[A-Z]+\.md)`", text):
        assert (ROOT / target).exists(), target


def test_the_service_file_starts_a_verb_there_is_and_names_settings_there_are():
    unit = (ROOT / "deploy" / "rongshu.service").read_text("utf-8")
    (started,) = re.findall(r"ExecStart=\S+ -m bot (\w+)", unit)
    assert started in VERBS
    for section, key in re.findall(r"BOT_([A-Z]+)__([A-Z_]+)_FILE=", unit):
        assert key.lower() in {field.name for field in fields(settings.SECTIONS[section.lower()])}


def test_nginx_lets_through_what_members_and_the_platform_ask_for_and_no_more(town):
    rules = {str(rule) for rule in town.browser.application.url_map.iter_rules()} | {"/wechat"}
    conf = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    exact, prefixes = re.findall(r"location = (\S+)", conf), re.findall(r"location (/\w+/)", conf)
    through = {rule for rule in rules if rule in exact or rule.startswith(tuple(prefixes))}
    assert rules - through == {"/healthz", "/readyz", "/metrics", "/static/<path:filename>"}


# ---- the console's guide ----


def test_every_section_of_the_console_stands_in_its_guide():
    guide = doc("console.md")
    assert not [one.title for one in SECTIONS if one.title not in guide]


def test_the_guides_pictures_are_those_that_the_browser_tests_take():
    """So that they are renewed with them (``make pictures``), and none goes stale unseen."""
    shown = set(re.findall(r"pictures/console-([a-z]+)\.png", doc("console.md")))
    days = [path.read_text("utf-8") for path in (ROOT / "tests" / "browser").glob("test_*_day*.py")]
    assert shown == set(re.findall(r'picture\(\w+, "([a-z]+)"\)', "\n".join(days)))
    for name in shown:
        path = ROOT / "docs" / "pictures" / f"console-{name}.png"
        assert path.stat().st_size < 200_000, path


# ---- the table of the fifteen rules ----


def test_each_of_the_fifteen_rules_has_its_row_its_places_and_its_tests():
    rows = [row for row in cells(doc("rules.md")) if row[0].isdecimal()]
    assert [int(row[0]) for row in rows] == list(range(1, 16))
    for number, _, figures, judged, tests, edges in rows:
        (file,) = (ROOT / "tests" / "rules").glob(f"test_{int(number):02}_*.py")
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, number
        assert edges, number
        written = set(re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.M))
        assert set(named) <= written, number
        for path in re.findall(r"`([\w/.]+)`", figures + judged):
            assert (ROOT / path).exists(), path
