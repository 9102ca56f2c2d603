"""WeCom's side of the callback: every message names the company and the app."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.push import Outcome, Pusher
from sandbox.wire import Fields


@dataclass(slots=True)
class WecomPusher(Pusher):
    """Posts to ``/wecom``; the form is always encrypted XML."""

    agent_id: str = "1000002"

    def push(self, fields: Fields) -> Outcome:
        """Send one message or event to the app, and again with the same body if there is no answer."""
        # Not super(): a dataclass with slots is made anew, and the bare form would look in the old one.
        return Pusher.push(self, {**fields, "ToUserName": self.account.original_id, "AgentID": self.agent_id})
