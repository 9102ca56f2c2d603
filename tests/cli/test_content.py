"""``bot content check`` and ``bot content table``, as an author of lectures uses them."""

from __future__ import annotations

import csv

from tests.content.shelf import LECTURE, shelf


def test_the_library_that_comes_with_the_service_is_well(operator):
    done = operator.run("content", "check")
    assert done.code == 0
    assert "没有问题" in done.said
    assert "条史实待核" in done.said


def test_every_fault_is_named_at_once_and_counted(operator, tmp_path):
    lecture = LECTURE.replace('["灯塔1901年建成", "a"]', '["灯塔1901年建成", ""]').replace(
        'kind = "text"', 'kind = "song"'
    )
    done = operator.run("content", "check", "--folder", str(shelf(tmp_path / "shelf", lecture=lecture)))
    assert done.code == 1
    assert "library/first/one.md:6 kind：只能是" in done.complained
    assert "one.md:13 facts：“灯塔1901年建成”没有来源" in done.complained
    assert done.complained.splitlines()[-1].startswith("共 ")


def test_the_table_names_each_fact_with_its_sources(operator):
    done = operator.run("content", "table")
    assert done.code == 0, done.complained
    assert "1 周文雍与陈铁军：刑场上的婚礼" in done.said
    assert "  · 周文雍1905年8月生于开平百合镇茅冈，1925年入党　待核" in done.said
    assert "      O 人物事迹　https://ljzj.gov.cn/plus/view.php?aid=11234" in done.said
    assert done.said.splitlines()[-1].endswith("处来源。")


def test_the_table_as_csv_has_no_empty_cell(operator, tmp_path):
    path = tmp_path / "facts.csv"
    done = operator.run("content", "table", "--output", str(path))
    assert done.code == 0, done.complained
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading[:2] == ["讲", "标题"]
    assert len(rows) > 200
    assert all(all(cell.strip() for cell in row) for row in rows)


def test_an_empty_cell_is_named(operator, tmp_path):
    folder = shelf(tmp_path / "shelf", lecture=LECTURE.replace('place = "海边"', 'place = ""'))
    done = operator.run("content", "table", "--folder", str(folder))
    assert done.code == 1
    assert "第 1 讲 地点" in done.complained
    assert "第 1 讲 相关影片" in done.complained


def test_a_folder_that_cannot_be_read_is_said_with_the_way_out(operator, tmp_path):
    folder = shelf(tmp_path / "shelf", lecture="no fences")
    done = operator.run("content", "table", "--folder", str(folder))
    assert done.code == 1
    assert "bot content check" in done.complained
