"""A stand-in for WeChat, written from the platform's specification; it imports nothing of the service."""
