"""A roster from the console: tried, confirmed, entered whole or not at all; codes that bind, fetched once."""

from __future__ import annotations

import io
import stat
import threading

import pytest
from openpyxl import load_workbook

from bot.console import roster_files
from bot.ledger import members, offices
from tests.cast import FIRST
from tests.chat.evenings import plan
from tests.roster.files import roster

PAGE = "/console/imports"
NEW = [
    ("新律师", "13800138001", "广东榕荫律师事务所", "一支部"),
    ("旧同志", "13800138002", "新所", "新支部"),
]
HEADINGS = ("姓名", "手机", "律所", "党支部")


def send(one, content, name="名册.xlsx", status=200):
    """Choose a file and try it."""
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    answer = one.post(f"{PAGE}/try", {"key": key, "file": (io.BytesIO(content), name)})
    assert answer.status_code == status, answer.text
    return answer.text


def confirm(one, text, **fields):
    """Press 导入 on the page that trying gave, and wait until the work is over."""
    token = text.partition('name="import" value="')[2].partition('"')[0]
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    answer = one.post(f"{PAGE}/confirm", {"key": key, "import": token, **fields})
    assert answer.status_code == 303, answer.text
    for work in threading.enumerate():
        if work.name == "roster import":
            work.join(30)
    return token


def codes(one, token):
    """Press 下载绑定码."""
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    with one.post(f"{PAGE}/codes", {"key": key, "import": token}) as answer:
        return answer.status_code, answer.get_data()


def names(town, branch):
    with town.db() as db:
        found = members.branch_named(db, branch)
        return [one.name for one in members.of_branch(db, found[0])] if found else []


@pytest.fixture
def good():
    return roster(*NEW, headings=HEADINGS)


def test_trying_says_what_would_be_done_and_changes_nothing(town, visitor, good):
    one = visitor("郑干事")
    text = send(one, good)
    assert "读到 2 人，可以导入" in text
    assert "新支部：新支部" in text
    assert names(town, "一支部") == list(FIRST)
    assert names(town, "新支部") == []


def test_confirming_enters_all_and_a_code_binds_through_the_chat_once(town, visitor, good):
    one = visitor("郑干事")
    token = confirm(one, send(one, good), codes="yes")
    page = one.page(PAGE)
    assert "新增 2 人，更新 0 人，没有变化 0 人；新支部 1 个，新律所 1 个" in page.text
    assert names(town, "一支部") == [*FIRST, "新律师"]
    status, content = codes(one, token)
    assert status == 200
    cells = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content))["绑定码"].iter_rows()]
    (line,) = [row for row in cells if row[0] == "新律师"]
    town.cast.ids["新人手机"] = 9001
    assert "绑定" in town.say("新人手机", f"绑定 新律师 {line[3]}")
    assert codes(one, token)[0] == 422
    assert "13800138001" not in page.text


def test_a_cell_that_looks_like_a_formula_stays_text(town, visitor):
    one = visitor("郑干事")
    written = "姓名,手机,律所,党支部\r\n旧同志,13800138002,=新所,新支部\r\n".encode()
    token = confirm(one, send(one, written, "名册.csv"), codes="yes")
    book = load_workbook(io.BytesIO(codes(one, token)[1]))
    (cell,) = [cell for row in book["绑定码"].iter_rows() for cell in row if cell.value == "=新所"]
    assert cell.data_type == "s"


def test_every_fault_has_its_row_its_column_and_its_way_out(town, visitor):
    wrong = roster(
        ("甲同志", "123", "某所", "一支部"), ("乙同志", "13800138004", "某所", ""), ("丙同志", "", "某所", "一支部"),
        headings=HEADINGS,
    )  # fmt: skip
    text = send(visitor("郑干事"), wrong, status=422)
    assert "没有导入任何人" in text
    for said in ("手机", "党支部是空的", "请补上"):
        assert said in text
    assert names(town, "一支部") == list(FIRST)


def test_what_the_ledger_contradicts_is_said_before_anything_is_entered(town, visitor, good):
    one = visitor("郑干事")
    confirm(one, send(one, good))
    other = roster(("另一位", "13800138001", "某所", "一支部"), headings=HEADINGS)
    text = send(one, other, status=422)
    assert "手机号在系统里登记的是新律师" in text


def test_the_same_roster_again_changes_nothing(town, visitor, good):
    one = visitor("郑干事")
    confirm(one, send(one, good))
    before = names(town, "一支部")
    confirm(one, send(one, good))
    assert "新增 0 人，更新 0 人，没有变化 2 人" in one.page(PAGE).text
    assert names(town, "一支部") == before


def test_pressing_twice_enters_once(town, visitor, good):
    one = visitor("郑干事")
    text = send(one, good)
    confirm(one, text)
    confirm(one, text)
    with town.db() as db:
        rows = db.exec_driver_sql("select actor from audit where verb = 'roster import'").all()
    assert [actor for (actor,) in rows] == ["console"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "文件是空的"), (b"%PDF-1.4 x", "不是表格文件"), (b"a,b\r\n1,2\r\n", "姓名")],
)
def test_a_file_that_is_no_roster_is_named_as_such(visitor, content, said):
    assert said in send(visitor("郑干事"), content, status=422)


def test_no_file_is_asked_for(visitor):
    one = visitor("郑干事")
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    answer = one.post(f"{PAGE}/try", {"key": key})
    assert answer.status_code == 422
    assert "没有选文件" in answer.text


def test_an_import_is_its_makers_and_codes_lie_sealed(town, visitor, good):
    one = visitor("郑干事")
    token = confirm(one, send(one, good), codes="yes")
    folder = town.services.config.service.data_dir / roster_files.FOLDER
    kept = sorted(folder.iterdir())
    assert [path.suffix for path in kept] == [".codes", ".json"]
    for path in kept:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "新律师".encode() not in path.read_bytes()
    with town.db() as db:
        offices.appoint_staff(db, town.cast.ids["李书记"], town.now)
    other = visitor("李书记")
    assert codes(other, token)[0] == 404
    assert "名册.xlsx" not in other.page(PAGE).text


def test_a_roster_that_nobody_confirms_is_forgotten(town, visitor, good):
    one = visitor("郑干事")
    text = send(one, good)
    town.later(minutes=61)
    send(one, good)
    confirm(one, text)
    assert names(town, "新支部") == []
    assert names(town, "一支部") == list(FIRST)


def test_an_import_that_broke_off_says_so(town, visitor, good):
    one = visitor("郑干事")
    text = send(one, good)
    token = text.partition('name="import" value="')[2].partition('"')[0]
    files = roster_files.RosterFiles(town.services.config.service.data_dir, town.services.keys)
    files.take(files.get(token, town.cast.ids["郑干事"]), town.now)
    assert "正在导入" in one.page(f"{PAGE}/progress").text
    town.later(minutes=3)
    assert "中断了" in one.page(f"{PAGE}/progress").text


def test_a_secretary_has_no_business_here(town, visitor):
    plan(town)
    one = visitor("李书记")
    assert one.get(PAGE).status_code == 403
    assert not one.page("/console/").select(f"a[href='{PAGE}']")
