"""Is the service well: the doctor's figures in Chinese with what to do, and the settings without a secret."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from bot import migrations
from bot.console import health
from bot.doctor import here, platforms
from bot.doctor.finding import Finding
from bot.ledger import audit, calendar, job_runs, notices
from tests.cast import NOW

PATH = "/console/health"


@pytest.fixture
def migrated(town):
    """The town's ledger, as the migrations leave it."""
    with town.db() as db:
        db.exec_driver_sql("create table alembic_version (version_num varchar(32) not null)")
        db.exec_driver_sql("insert into alembic_version values (?)", (migrations.head(),))
    return town


def looked(page):
    """What was looked at: whether it is well, and what to do."""
    rows = [
        [cell.text for cell in row.select("th, td")] for row in page.select("table")[0].select("tbody tr")
    ]
    return {thing: (well, is_so, to_do) for thing, well, is_so, to_do in rows}


def test_what_is_not_well_says_what_to_do(migrated, visitor):
    found = looked(visitor("郑干事").page(PATH))
    assert found["定时任务"][0] == "要处理"
    assert "bot scheduler" in found["定时任务"][2]
    assert found["节假日"][0] == "要处理"
    assert "没有备份的记录" in found["备份"][1]
    assert found["发送"][:2] == ("好", "没有积压")
    assert found["账本的表"][0] == "好"


def test_what_is_well_needs_nothing(migrated, visitor):
    with migrated.db() as db:
        calendar.seed(db)
        job_runs.claim(db, "sweep", migrated.now, migrated.now)
        audit.record(db, migrated.now, None, "cli", "backup", "ledger", "66 rows")
    found = looked(visitor("郑干事").page(PATH))
    assert found["定时任务"] == ("好", "上次运行 11月23日（周一）10:00", "")
    assert found["备份"] == ("好", "上次 11月23日（周一）10:00", "")


def test_deliveries_that_wait_long_are_told_with_the_ledgers_figure(migrated, visitor):
    with migrated.db() as db:
        notices.create(
            db, key="a", kind="notice", title="a", body="", recipients=[migrated.cast.ids["王党员"]], now=NOW
        )
    migrated.later(minutes=95)
    assert here.books(migrated.services.ledger, migrated.now).waits.total_seconds() == 95 * 60
    assert looked(visitor("郑干事").page(PATH))["发送"][:2] == ("要处理", "该发的最久等了 1 小时 35 分")


def test_tables_of_another_version_are_told(town, visitor):
    assert "bot migrate" in looked(visitor("郑干事").page(PATH))["账本的表"][2]


def test_no_secret_is_on_the_page(migrated, visitor):
    text = visitor("郑干事").page(PATH).text
    config = migrated.services.config
    hidden = [
        getattr(section, one.name)
        for section in (config.service, config.store, config.queue, config.official, config.wecom)
        for one in fields(section)
        if not one.repr and getattr(section, one.name)
    ]
    assert len(hidden) >= 6
    for secret in hidden:
        assert secret not in text
    assert "official.token" in text
    assert "已设置" in text


def test_each_setting_is_shown_with_its_meaning(migrated, visitor):
    rows = [
        [cell.text for cell in row.select("th, td")]
        for row in visitor("郑干事").page(PATH).select("h3 ~ .wide tr")
    ]
    assert ["push.weekly_limit", "5"] in [row[:2] for row in rows]
    assert [name for name, _, meaning in rows if not meaning] == []


def test_the_platforms_are_asked_only_on_their_own_page(migrated, visitor, monkeypatch):
    asked = []

    def examine(config, now):
        asked.append(now)
        yield Finding(False, "official: 40125; reset it", "密码不对", "重置 AppSecret，再抄一遍。")

    monkeypatch.setattr(health.platforms, "examine", examine)
    one = visitor("郑干事")
    one.page(PATH)
    assert asked == []
    found = looked(one.page(f"{PATH}/platforms"))
    assert found == {"公众号": ("要处理", "密码不对", "重置 AppSecret，再抄一遍。")}


def test_every_finding_of_a_platform_is_said_in_chinese_too(town):
    config = town.services.config
    official, wecom = (
        replace(section, api_base_url="http://127.0.0.1:9") for section in (config.official, config.wecom)
    )
    service = replace(config.service, public_url="http://127.0.0.1:9")
    found = list(platforms.examine(replace(config, official=official, wecom=wecom, service=service), NOW))
    found += platforms.examine(replace(config, official=None, wecom=None), NOW)
    assert len(found) == 5
    assert all(one.said and one.way and not one.well for one in found)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/platforms"])
def test_it_is_the_committees_to_see(visitor, path):
    assert visitor("李书记").get(path).status_code == 403
