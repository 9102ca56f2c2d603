"""What the sender and the stand-in for the platform must agree on; nothing slow to import."""

from __future__ import annotations

from bot.keys import Keys

APP_ID = "wx0123456789abcdef"
SECRET = "THE-APP-SECRET"
KEYS = Keys(b"a key for tests, of thirty-two bytes or more")
TEMPLATES = {"notice": "tpl-1 thing1=title thing2=body time3=time"}
