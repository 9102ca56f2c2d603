"""A stand-in for WeCom: a company with one self-built app; its API, and its side of the callback.

The envelope is the Official Account's with the corp id as receiver, so the wire is shared; what differs is here.
"""

from sandbox.wecom.api import api_app, create_api
from sandbox.wecom.push import WecomPusher
from sandbox.wecom.state import Company, company_account

__all__ = ["Company", "WecomPusher", "api_app", "company_account", "create_api"]
