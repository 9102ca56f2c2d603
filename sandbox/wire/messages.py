"""Every message and event the platform pushes, as fields; :func:`sandbox.wire.seal` adds the receiver.

``openid`` is the person's address, ``msg_id`` the platform's 64-bit number, ``created`` seconds since 1970.
Field names and their capitals are the platform's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Message = dict[str, object]


def _message(kind: str, openid: str, created: int, fields: Mapping[str, object]) -> Message:
    return {"FromUserName": openid, "CreateTime": created, "MsgType": kind, **fields}


def text(openid: str, content: str, msg_id: int, created: int, menu_id: str = "") -> Message:
    """A text; ``menu_id`` when it comes from tapping an entry of a message menu."""
    fields = {"Content": content, "MsgId": msg_id}
    return _message("text", openid, created, {**fields, **({"bizmsgmenuid": menu_id} if menu_id else {})})


def image(openid: str, picture_url: str, media_id: str, msg_id: int, created: int) -> Message:
    """A picture."""
    return _message("image", openid, created, {"PicUrl": picture_url, "MediaId": media_id, "MsgId": msg_id})


def voice(
    openid: str, media_id: str, msg_id: int, created: int, recognition: str | None = None, format: str = "amr"
) -> Message:
    """A voice message; ``recognition`` is the transcript: absent (``None``), empty, or words."""
    fields: Message = {"MediaId": media_id, "Format": format}
    heard = {} if recognition is None else {"Recognition": recognition}
    return _message("voice", openid, created, {**fields, **heard, "MsgId": msg_id})


def video(openid: str, media_id: str, thumb_media_id: str, msg_id: int, created: int) -> Message:
    """A video."""
    return _message(
        "video", openid, created, {"MediaId": media_id, "ThumbMediaId": thumb_media_id, "MsgId": msg_id}
    )


def short_video(openid: str, media_id: str, thumb_media_id: str, msg_id: int, created: int) -> Message:
    """A video taken within the chat."""
    return {**video(openid, media_id, thumb_media_id, msg_id, created), "MsgType": "shortvideo"}


def location(
    openid: str, latitude: float, longitude: float, label: str, msg_id: int, created: int, scale: int = 16
) -> Message:
    """A place the person chose to send."""
    where = {"Location_X": latitude, "Location_Y": longitude, "Scale": scale, "Label": label}
    return _message("location", openid, created, {**where, "MsgId": msg_id})


def link(openid: str, title: str, description: str, url: str, msg_id: int, created: int) -> Message:
    """An article passed on to the account."""
    fields = {"Title": title, "Description": description, "Url": url, "MsgId": msg_id}
    return _message("link", openid, created, fields)


def event(openid: str, name: str, created: int, **fields: object) -> Message:
    """Any event; events carry no message id."""
    return _message("event", openid, created, {"Event": name, **fields})


def subscribe(openid: str, created: int, scene: str = "", ticket: str = "") -> Message:
    """Someone follows the account; with ``scene`` when they did so by scanning its code."""
    if not scene:
        return event(openid, "subscribe", created, EventKey="")
    return event(
        openid, "subscribe", created, EventKey=f"qrscene_{scene}", Ticket=ticket or f"ticket-{scene}"
    )


def unsubscribe(openid: str, created: int) -> Message:
    """Someone stops following."""
    return event(openid, "unsubscribe", created, EventKey="")


def scan(openid: str, scene: str, created: int, ticket: str = "") -> Message:
    """A follower scans one of the account's codes."""
    return event(openid, "SCAN", created, EventKey=scene, Ticket=ticket or f"ticket-{scene}")


def location_report(
    openid: str, latitude: float, longitude: float, created: int, precision: float = 65.0
) -> Message:
    """The automatic position report of those who allowed it."""
    return event(openid, "LOCATION", created, Latitude=latitude, Longitude=longitude, Precision=precision)


def click(openid: str, key: str, created: int) -> Message:
    """A menu entry that sends its key."""
    return event(openid, "CLICK", created, EventKey=key)


