"""``roster import``: whole or not at all, twice as well as once, with codes that really bind."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, datetime

import pytest

from bot.ledger.database import Ledger
from tests.cast import Cast
from tests.town import Town, config

GOOD = """姓名,手机,律所,党支部,政治面貌,入党日期,党内职务
林晓彤,19900000001,广东榕荫律师事务所,榕荫所党支部,中共党员,2016-07-01,
陈致远,19900000002,广东榕荫律师事务所,榕荫所党支部,中共党员,2003-06-25,书记
何小荷,19900000003,广东小荷律师事务所,联合党支部,中共预备党员,2026-05-08,
"""
NOTHING_IN_IT = "没有导入任何人"


def test_a_good_roster_is_entered_and_counted(empty):
    done = empty.run("roster", "import", empty.write("名册.csv", GOOD))
    assert done.code == 0, done.complained
    assert done.said.startswith("已导入：新增 3 人，更新 0 人，没有变化 0 人；新支部 2 个，新律所 2 个。")
    counts = empty.counts()
    assert (counts["member"], counts["branch"], counts["firm"], counts["office"]) == (3, 2, 2, 1)


def test_a_second_import_changes_nobody_and_a_changed_row_one(empty):
    path = empty.write("名册.csv", GOOD)
    empty.run("roster", "import", path)
    before = empty.counts()
    again = empty.run("roster", "import", path)
    assert again.said.startswith("已导入：新增 0 人，更新 0 人，没有变化 3 人；新支部 0 个，新律所 0 个。")
    assert {**empty.counts(), "audit": 0} == {**before, "audit": 0}
    empty.write("名册.csv", GOOD.replace("中共预备党员", "中共党员"))
    assert "新增 0 人，更新 1 人，没有变化 2 人" in empty.run("roster", "import", path).said


@pytest.mark.parametrize(
    ("wrong", "row", "said"),
    [
        (GOOD.replace("19900000002", "1990000"), "第 3 行「手机」", "1990000"),
        (GOOD.replace("榕荫所党支部,中共党员,2016", ",中共党员,2016"), "第 2 行「党支部」", "空"),
        (GOOD.replace("2026-05-08", "2062-05-08"), "第 4 行「入党日期」", "2062"),
    ],
)
def test_a_wrong_row_is_named_and_nobody_is_entered(empty, wrong, row, said):
    before = empty.counts()
    refused = empty.run("roster", "import", empty.write("名册.csv", wrong))
    assert refused.code == 1
    assert row in refused.complained
    assert said in refused.complained
    assert refused.complained.splitlines()[-1] == f"名册.csv：{NOTHING_IN_IT}。改好上面 1 处再导入。"
    assert "Traceback" not in refused.complained
    assert empty.counts() == before


def test_every_wrong_row_is_named_at_once(empty):
    wrong = GOOD.replace("19900000001", "123").replace("2003-06-25", "昨天")
    refused = empty.run("roster", "import", empty.write("名册.csv", wrong))
    assert "第 2 行" in refused.complained
    assert "第 3 行" in refused.complained
    assert "改好上面 2 处" in refused.complained


def test_a_dry_run_tells_what_would_be_and_changes_nothing(empty):
    before = empty.counts()
    codes = empty.folder / "码.csv"
    done = empty.run("roster", "import", "--dry-run", "--invites", codes, empty.write("名册.csv", GOOD))
    assert done.code == 0
    assert done.said.startswith("试算（没有改动）：新增 3 人")
    assert empty.counts() == before
    assert not codes.exists()


def test_a_roster_that_is_not_there_or_no_roster_is_refused_in_a_line(empty):
    missing = empty.run("roster", "import", empty.folder / "没有.csv")
    assert missing.code == 1
    assert NOTHING_IN_IT in missing.complained
    assert "Traceback" not in missing.complained
    (empty.folder / "照片.xlsx").write_bytes(b"\x89PNG\r\n")
    picture = empty.run("roster", "import", empty.folder / "照片.xlsx")
    assert picture.code == 1
    assert NOTHING_IN_IT in picture.complained


def test_invites_are_the_owners_alone_and_a_code_binds_a_phone_through_the_chat(empty, library):
    path = empty.folder / "码.csv"
    done = empty.run("roster", "import", empty.write("名册.csv", GOOD), "--invites", path)
    assert done.code == 0, done.complained
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["姓名", "律所", "党支部", "绑定码"]
    assert [row["姓名"] for row in rows] == ["林晓彤", "陈致远", "何小荷"]
    code = rows[0]["绑定码"]
    assert code not in done.said + done.complained
    ledger = Ledger(empty.store)
    town = Town(config(empty.folder / "var"), ledger, Cast(), library)
    town.at(datetime.now(UTC))
    assert "对不上" in town.say("赵路人", f"绑定 陈致远 {code}")
    assert town.say("赵路人", f"绑定 林晓彤 {code}").startswith("✓ 已绑定　林晓彤（榕荫所党支部）")
    ledger.close()
    again = empty.run("roster", "import", empty.folder / "名册.csv", "--invites", path)
    assert "绑定码 2 个" in again.said, "who is bound needs no code"


@pytest.mark.parametrize("nowhere", ["没有/码.csv", "/proc/码.csv"])
def test_invites_that_cannot_be_written_stop_the_import_before_it_begins(empty, nowhere):
    """``/proc``: not even the superuser makes a file there."""
    before = empty.counts()
    refused = empty.run("roster", "import", empty.write("名册.csv", GOOD), "--invites", nowhere)
    assert refused.code == 1
    assert "写不了这个文件" in refused.complained
    assert empty.counts() == before


def test_invites_are_the_owners_alone_even_where_others_could_read_what_was_there(empty):
    path = empty.write("码.csv", "旧的")
    empty.write("码.csv.new", "更旧的")
    assert empty.run("roster", "import", empty.write("名册.csv", GOOD), "--invites", path).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in empty.folder.iterdir()) == ["config.toml", "var", "名册.csv", "码.csv"]
