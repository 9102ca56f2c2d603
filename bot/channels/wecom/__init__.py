"""WeCom (企业微信): a self-built app's callback, and sending over its API."""

from bot.channels.wecom.callback import Wecom

__all__ = ["Wecom"]
