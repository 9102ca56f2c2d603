"""What people do on their phones, carried to the webhook as the platform would carry it."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox import wire
from sandbox.phone.shown import shown
from sandbox.platform import Platform
from sandbox.platform.windows import Act
from sandbox.push import OUTAGE, Outcome, Pusher
from sandbox.wire import Fields

NO_NETWORK = "当前网络不可用，请检查网络设置"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a phone. ``role`` is one line about them; ``colour`` (``#rrggbb``) their avatar's."""

    name: str
    openid: str
    role: str
    colour: str


class Phones:
    """Every person's phone. Each act shows at once; its push runs beside, and its answer shows when it comes."""

    def __init__(
        self, platform: Platform, pusher: Pusher, people: Sequence[Person], name: str = "榕树"
    ) -> None:
        self.platform = platform
        self.account_name = name
        self.pusher = pusher
        self.run = secrets.token_hex(4)  # tells a page that this is another process than before
        self.people = {person.openid: person for person in people}
        self.tapped: dict[str, str] = {}  # which card of a person waits for its button's new words
        self.waiting: Counter[str] = Counter()  # whose answers are on their way, and how many
        platform.on_event = self._report

    def say(self, openid: str, text: str, menu_id: str = "") -> None:
        """Send a text; ``menu_id`` when it was a tap on a link of a message menu."""
        self._show(openid, "text", {"content": text})
        fields = wire.text(openid, text, self.platform.next_id(), self._seconds(), menu_id)
        self._send(openid, fields, "click" if menu_id else "message")

    def speak(self, openid: str, transcript: str) -> None:
        """Send a voice message that the platform hears as ``transcript`` (empty: it hears nothing)."""
        medium = self.platform.media.add("voice", "audio/amr", b"#!AMR\n", self.platform.clock())
        seconds = max(1, min(60, round(len(transcript) / 4)))
        self._show(openid, "voice", {"transcript": transcript, "seconds": seconds})
        fields = wire.voice(openid, medium.media_id, self.platform.next_id(), self._seconds(), transcript)
        self._send(openid, fields, "message")

    def picture(self, openid: str, mimetype: str, content: bytes) -> None:
        """Send a photo. Raises :class:`sandbox.platform.ApiError` for one too large."""
        medium = self.platform.media.add("image", mimetype, content, self.platform.clock())
        self._show(openid, "image", {"media_id": medium.media_id})
        url = f"http://mmbiz.qpic.example/{medium.media_id}"
        fields = wire.image(openid, url, medium.media_id, self.platform.next_id(), self._seconds())
        self._send(openid, fields, "message")

    def place(self, openid: str, label: str, latitude: float, longitude: float) -> None:
        """Send a place."""
        self._show(openid, "location", {"label": label})
        number = self.platform.next_id()
        self._send(
            openid, wire.location(openid, latitude, longitude, label, number, self._seconds()), "message"
        )

    def follow(self, openid: str, scene: str = "") -> None:
        """Follow the account, by scanning its code when there is a ``scene``."""
        self.platform.follow(openid)
        self._tip(openid, f"您已关注{self.account_name}")
        self._send(openid, wire.subscribe(openid, self._seconds(), scene), "follow")

    def unfollow(self, openid: str) -> None:
        """Stop following."""
        self.platform.unfollow(openid)
        self._tip(openid, f"您已取消关注{self.account_name}")
        self._push(openid, wire.unsubscribe(openid, self._seconds()), silent=True)

    def scan(self, openid: str, scene: str) -> None:
        """Scan a code of the account: follows first where the person does not yet."""
        if not self.platform.follows(openid):
            self.follow(openid, scene)
            return
        self._tip(openid, "扫了一个二维码")
        self._send(openid, wire.scan(openid, scene, self._seconds()), "scan")

    def press(self, openid: str, kind: str, key: str) -> None:
        """Press an entry of the menu: ``view`` opens the page ``key``, everything else sends the key."""
        if kind == "view":
            self._push(openid, wire.view(openid, key, self._seconds()), silent=True)
            return
        self._send(openid, wire.click(openid, key, self._seconds()), "click")

    def tap(self, openid: str, key: str, task: str) -> None:
        """Tap the button of a card (WeCom)."""
        fields: Fields = {
            "FromUserName": openid, "CreateTime": self._seconds(), "MsgType": "event",
            "Event": "template_card_event", "EventKey": key, "TaskId": task,
            "CardType": "button_interaction", "ResponseCode": secrets.token_urlsafe(12),
        }  # fmt: skip
        self.tapped[openid] = task
        self._push(openid, fields)

    def _show(self, openid: str, kind: str, content: Mapping[str, object]) -> None:
        with self.platform.lock:
            self.platform.chats.add(openid, "me", kind, content, self.platform.clock())

    def _tip(self, openid: str, text: str) -> None:
        with self.platform.lock:
            self.platform.chats.add(openid, "tip", "text", {"content": text}, self.platform.clock())

    def _send(self, openid: str, fields: Fields, act: Act) -> None:
        if not self.platform.online:
            self._tip(openid, NO_NETWORK)
            return
        self.platform.acted(openid, act)
        self._push(openid, fields)

    def _push(self, openid: str, fields: Fields, silent: bool = False) -> None:
        if self.platform.online:
            self._wait(openid, 0 if silent else 1)
            threading.Thread(target=self._carry, args=(openid, fields, silent), daemon=True).start()

    def _wait(self, openid: str, answers: int) -> None:
        with self.platform.lock:
            self.waiting[openid] += answers
            self.platform.touch()

    def _carry(self, openid: str, fields: Fields, silent: bool) -> None:
        try:
            outcome = self.pusher.push(fields)
        finally:
            self._wait(openid, 0 if silent else -1)
        if outcome.outage and not silent:
            self._tip(openid, OUTAGE)
        elif outcome.reply and not silent:
            self._answer(openid, outcome)
        self.platform.touch()

    def _answer(self, openid: str, outcome: Outcome) -> None:
        if outcome.reply.get("ToUserName") != openid:  # the platform shows nobody another one's answer
            self._tip(openid, OUTAGE)
            return
        if outcome.reply["MsgType"] == "update_button":
            self._change_button(openid, outcome.reply)
            return
        kind, content = shown(outcome.reply)
        self.platform.deliver(openid, kind, content)

    def _change_button(self, openid: str, reply: Mapping[str, object]) -> None:
        """The button of the card that was tapped says something else from now on."""
        button = reply["Button"]
        assert isinstance(button, Mapping)
        content = {"task": self.tapped.pop(openid, ""), "text": button["ReplaceName"]}
        with self.platform.lock:
            self.platform.chats.add(openid, "tip", "button", content, self.platform.clock())

    def _report(self, fields: Fields) -> None:
        self._push(str(fields["FromUserName"]), fields, silent=True)

    def _seconds(self) -> int:
        return int(self.platform.clock().timestamp())
