"""What the operator of the stand-in does beside the phones: expire the token, cut the network, spoil some calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from sandbox.phone.acts import Phones
from sandbox.platform import Fault
from sandbox.push import Outcome

WITHOUT_END = 1_000_000_000  # calls: a share holds until it is set anew
SHARED: Mapping[str, Fault] = {
    "busy": Fault("*", "errcode", WITHOUT_END, code=-1),
    "slow": Fault("*", "hang", WITHOUT_END, seconds=3.0),
    "lost": Fault("*", "drop", WITHOUT_END),
}


def add_desk(blueprint: Blueprint, phones: Phones) -> None:
    """``/desk/<name>``: one act of the operator by POST."""

    @blueprint.post("/desk/<name>")
    def desk(name: str) -> Response:
        given = request.get_json()  # another site's page cannot send this content type without asking first
        platform = phones.platform
        if name == "expire":
            with platform.lock:
                platform.tokens.expire(platform.clock())
        elif name == "drop":
            with platform.lock:
                platform.faults.add(Fault(path="*", kind="truncate", times=1))
        elif name in ("online", "offline"):
            platform.online = name == "online"
        elif name == "shares":
            _spoil(phones, given)
        elif name == "redeliver":
            return _redeliver(phones)
        else:
            abort(404)
        platform.touch()
        return Response(status=204)


def shares(phones: Phones) -> dict[str, int]:
    """How many calls in a hundred go wrong, by each way of :data:`SHARED`."""
    waiting = phones.platform.faults.waiting()
    return {
        name: sum(round(one.share * 100) for one in waiting if _same(one, wanted))
        for name, wanted in SHARED.items()
    }


def _same(one: Fault, wanted: Fault) -> bool:
    return one.times > WITHOUT_END // 2 and (one.path, one.kind) == (wanted.path, wanted.kind)


def _spoil(phones: Phones, given: Any) -> None:
    """Let the given parts of all calls go wrong from now on; what was armed for single calls stays armed."""
    if not isinstance(given, dict) or set(given) - set(SHARED):
        abort(400)
    if not all(type(share) is int and 0 <= share <= 100 for share in given.values()):
        abort(400)
    faults = phones.platform.faults
    with phones.platform.lock:
        faults.remove(lambda one: any(_same(one, wanted) for wanted in SHARED.values()))
        for name, share in given.items():
            wanted = SHARED[name]
            if share:
                faults.add(
                    Fault("*", wanted.kind, WITHOUT_END, wanted.code, wanted.seconds, share=share / 100)
                )


def _redeliver(phones: Phones) -> Response:
    before = phones.pusher.last_outcome
    try:
        outcome = phones.pusher.redeliver()
    except LookupError:
        return jsonify({"answer": "还没有发过消息。"})
    phones.platform.touch()
    if outcome.outage:
        return jsonify({"answer": "重投了一次，没有得到答复。"})
    same = before is not None and _said(before) == _said(outcome)
    reply = outcome.reply.get("Content") or outcome.reply.get("MsgType") or "（不回复）"
    return jsonify({"answer": f"重投了一次，答复与上次{'相同 ✓' if same else '不同 ✗'}\n{reply}"})


def _said(outcome: Outcome) -> dict[str, object]:
    return {name: value for name, value in outcome.reply.items() if name != "CreateTime"}
