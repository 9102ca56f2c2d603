"""The others: a bare Flask + wechatpy echo, and WeRoBot as its documentation sets it up.

Each is a WSGI application, served by the same server as ours in the shape that suits it best.
"""

from __future__ import annotations

import os

TOKEN = "a-token-for-the-bench"


def echo():
    """Flask and wechatpy, nothing else: check the signature, parse, reply with the same words."""
    from flask import Flask, request
    from wechatpy import create_reply, parse_message
    from wechatpy.exceptions import InvalidSignatureException
    from wechatpy.utils import check_signature

    app = Flask(__name__)

    @app.post("/wechat")
    def answer():
        try:
            check_signature(
                TOKEN, request.args["signature"], request.args["timestamp"], request.args["nonce"]
            )
        except InvalidSignatureException:
            return "", 403
        message = parse_message(request.get_data())
        return create_reply(message.content, message).render(), 200, {"Content-Type": "application/xml"}

    return app


def werobot():
    """WeRoBot with its default session store, a SQLite file, counting a member's messages."""
    from werobot import WeRoBot
    from werobot.session.sqlitestorage import SQLiteStorage

    robot = WeRoBot(
        token=TOKEN,
        session_storage=SQLiteStorage(os.path.join(os.environ["BENCH_DIR"], "werobot_session.sqlite3")),
    )

    @robot.text
    def check_in(message, session):
        session["checked_in"] = True
        return "✓ " + message.content

    return robot.wsgi
