"""``python -m bench.pages``: how long the server takes for a phone page with 10,000 members, and how much is sent.

Each page is asked for over HTTP from the service as it is run (``bot web``'s WSGI application in this process), by
another member each time; the wire counts the page and what a first view fetches with it, packed.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.district import fill
from bot import migrations
from bot.app import build, create_app
from bot.config import Config, ServiceSettings, StoreSettings
from bot.ledger import bindings, calendar, notices, tasks
from bot.ledger.database import Ledger
from bot.page_links import PERSONAL, PageLinks
from content.plans import BranchKind

NOW = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
PAGES = ("/p/", "/p/first-topic", "/p/lectures", "/p/lectures/{lecture}", "/p/meetings", "/p/notices", "/p/tasks",
         "/p/record", "/p/data")  # fmt: skip
LIMIT_BYTES, LIMIT_MS = 100_000, 50


def main() -> None:
    """Print a line a page."""
    options = argparse.ArgumentParser()
    options.add_argument("--members", type=int, default=10_000)
    options.add_argument("--visits", type=int, default=200)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), chosen.members, chosen.visits)


def _run(folder: Path, members: int, visits: int) -> None:
    store = folder / "ledger.db"
    empty = Ledger(f"sqlite:///{store}")
    migrations.upgrade(empty)
    empty.close()
    fill(store, members // 50, members, 24)
    config = Config(service=ServiceSettings(data_dir=folder), store=StoreSettings(url=f"sqlite:///{store}"))
    services = build(config)
    ids = list(range(1, members + 1, max(1, members // visits)))[:visits]
    with services.ledger.begin() as db:
        calendar.seed(db)
        for id_ in ids:
            bindings.bind_directly(db, "official", f"o-{id_}", id_, NOW)
        plan = services.library.plan("2026-12", BranchKind(committee=True))
        for branch_id in range(1, members // 50 + 1):
            tasks.fill(db, branch_id, "2026-12", plan.tasks if plan else (), NOW)
        notices.create(
            db,
            key="bench",
            kind="notice",
            title="通知",
            body="请看。",
            recipients=ids,
            now=NOW,
            needs_confirmation=True,
        )
    browser = create_app(services, clock=lambda: NOW).test_client()
    links = PageLinks(services.keys, "")
    lecture = services.library.lectures()[5].slug
    print(f"{members:,} members, {len(ids)} visits a page, in turn")
    print(f"{'page':28}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}{'first view bytes':>18}")
    for page in PAGES:
        path = page.format(lecture=lecture)
        spent = []
        for id_ in ids:
            url = links.url(path, id_, NOW, PERSONAL)
            begun = time.perf_counter()
            answer = browser.get(url)
            spent.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, answer.status
        sent = _first_view(browser, links.url(path, ids[0], NOW, PERSONAL))
        p95 = statistics.quantiles(spent, n=20)[-1]
        over = " !" if p95 > LIMIT_MS or sent > LIMIT_BYTES else ""
        print(f"{page:28}{statistics.median(spent):8.1f}{p95:8.1f}{max(spent):8.1f}{sent:18,}{over}")


def _first_view(browser, url: str) -> int:  # type: ignore[no-untyped-def]
    """Bytes of the page and of the styles and scripts it names, as they are sent to a browser that has none."""
    packed = {"Accept-Encoding": "gzip"}
    page = browser.get(url, headers=packed)
    names = re.findall(r'(?:href|src)="(/p/static/[^"]+)"', page.text)
    return len(page.data) + sum(len(browser.get(name, headers=packed).data) for name in set(names))


if __name__ == "__main__":
    main()
