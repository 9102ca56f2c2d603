"""The phones: a page that looks and feels like WeChat, for several people, beside the platform's API."""

from sandbox.phone.acts import Person, Phones
from sandbox.phone.pages import app, create_blueprint, create_wecom_blueprint

__all__ = ["Person", "Phones", "app", "create_blueprint", "create_wecom_blueprint"]
