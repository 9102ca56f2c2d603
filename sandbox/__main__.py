"""``python -m sandbox``: the stand-in as a process of its own, with the phones of the fictional district."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from sandbox.cast import load
from sandbox.phone import app
from sandbox.platform import Platform
from sandbox.server import running
from sandbox.wire import Account


def main() -> None:
    """Serve until told to stop; prints the phones' address and what to put into the bot's settings."""
    given = _arguments()
    account = Account(given.token, given.app_id, given.aes_key, given.original_id)
    platform = Platform(account, given.app_secret, folder=given.folder)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    with running(app(platform, account, given.webhook, load().phones, given.mode), given.port) as address:
        sys.stdout.write(f"phones        {address}/sandbox/\n")
        sys.stdout.write(f"api_base_url  {address}/sandbox/platform\n")
        sys.stdout.flush()
        stop.wait()
    platform.accepted.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--webhook", default="http://127.0.0.1:8000/wechat", help="where the bot listens")
    parser.add_argument("--mode", choices=["safe", "compatible", "plain"], default="safe")
    parser.add_argument("--folder", type=Path, help="keep chats, media and accepted.jsonl here")
    parser.add_argument("--original-id", default="gh_rongshu_demo")
    for name in ("token", "app-id", "app-secret", "aes-key"):
        parser.add_argument(f"--{name}", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
