"""``投诉建议``: to the committee, not to the branch; a number to ask by, a day to be answered by."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attempts, complaint_answers, complaints, members
from bot.ledger.complaints import COMPLAINT, KIND_TITLES, LONGEST, STATE_TITLES, SUGGESTION, Complaint
from handlers.wording import fit, number, numbered, plain

router = Router("complaints")

HOW = "发「投诉建议」，直接交行业党委，支部看不到；可以不署名。给您一个编号，15 个工作日内答复。"
STATUS_HOW = "发「投诉进度」看您提过的，或发「投诉进度 编号」。"
KINDS = (COMPLAINT, SUGGESTION)
TRIES_AN_HOUR = 10
SHORTEST = 4  # characters
_NUMBER = re.compile(r"[Tt][-\s]?\d{4}[-\s]?\d{4,}[-\s]?[0-9A-Za-z]{6}")


@router.on("complaint", "投诉建议", "提意见", "提建议", "反映问题", acts=True, asks_back=True, how=HOW)
def complaint(chat: Chat) -> Reply:
    """``投诉 会议太多``, or a word and then what is asked. What was said already is kept sealed meanwhile."""
    said = chat.slot("reason") if len(chat.slot("reason")) >= SHORTEST else ""
    kind = _kind_of(f"{chat.slot('kind')} {chat.said[:12]}")
    if not kind:
        chat.ask("complaint", "kind", words=_sealed(chat, said))
        return Reply("交给行业党委，支部看不到。\n是哪一种？1 投诉　2 建议\n回数字；不提了回「取消」。")
    return _ask_name(chat, kind, _sealed(chat, said))


def _kind_of(said: str) -> str:
    """What is plain from its word; 投诉建议 says both."""
    if "投诉建议" in said:
        return ""
    if any(word in said for word in ("建议", "意见")):
        return SUGGESTION
    return COMPLAINT if any(word in said for word in ("投诉", "举报", "反映", "匿名", "吐槽")) else ""


def _sealed(chat: Chat, said: str) -> str:
    return chat.keys.seal(said[:LONGEST]).decode() if said else ""


def _ask_name(chat: Chat, kind: str, words: str) -> Reply:
    chat.ask("complaint", "name", kind=kind, words=words)
    return Reply(
        f"{KIND_TITLES[kind]}，直接交行业党委，加密保存，支部看不到。\n"
        "要署名吗？1 不署名（办的人看不到是谁）　2 署名\n回数字；不提了回「取消」。"
    )


@router.form("complaint")
def complaint_told(chat: Chat) -> Reply:
    """Which kind, signed or not, and the words where they were not said at first."""
    form = chat.open_form
    if form.step == "kind":
        chosen = number(chat.said, len(KINDS)) or {"投诉": 1, "建议": 2}.get(plain(chat.said))
        if not chosen:
            chat.next_form = form
            return Reply("请回 1 投诉，或 2 建议；不提了回「取消」。")
        return _ask_name(chat, KINDS[chosen - 1], str(form.slots["words"]))
    kind = str(form.slots["kind"])
    if form.step == "name":
        signed = number(chat.said, 2) or {"不署名": 1, "匿名": 1, "署名": 2}.get(plain(chat.said))
        if not signed and not form.slots["words"] and len(plain(chat.said)) >= SHORTEST:
            chat.next_form = replace(form, slots={**form.slots, "words": _sealed(chat, chat.said)})
            return Reply("写的先留着。要署名吗？回 1 不署名，2 署名；不提了回「取消」。")
        if not signed:
            chat.next_form = form
            return Reply("请回 1 不署名，或 2 署名；不提了回「取消」。")
        words = str(form.slots["words"])
        if words:
            return _file(chat, kind, chat.keys.unseal(words.encode()), named=signed == 2)
        chat.ask("complaint", "words", kind=kind, named=signed == 2)
        return Reply(f"请写下来，{LONGEST} 字以内。\n请不要写当事人和案件的秘密；不提了回「取消」。")
    if len(plain(chat.said)) < SHORTEST:
        chat.next_form = form
        return Reply("请多写几个字，说清楚是什么事；不提了回「取消」。")
    return _file(chat, kind, chat.said, named=bool(form.slots["named"]))


def _file(chat: Chat, kind: str, words: str, *, named: bool) -> Reply:
    made = complaints.file(chat.db, chat.keys, chat.member.id, kind, words, named, chat.now)
    # Its sender is the service, not the member: who wrote it is not told by the notice either.
    complaint_answers.announce(
        chat.db, made.id, [one.id for one in members.staff(chat.db)], chat.now, chat.config.push
    )
    chat.knock = True
    cut = f"（太长，只留了前 {LONGEST} 字）" if len(words) > LONGEST else ""
    return Reply(
        f"✓ 已交行业党委{cut}　编号 {made.number}\n"
        f"{made.due_on.month}月{made.due_on.day}日前答复，{'署名' if named else '不署名'}；支部看不到。\n"
        "答复了我告诉您；也可以发「投诉进度」看。"
    )


@router.on("complaint_status", "投诉进度", "建议进度", "我的投诉", "我的建议", "投诉结果", how=STATUS_HOW)
def status(chat: Chat) -> Reply:
    """``投诉进度 编号``; without a number, one's own."""
    typed = _NUMBER.search(chat.said)
    if typed is not None:
        return _by_number(chat, typed[0])
    own = complaints.of_member(chat.db, chat.member.id)[:5]
    if not own:
        return Reply("您没有提过投诉建议。\n要提，发「投诉建议」；有编号，发「投诉进度 编号」。")
    if len(own) == 1:
        return _shown(chat, own[0])
    chat.ask("complaint_status", "choose", ids=[one.id for one in own])
    return Reply(fit(["您提过的：", *numbered(map(_line, own)), "回数字看答复。"]))


def _line(one: Complaint) -> str:
    day = local.day(one.made_at)
    return f"{day.month}月{day.day}日 {KIND_TITLES[one.kind]} {one.number}　{STATE_TITLES[one.state]}"


@router.form("complaint_status", only_chooses=True)
def status_chosen(chat: Chat) -> Reply:
    """One of one's own."""
    ids = chat.open_form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    one = complaints.get(chat.db, ids[chosen - 1]) if chosen else None
    if one is None:
        chat.next_form = chat.open_form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不看了回「取消」。")
    return _shown(chat, one)


def _by_number(chat: Chat, typed: str) -> Reply:
    subject = f"complaint:{chat.member.id}"
    if attempts.count(chat.db, subject, chat.now) >= TRIES_AN_HOUR:
        return Reply("试的次数太多了，过一小时再试。\n自己提的，发「投诉进度」就能看。")
    one = complaints.by_number(chat.db, typed)
    if one is None:
        attempts.add(chat.db, subject, chat.now)
        return Reply("没有这个编号，请照收到的编号整个发来。\n自己提的，发「投诉进度」就能看。")
    return _shown(chat, one)


def _shown(chat: Chat, one: Complaint) -> Reply:
    answer = complaints.answer_to(chat.db, chat.keys, one.id)
    head = f"{KIND_TITLES[one.kind]} {one.number}　{STATE_TITLES[one.state]}"
    if not answer:
        return Reply(
            f"{head}\n{one.due_on.month}月{one.due_on.day}日前答复。\n答复了我告诉您；再提一件，发「投诉建议」。"
        )
    return Reply(f"{head}\n答复：{answer[:240]}\n还有话说，再发「投诉建议」。", private=True)
