"""Media, codes, menu, followers and quotas as the platform keeps them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.platform import Platform
from tests.sandbox.conftest import ACCOUNT, Api, Clock, openid

CLICK = {"type": "click", "name": "签到", "key": "check_in"}


def upload(http: FlaskClient, platform: Platform, clock: Clock, kind: str, content: bytes) -> dict[str, Any]:
    token = platform.tokens.stable(clock())["access_token"]
    address = f"/cgi-bin/media/upload?access_token={token}&type={kind}"
    return dict(http.post(address, data={"media": (io.BytesIO(content), "a.png")}).get_json(force=True))


def test_media_is_kept_for_three_days(http: FlaskClient, platform: Platform, clock: Clock):
    media_id = upload(http, platform, clock, "image", b"picture")["media_id"]

    def fetch() -> bytes:
        token = platform.tokens.stable(clock())["access_token"]
        return bytes(http.get(f"/cgi-bin/media/get?access_token={token}&media_id={media_id}").data)

    assert fetch() == b"picture"
    clock.pass_(days=3)
    assert b"40007" in fetch()


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [("image", b"", 44001), ("poem", b"x", 40004), ("thumb", b"x" * (64 * 1024 + 1), 40006)],
)
def test_media_that_does_not_fit_is_refused(
    http: FlaskClient, platform: Platform, clock: Clock, kind: str, content: bytes, code: int
):
    assert upload(http, platform, clock, kind, content)["errcode"] == code


def test_an_upload_without_a_file_is_refused(api: Api):
    assert api("media/upload")["errcode"] == 41005


def test_a_code_is_made_and_shown(api: Api, http: FlaskClient, clock: Clock):
    made = api(
        "qrcode/create",
        action_name="QR_STR_SCENE",
        action_info={"scene": {"scene_str": "m12-345678"}},
        expire_seconds=600,
    )
    assert made["expire_seconds"] == 600
    picture = http.get("/cgi-bin/showqrcode", query_string={"ticket": made["ticket"]})
    assert picture.data.startswith(b"\x89PNG")
    clock.pass_(seconds=600)
    assert b"errcode" in http.get("/cgi-bin/showqrcode", query_string={"ticket": made["ticket"]}).data


@pytest.mark.parametrize(
    "fields",
    [
        {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "s" * 65}}},
        {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": ""}}},
        {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 0}}},
        {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 1}}, "expire_seconds": 2_592_001},
        {"action_name": "QR_WHAT", "action_info": {"scene": {"scene_id": 1}}},
        {"action_name": "QR_SCENE"},
    ],
)
def test_a_code_beyond_the_limits_is_refused(api: Api, fields: dict[str, Any]):
    assert api("qrcode/create", **fields)["errcode"] == 40053


def test_the_menu_is_published_read_and_taken_away(api: Api):
    menu = {"button": [{"name": "学习", "sub_button": [CLICK] * 5}, CLICK]}
    assert api("menu/get")["errcode"] == 46003
    assert api("menu/create", **menu)["errcode"] == 0
    assert api("menu/get")["menu"] == menu
    assert api("menu/delete")["errcode"] == 0
    assert api("menu/get")["errcode"] == 46003


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([{"name": "学习", "sub_button": [CLICK] * 6}], 40023),
        ([{**CLICK, "name": "六个汉字太长"}], 40018),
        ([{"name": "学习", "sub_button": [{**CLICK, "name": "字" * 21}]}], 40025),
        ([{**CLICK, "type": "dance"}], 40017),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{"type": "view", "name": "看"}], 40020),
    ],
)
def test_a_menu_beyond_the_limits_is_refused(api: Api, buttons: list[Any], code: int):
    assert api("menu/create", button=buttons)["errcode"] == code


def test_followers_are_listed_and_described_without_names(api: Api, platform: Platform):
    listed = api("user/get")
    assert (listed["total"], listed["data"]["openid"]) == (3, [openid(1), openid(2), openid(3)])
    platform.unfollow(openid(2))
    asked = [{"openid": openid(1)}, {"openid": openid(2)}]
    here, gone = api("user/info/batchget", user_list=asked)["user_info_list"]
    assert (here["subscribe"], here["nickname"]) == (1, "")
    assert gone == {"subscribe": 0, "openid": openid(2)}
    assert api("user/info/batchget", user_list=asked * 51)["errcode"] == 40035


def test_quotas_are_cleared_ten_times_a_month(api: Api, platform: Platform):
    platform.quotas.a_day["menu/get"] = 1
    assert [api("menu/get")["errcode"] for _ in range(2)] == [46003, 45009]
    assert api("clear_quota", appid=ACCOUNT.app_id)["errcode"] == 0
    assert api("menu/get")["errcode"] == 46003
    codes = [api("clear_quota", appid=ACCOUNT.app_id)["errcode"] for _ in range(10)]
    assert codes == [0] * 9 + [48006]


def test_a_body_that_is_not_an_object_is_refused(http: FlaskClient):
    for body, code in ((b"{", b"47001"), (b"", b"44002"), (b"[]", b"47001")):
        assert code in http.post("/cgi-bin/menu/create", data=body).data


def test_an_unknown_call_says_so(api: Api):
    assert api("poem/write")["errcode"] == 66666
