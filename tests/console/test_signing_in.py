"""Into the console by what the chat hands out: once, for a while, and only for who holds an office."""

from __future__ import annotations

import re

import pytest

from bot.ledger import bindings, offices, signing_in


def way(town, name="李书记"):
    said = town.say(name, "后台")
    link = re.search(r"https://rongshu\.example(/console/sign-in/\S+)", said)
    code = re.search(r"(\d{4} \d{4})", said)
    assert link, said
    assert code, said
    return link[1], code[1]


def test_the_link_shows_a_button_and_pressing_it_signs_in(town, visitor):
    link, _ = way(town)
    one = visitor("")
    assert "在这台设备上登录" in one.page(link).text
    assert one.post(link, {}).headers["Location"] == "/console/"
    assert "李书记" in one.page("/console/").text


def test_a_preview_of_the_link_uses_nothing_up(town, visitor):
    link, _ = way(town)
    for _ in range(5):
        assert visitor("").get(link).status_code == 200
    assert visitor("").post(link, {}).status_code == 303


def test_the_link_works_once_and_takes_the_code_with_it(town, visitor):
    link, code = way(town)
    assert visitor("").post(link, {}).status_code == 303
    assert visitor("").post(link, {}).status_code == 410
    assert visitor("").post("/console/sign-in", {"code": code}).status_code == 403


def test_the_code_signs_in_on_another_screen(town, visitor):
    _, code = way(town)
    one = visitor("")
    assert (
        one.post("/console/sign-in", {"code": code, "to": "/console/meetings"}).headers["Location"]
        == "/console/meetings"
    )
    assert visitor("").post("/console/sign-in", {"code": code}).status_code == 403


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/p/", "/console/../p/", "javascript:alert(1)"]
)
def test_after_signing_in_one_stays_in_the_console(town, visitor, to):
    _, code = way(town)
    location = visitor("").post("/console/sign-in", {"code": code, "to": to}).headers["Location"]
    assert location == "/console/" or (location.startswith("/console/") and ".." not in location)


def test_links_and_codes_are_gone_after_five_minutes(town, visitor):
    link, code = way(town)
    town.later(minutes=5, seconds=1)
    assert visitor("").get(link).status_code == 410
    assert visitor("").post(link, {}).status_code == 410
    assert visitor("").post("/console/sign-in", {"code": code}).status_code == 403


def test_asking_again_makes_the_link_before_worthless(town, visitor):
    before, _ = way(town)
    way(town)
    assert visitor("").post(before, {}).status_code == 410


def test_guessing_codes_is_stopped_for_everybody(town, visitor):
    _, code = way(town)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
    for _ in range(signing_in.WRONG_CODES_AN_HOUR):
        assert visitor("").post("/console/sign-in", {"code": wrong}).status_code == 403
    assert visitor("").post("/console/sign-in", {"code": code}).status_code == 429


def test_members_without_an_office_are_given_no_way_in(town):
    assert "/console/" not in town.say("王党员", "后台")
    assert "/console/" not in town.say("赵路人", "后台")


def test_whoever_loses_the_office_is_out_at_once(town, visitor):
    one = visitor("李书记")
    with town.db() as db:
        offices.relieve(db, town.cast.ids["李书记"], "secretary", town.now, branch_id=town.cast.first)
    assert one.get("/console/").status_code == 403


def test_whoever_unbinds_the_phone_is_out_at_once(town, visitor):
    one = visitor("李书记")
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("李书记"), town.now, "own wish")
    assert one.get("/console/").headers["Location"].startswith("/console/sign-in?to=")


def test_a_session_ends_when_left_alone_and_after_half_a_day(town, visitor):
    left = visitor("李书记")
    town.later(hours=2, seconds=1)
    assert left.get("/console/").status_code == 303
    used = visitor("李书记")
    for _ in range(13):
        town.later(minutes=54)
        assert used.get("/console/").status_code == 200
    town.later(minutes=54)
    assert used.get("/console/").status_code == 303


def test_leaving_by_chat_ends_every_session_and_every_link(town, visitor):
    phone, screen = visitor("李书记"), visitor("李书记")
    link, _ = way(town)
    assert "退出 2 处" in town.say("李书记", "退出后台")
    assert phone.get("/console/").status_code == screen.get("/console/").status_code == 303
    assert visitor("").get(link).status_code == 410


def test_leaving_by_the_button_ends_this_session_only(town, visitor):
    phone, screen = visitor("李书记"), visitor("李书记")
    phone.press("/console/", "/console/sign-out")
    assert phone.get("/console/").status_code == 303
    assert screen.get("/console/").status_code == 200


def test_the_ledger_holds_nothing_one_could_sign_in_with(town, visitor):
    link, code = way(town)
    one = visitor("钱书记")
    secret = one.browser.get_cookie("console", "rongshu.example", "/console").value
    with town.db() as db:
        kept = str(db.exec_driver_sql("select * from sign_in_link").all())
        kept += str(db.exec_driver_sql("select * from console_session").all())
    for hidden in (link.rpartition("/")[2], code.replace(" ", ""), secret):
        assert hidden not in kept


def test_the_cookie_stays_with_the_console_and_with_https(town, visitor):
    link, _ = way(town)
    cookie = visitor("").post(link, {}).headers["Set-Cookie"]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/console"):
        assert part in cookie