def view(openid: str, url: str, created: int, menu_id: str = "") -> Message:
    """A menu entry that opens a page."""
    more = {"MenuId": menu_id} if menu_id else {}
    return event(openid, "VIEW", created, EventKey=url, **more)


def view_miniprogram(openid: str, page: str, created: int, menu_id: str = "") -> Message:
    """A menu entry that opens a mini program."""
    return event(openid, "view_miniprogram", created, EventKey=page, MenuId=menu_id)


def scan_code(openid: str, key: str, result: str, created: int, waits: bool = False) -> Message:
    """A menu entry that scans any code; ``waits`` for the kind that shows 消息接收中."""
    name = "scancode_waitmsg" if waits else "scancode_push"
    info = {"ScanType": "qrcode", "ScanResult": result}
    return event(openid, name, created, EventKey=key, ScanCodeInfo=info)


def pictures(openid: str, key: str, md5s: Sequence[str], created: int, name: str = "pic_sysphoto") -> Message:
    """A menu entry that takes or picks photos (``pic_sysphoto``, ``pic_photo_or_album``, ``pic_weixin``)."""
    items = [{"PicMd5Sum": md5} for md5 in md5s]
    return event(
        openid, name, created, EventKey=key, SendPicsInfo={"Count": len(md5s), "PicList": {"item": items}}
    )


def location_select(
    openid: str, key: str, latitude: float, longitude: float, label: str, created: int
) -> Message:
    """A menu entry that picks a place."""
    info = {"Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label, "Poiname": ""}
    return event(openid, "location_select", created, EventKey=key, SendLocationInfo=info)


def template_finished(openid: str, msg_id: int, created: int, status: str = "success") -> Message:
    """A template message arrived or did not (``failed:user block``, ``failed: system failed``)."""
    return event(openid, "TEMPLATESENDJOBFINISH", created, MsgID=msg_id, Status=status)


def mass_finished(
    openid: str, msg_id: int, created: int, total: int, sent: int, status: str = "send success"
) -> Message:
    """A mass send is done: counts only, never per person."""
    return event(
        openid,
        "MASSSENDJOBFINISH",
        created,
        MsgID=msg_id,
        Status=status,
        TotalCount=total,
        FilterCount=total,
        SentCount=sent,
        ErrorCount=total - sent,
    )


def subscribe_msg_popup(
    openid: str, choices: Mapping[str, str], created: int, popup_scene: int = 1
) -> Message:
    """Answers to a subscription prompt: template id → ``accept`` or ``reject``."""
    rows = [
        {"TemplateId": template, "SubscribeStatusString": choice, "PopupScene": popup_scene}
        for template, choice in choices.items()
    ]
    return event(openid, "subscribe_msg_popup_event", created, SubscribeMsgPopupEvent={"List": rows})


def subscribe_msg_change(openid: str, templates: Sequence[str], created: int) -> Message:
    """Subscriptions refused in the settings; only refusals are reported."""
    rows = [{"TemplateId": template, "SubscribeStatusString": "reject"} for template in templates]
    return event(openid, "subscribe_msg_change_event", created, SubscribeMsgChangeEvent={"List": rows})


def subscribe_msg_sent(openid: str, template: str, msg_id: int, created: int, error: int = 0) -> Message:
    """How a subscription message fared."""
    status = "success" if error == 0 else "failed"
    row = {"TemplateId": template, "MsgID": str(msg_id), "ErrorCode": error, "ErrorStatus": status}
    return event(openid, "subscribe_msg_sent_event", created, SubscribeMsgSentEvent={"List": [row]})


def published(openid: str, publish_id: int, created: int, status: int = 0) -> Message:
    """A draft's publication finished."""
    info = {"publish_id": publish_id, "publish_status": status}
    return event(openid, "PUBLISHJOBFINISH", created, PublishEventInfo=info)


def revoke(openid: str, app_id: str, created: int, revoke_info: str = "1") -> Message:
    """Someone withdraws what they had authorised; it has to be honoured."""
    return event(
        openid, "user_authorization_revoke", created, OpenID=openid, AppID=app_id, RevokeInfo=revoke_info
    )
