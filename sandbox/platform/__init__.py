"""The platform's API side: tokens, sends, media, codes, menu, followers, and faults on request."""

from sandbox.platform.accepted import AcceptLog
from sandbox.platform.api import api_app, create_api, create_faults
from sandbox.platform.chats import Bubble, Chats
from sandbox.platform.errors import ApiError
from sandbox.platform.faults import Fault
from sandbox.platform.state import Code, Platform

__all__ = [
    "AcceptLog",
    "ApiError",
    "Bubble",
    "Chats",
    "Code",
    "Fault",
    "Platform",
    "api_app",
    "create_api",
    "create_faults",
]
