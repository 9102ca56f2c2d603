"""The real service, ``python -m bot serve``, in a folder of its own, with a branch whose meeting has begun."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import psutil
from sqlalchemy import insert

import bot
from bot import local, migrations
from bot.keys import Keys
from bot.ledger import meetings, members
from bot.ledger.attendance.codes import Codes
from bot.ledger.database import Ledger
from bot.ledger.tables import binding, branch, committee, member, membership
from content.privacy import in_force
from sandbox import wire
from tests.town import ACCOUNT

SECRET = "a-secret-key-for-the-kills-of-32-characters"
CODE_SECONDS = 3600  # one spoken code is good for the whole test, as the one before it is
ROOT = Path(bot.__file__).parent.parent
HERE = "127.0.0.1"
Request = tuple[str, bytes]


class Service:
    """Starts the service, speaks to it as the platform does, kills it. ``count`` members are bound and due.

    ``index`` is the study library's, made beforehand: to build it takes seconds, and is not what is tested.
    """

    def __init__(self, folder: Path, index: Path, count: int, mode: wire.Mode) -> None:
        self.folder, self.count, self.mode = folder, count, mode
        self.port = _free_port()
        self.began = datetime.now(UTC) - timedelta(minutes=5)
        self.process: subprocess.Popen[bytes] | None = None
        self.env = (
            {k: v for k, v in os.environ.items() if not k.startswith("BOT_")}
            | {
                "PYTHONPATH": str(ROOT),  # run elsewhere, so that no config.toml of the developer's is read
                "BOT_SERVICE__PORT": str(self.port),
                "BOT_SERVICE__DATA_DIR": str(folder),
                "BOT_SERVICE__SECRET_KEY": SECRET,
                "BOT_SERVICE__WORKERS": "1",
                "BOT_MEETINGS__CODE_SECONDS": str(CODE_SECONDS),
                "BOT_OFFICIAL__TOKEN": ACCOUNT.token,
                "BOT_OFFICIAL__APP_ID": ACCOUNT.app_id,
                "BOT_OFFICIAL__AES_KEY": ACCOUNT.aes_key,
                "BOT_OFFICIAL__MODE": mode,
                "BOT_OFFICIAL__API_BASE_URL": f"http://{HERE}:9",  # nobody there: what is pushed stays in the ledger
            }
        )
        self._prepare()
        shutil.copy(index, folder / "library.db")

    @property
    def month(self) -> str:
        """The month of the meeting, like ``2026-12``."""
        return local.month(self.began)

    def _prepare(self) -> None:
        ledger = Ledger(f"sqlite:///{self.folder / 'ledger.db'}")
        migrations.upgrade(ledger)
        ids, at = range(1, self.count + 1), self.began
        with ledger.begin() as db:
            db.execute(insert(committee).values(id=1, name="行业党委"))
            db.execute(
                insert(branch).values(id=1, committee_id=1, name="支部", kind="independent", created_at=at)
            )
            person = {"standing": members.FULL, "created_at": at}
            db.execute(insert(member), [{"id": n, "name": name(n), **person} for n in ids])
            db.execute(insert(membership), [{"member_id": n, "branch_id": 1, "since": at} for n in ids])
            bound = {"channel": "official", "consent_version": in_force().version, "bound_at": at}
            db.execute(insert(binding), [{"openid": openid(n), "member_id": n, **bound} for n in ids])
            new = meetings.NewMeeting("kills", (1,), "支部党员大会", "支部党员大会", "", at)
            meetings.create(db, new, None, at)
        ledger.close()

    def check_in(self, number: int) -> Request:
        """The check-in of a member by the spoken code, signed as the platform signs it."""
        now = int(time.time())
        code = Codes(Keys(SECRET.encode()), CODE_SECONDS).spoken(1, datetime.now(UTC))
        fields = wire.text(openid(number), f"签到 {code}", number, now)
        query, body = wire.seal(ACCOUNT, self.mode, fields, now, f"n{number}")
        return "/wechat?" + urlencode(query), body

    def start(self) -> None:
        """Start it, and stay until it answers."""
        log = (self.folder / "serve.log").open("ab")
        command = [sys.executable, "-m", "bot", "serve"]
        self.process = subprocess.Popen(command, env=self.env, cwd=self.folder, stdout=log, stderr=log)
        log.close()
        eventually(self.answers, 60)

    def answers(self) -> bool:
        """Whether somebody answers at the port."""
        line = http.client.HTTPConnection(HERE, self.port, timeout=5)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def supervisor(self) -> psutil.Process:
        """The process that was started."""
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def children(self) -> set[psutil.Process]:
        """The supervisor's living children: the web, the worker and the scheduler."""
        return {one for one in self.supervisor().children() if one.status() != psutil.STATUS_ZOMBIE}

    def kill_all(self) -> None:
        """``kill -9`` of the whole tree. The supervisor is halted first, or it would start another meanwhile."""
        top = self.supervisor()
        top.suspend()
        for one in [*top.children(recursive=True), top]:
            one.kill()
        self.wait()

    def wait(self) -> int:
        """The exit code of the process that was started, once it has ended."""
        assert self.process is not None
        return self.process.wait(20)

    def processes(self) -> list[psutil.Process]:
        """Every living process of this service, whoever its parent is: known by the folder it was given."""
        return [one for one in psutil.process_iter() if self._is_ours(one)]

    def _is_ours(self, one: psutil.Process) -> bool:
        try:
            return one.status() != psutil.STATUS_ZOMBIE and one.environ().get("BOT_SERVICE__DATA_DIR") == str(
                self.folder
            )
        except psutil.Error:
            return False

    def port_is_free(self) -> bool:
        """Whether a new process can listen there, within five seconds: the kernel tidies up after a kill."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HERE, self.port))
                except OSError:
                    time.sleep(0.1)
                    continue
            return True
        return False

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another verb of the command line, with the same settings."""
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(
            command, env=self.env, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False
        )

    def end(self) -> None:
        """Leave nothing behind, whatever a test has left running."""
        for one in self.processes():
            one.kill()
        if self.process is not None:
            self.process.wait(20)


def name(number: int) -> str:
    """The name of a member."""
    return f"党员{number:05d}"


def openid(number: int) -> str:
    """The openid of a member."""
    return f"o-kill-{number:05d}"


def eventually(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so after {seconds:.0f} s")
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])
