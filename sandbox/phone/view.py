"""Everything the phone's page shows, as JSON."""

from __future__ import annotations

from dataclasses import asdict

from sandbox.phone.acts import Person, Phones
from sandbox.phone.desk import shares
from sandbox.platform import Bubble, Code


def page_state(phones: Phones, after: int) -> dict[str, object]:
    """The state of all phones, with the bubbles newer than number ``after``."""
    platform = phones.platform
    now = platform.clock()
    codes = [code for code in platform.codes.values() if code.works(now)]
    return {
        "run": phones.run,
        "version": platform.chats.version,
        "people": [_person(phones, person) for person in phones.people.values()],
        "bubbles": [
            asdict(bubble) for bubble in platform.chats.after(after) if bubble.openid in phones.people
        ],
        "typing": {openid: until.timestamp() for openid, until in platform.typing.items() if until > now},
        "menu": platform.menu or {"button": []},
        "codes": [_code(code) for code in reversed(codes)][:8],
        "waiting": [openid for openid, under_way in phones.waiting.items() if under_way],
        "shares": shares(phones),
        "online": platform.online,
        "requests": [asdict(one) for one in reversed(phones.pusher.log)][:20],
    }


def _code(code: Code) -> dict[str, object]:
    until = code.until.timestamp() if code.until else None
    return {"scene": code.scene, "ticket": code.ticket, "until": until}


def _person(phones: Phones, person: Person) -> dict[str, object]:
    chats = phones.platform.chats
    own = chats.of(person.openid)
    return {
        **asdict(person),
        "following": phones.platform.follows(person.openid),
        "unread": chats.unread(person.openid),
        "last": summary(own[-1]) if own else "",
        "at": own[-1].at if own else 0,
    }


def summary(bubble: Bubble) -> str:
    """One line of a bubble for the list of chats."""
    content = bubble.content
    if bubble.kind == "news":
        articles = content.get("articles")
        first = articles[0] if isinstance(articles, list) and articles else {}
        return f"[链接] {first.get('title', '')}"
    if bubble.kind in ("textcard", "template_card"):
        title = content.get("main_title")
        said = title.get("title", "") if isinstance(title, dict) else content.get("title", "")
        return f"[卡片] {said}"
    names = {"voice": "[语音]", "image": "[图片]", "location": "[位置]", "video": "[视频]", "music": "[音乐]"}
    if bubble.kind in names:
        return names[bubble.kind]
    text = content.get("content") or content.get("text") or content.get("head_content") or ""
    return str(text).replace("\n", " ")[:60]
