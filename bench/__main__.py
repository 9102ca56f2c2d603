"""``make bench``: a durable check-in beside a bare echo and beside WeRoBot, each in its best shape."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench import checkin, race
from bench.contenders import TOKEN
from bench.race import Contender
from sandbox import wire

PLAIN = wire.Account(token=TOKEN, app_id="wx0123456789abcdef", aes_key="", original_id="gh_bench")
SHAPES = ((1, 1), (1, 4), (1, 16), (2, 1), (2, 4), (2, 8))


def texts(count: int) -> Iterator[tuple[str, bytes]]:
    """Plain signed texts, one a member, as the platform sends them."""
    now = int(time.time())
    for number in range(count):
        fields = wire.text(f"o-bench-{number:06d}", "签到", number + 1, now)
        query, body = wire.seal(PLAIN, "plain", fields, now, f"n{number}")
        yield "/wechat?" + urlencode(query), body


CONTENDERS = (
    Contender("bare Flask + wechatpy echo", "bench.contenders:echo", "签到", texts, lambda _: {}, SHAPES),
    Contender("WeRoBot, default sessions", "bench.contenders:werobot", "签到", texts, lambda _: {}, SHAPES),
    Contender(
        "Rongshu, durable check-in", "bot.app:create_app", "已签到", checkin.requests, checkin.prepare, SHAPES
    ),
)


def main() -> None:
    """Find each contender's best shape, then run them in turn, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=6000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    entered = [one for one in CONTENDERS if chosen.only in one.name]
    best = {one.name: _best_shape(one, chosen.count // 3) for one in entered}
    rates: dict[str, list[float]] = {one.name: [] for one in entered}
    worst: dict[str, list[float]] = {one.name: [] for one in entered}
    wrong = dict.fromkeys(best, 0)
    for _ in range(chosen.rounds):
        for one in entered:
            figures = _run(one, best[one.name], chosen.count)
            rates[one.name].append(good(figures))
            wrong[one.name] += figures.failures
            worst[one.name].append(figures.p99)
    print(
        f"\n{chosen.count} requests, {race.CONNECTIONS} connections, median of {chosen.rounds} rounds in turn"
    )
    print(f"{'':32}{'shape':>8}{'good a second':>15}{'p99 ms':>10}{'wrong':>8}")
    for one in entered:
        workers, threads = best[one.name]
        rate, tail = statistics.median(rates[one.name]), statistics.median(worst[one.name])
        print(f"{one.name:32}{f'{workers}x{threads}':>8}{rate:>15,.0f}{tail:>10.1f}{wrong[one.name]:>8}")
    if len(entered) == len(CONTENDERS):
        echo, robot, ours = (statistics.median(rates[one.name]) for one in CONTENDERS)
        print(
            f"check-in / echo    {ours / echo:.2f}   (goal 0.25)\ncheck-in / WeRoBot {ours / robot:.2f}   (goal 1.5)"
        )


def good(figures: race.Figures) -> float:
    """Right answers a second; a wrong or failed one counts for nothing."""
    return figures.per_second * (1 - figures.failures / figures.answers)


def _best_shape(one: Contender, count: int) -> tuple[int, int]:
    tried = {shape: _run(one, shape, count) for shape in one.shapes}
    for (workers, threads), it in tried.items():
        print(
            f"{one.name}: {workers} workers x {threads} threads: {it.per_second:,.0f}/s "
            f"p99 {it.p99:.0f} ms, {it.failures} wrong"
        )
    return max(tried, key=lambda shape: good(tried[shape]))


def _run(one: Contender, shape: tuple[int, int], count: int) -> race.Figures:
    with tempfile.TemporaryDirectory() as folder:
        return race.run(one, shape, count, Path(folder))


if __name__ == "__main__":
    main()
