"""The demo's own settings file, made once, with secrets of its own: nothing in it fits a real account."""

from __future__ import annotations

import secrets
import string
from pathlib import Path

TEMPLATE = """\
# Made by `make demo`. Delete the folder to begin anew.
[service]
host = "127.0.0.1"
port = {port}
public_url = "http://127.0.0.1:{port}"
data_dir = "{data_dir}"
workers = 1   # the stand-in for the platform lives in this one process
threads = 8

[push]
# Whoever tries it at night wants to see a push, and nobody is woken; ten seconds are enough to try 撤回.
quiet_from_hour = 0
quiet_to_hour = 0
undo_seconds = 10

[official]
token = "{token}"
app_id = "wx00demo00rongshu0"
app_secret = "{secret}"
aes_key = "{aes_key}"
mode = "safe"
templates = {{ notice = "demo-template-notice" }}
api_base_url = "http://127.0.0.1:{port}/sandbox/platform"

[wecom]
token = "{token}"
corp_id = "ww00demo00rongshu0"
agent_id = "1000002"
secret = "{secret}"
aes_key = "{aes_key}"
api_base_url = "http://127.0.0.1:{port}/sandbox/wecom/platform"
"""


def write(folder: Path, port: int) -> Path:
    """Write ``config.toml`` for a port (the secrets stay as they were); returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "secrets.txt"
    if not kept.exists():
        letters = string.ascii_letters + string.digits
        aes_key = "".join(secrets.choice(letters) for _ in range(43))
        kept.write_text(f"{secrets.token_hex(12)} {secrets.token_hex(16)} {aes_key}", "utf-8")
        kept.chmod(0o600)
    token, secret, aes_key = kept.read_text("utf-8").split()
    path = folder / "config.toml"
    path.write_text(
        TEMPLATE.format(
            port=port, data_dir=folder.resolve() / "var", token=token, secret=secret, aes_key=aes_key
        ),
        "utf-8",
    )
    return path
