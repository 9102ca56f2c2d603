"""Media, scene codes, the menu and the followers: what an account keeps on the platform."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import segno

from sandbox.platform.calls import OK, Answer, Call, Endpoint, File, known
from sandbox.platform.errors import ApiError
from sandbox.platform.state import Code, Platform

_LONGEST_CODE = 2_592_000  # seconds
_TYPES = {"click", "view", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album",
          "pic_weixin", "location_select", "media_id", "article_id", "miniprogram"}  # fmt: skip


def upload(platform: Platform, call: Call) -> Answer:
    """Keep a file for three days."""
    if call.file is None:
        raise ApiError(41005)
    medium = platform.media.add(call.query.get("type", ""), call.file.mimetype, call.file.content, call.now)
    name = "thumb_media_id" if medium.kind == "thumb" else "media_id"
    return {"type": medium.kind, name: medium.media_id, "created_at": int(call.now.timestamp())}


def download(platform: Platform, call: Call) -> File:
    """A file by its id, from whichever side it came."""
    medium = platform.media.get(call.query.get("media_id", ""), call.now)
    return File(medium.mimetype, medium.content)


def create_code(platform: Platform, call: Call) -> Answer:
    """A scene code, temporary (30 days at most) or permanent."""
    action, scene = call.text("action_name"), _scene(call)
    temporary = action in ("QR_SCENE", "QR_STR_SCENE")
    if not temporary and action not in ("QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"):
        raise ApiError(40053)
    lasts = call.fields.get("expire_seconds", 60)
    if not isinstance(lasts, int) or not 1 <= lasts <= _LONGEST_CODE:
        raise ApiError(40053)
    until = call.now + timedelta(seconds=lasts) if temporary else None
    digest = hashlib.sha256(f"{scene}{until}".encode()).hexdigest()
    code = Code(scene, f"gQ{digest}{digest[:30]}==", until)
    platform.codes[code.ticket] = code
    platform.touch()
    answer = {"ticket": code.ticket, "url": f"http://weixin.qq.com/q/{digest[:24]}"}
    return {**answer, "expire_seconds": lasts} if temporary else answer


def _scene(call: Call) -> str:
    info: Any = call.fields.get("action_info")
    try:
        scene = info["scene"]
        value = scene["scene_str"] if "STR" in call.text("action_name") else scene["scene_id"]
    except (TypeError, KeyError):
        raise ApiError(40053) from None
    number = isinstance(value, int) and 1 <= value < 2**32
    word = isinstance(value, str) and 1 <= len(value) <= 64
    if not (number or word):
        raise ApiError(40053)
    return str(value)


def show_code(platform: Platform, call: Call) -> File:
    """The picture of a scene code."""
    code = platform.codes.get(call.query.get("ticket", ""))
    if code is None or not code.works(call.now):
        raise ApiError(40035)
    return File("image/png", picture_of(code))


def picture_of(code: Code) -> bytes:
    """The PNG that a phone scans."""
    picture = io.BytesIO()
    segno.make(f"http://weixin.qq.com/q/{quote(code.scene)}").save(picture, kind="png", scale=8)
    return picture.getvalue()


def create_menu(platform: Platform, call: Call) -> Answer:
    """Replace the menu: three buttons of five entries at most."""
    buttons = call.fields.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise ApiError(40016)
    for button in buttons:
        entries = button.get("sub_button") or []
        _check_name(button, 16, 40018)
        if len(entries) > 5:
            raise ApiError(40023)
        for entry in entries:
            _check_name(entry, 60, 40025)
            _check_entry(entry)
        if not entries:
            _check_entry(button)
    platform.menu = {"button": buttons}
    platform.touch()
    return OK


def _check_name(button: Mapping[str, Any], limit: int, code: int) -> None:
    if not 1 <= len(str(button.get("name", "")).encode()) <= limit:
        raise ApiError(code)


def _check_entry(entry: Mapping[str, Any]) -> None:
    kind = entry.get("type")
    if kind not in _TYPES:
        raise ApiError(40017)
    if kind in ("view", "miniprogram") and not 1 <= len(str(entry.get("url", "")).encode()) <= 1024:
        raise ApiError(40020)
    needs_key = kind not in ("view", "miniprogram", "media_id", "article_id")
    if needs_key and not 1 <= len(str(entry.get("key", "")).encode()) <= 128:
        raise ApiError(40019)


def get_menu(platform: Platform, call: Call) -> Answer:
    """The menu as it stands."""
    if platform.menu is None:
        raise ApiError(46003)
    return {"menu": platform.menu}


def delete_menu(platform: Platform, call: Call) -> Answer:
    """No menu any more."""
    platform.menu = None
    platform.touch()
    return OK


def followers(platform: Platform, call: Call) -> Answer:
    """Up to ten thousand openids, after ``next_openid`` if given."""
    everyone = list(platform.chats.following)
    after = call.query.get("next_openid", "")
    if after and after not in everyone:
        raise ApiError(40003)
    page = everyone[everyone.index(after) + 1 if after else 0 :][:10_000]
    answer: dict[str, object] = {"total": len(everyone), "count": len(page)}
    return (
        {**answer, "data": {"openid": page}, "next_openid": page[-1]}
        if page
        else {**answer, "next_openid": ""}
    )


def person(platform: Platform, call: Call) -> Answer:
    """What is told about one person: since December 2021 neither name nor picture."""
    return _about(platform, known(platform, call.query.get("openid", "")))


def people(platform: Platform, call: Call) -> Answer:
    """The same for up to a hundred."""
    asked = call.fields.get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= 100:
        raise ApiError(40035)
    return {
        "user_info_list": [_about(platform, known(platform, str(one.get("openid", "")))) for one in asked]
    }


def _about(platform: Platform, openid: str) -> Answer:
    if not platform.follows(openid):
        return {"subscribe": 0, "openid": openid}
    since = int(platform.chats.following[openid])
    return {"subscribe": 1, "openid": openid, "nickname": "", "sex": 0, "language": "zh_CN", "city": "",
            "province": "", "country": "", "headimgurl": "", "subscribe_time": since, "remark": "",
            "groupid": 0, "tagid_list": [], "subscribe_scene": "ADD_SCENE_QR_CODE", "qr_scene": 0,
            "qr_scene_str": ""}  # fmt: skip


ENDPOINTS: Mapping[str, Endpoint] = {
    "media/upload": upload,
    "media/get": download,
    "qrcode/create": create_code,
    "showqrcode": show_code,
    "menu/create": create_menu,
    "menu/get": get_menu,
    "menu/delete": delete_menu,
    "user/get": followers,
    "user/info": person,
    "user/info/batchget": people,
}
