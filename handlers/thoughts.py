"""心得: a thought of one's own, sealed; the secretary sees it only where its writer sends it."""

from __future__ import annotations

import re

from bot import local
from bot.chat import Chat, Form, Reply, Router
from bot.ledger import members, thoughts
from bot.ledger.thoughts import LONGEST, Thought
from handlers.lecture_menu import current
from handlers.lectures import another_lecture
from handlers.telling import officers, tell
from handlers.wording import fit, number, yes_or_no

router = Router("thoughts")

SHOWN = 5
HOW = "发「心得 一句话」记下来，只有您看得到；发「我的心得」看；「心得 发给书记」才给书记。"
NOTHING_YET = "还没有记过心得。\n发「心得 一句话」记下来，只有您看得到。"
# What only says that a thought follows.
_HEAD = re.compile(
    r"^\s*(?:(?:帮?我|想|要)*\s*(?:记|写|留)(?:一?下|一?[条句个点])?)?\s*(?:学习)?(?:心得体会|心得|体会|感想|感受|感悟)[\s:：,，。]+"
)


@router.on("thought", "心得", "记心得", "写心得", "学习心得", acts=True, asks_back=True, how=HOW)
def thought(chat: Chat) -> Reply:
    """``心得 ……``: keep it; without words, ask for them. What may not be meant so is shown first, sealed meanwhile."""
    words = _HEAD.sub("", chat.said) if chat.slot("reason") else ""
    if words and chat.intent.certain:
        return _keep(chat, words)
    if words:
        chat.ask("thought", "confirm", words=chat.keys.seal(words[:LONGEST]).decode())
        return Reply("把这句记成心得吗？只有您自己看得到。\n回 1 记下，回 2 不记。")
    chat.ask("thought", "text")
    lecture = current(chat)
    about = f"（第 {lecture.number} 讲 {lecture.title}）" if lecture else ""
    return Reply(f"写一两句心得{about}，只有您自己看得到。\n不写了回「取消」；看以前的回「我的心得」。")


@router.form("thought")
def thought_told(chat: Chat) -> Reply:
    """The words that were asked for."""
    if (other := another_lecture(chat)) is not None:
        return other
    if chat.open_form.step == "confirm":
        sure = yes_or_no(chat.said)
        if sure is None:
            chat.next_form = chat.open_form
            return Reply("请回 1 记下，回 2 不记。")
        words = chat.keys.unseal(str(chat.open_form.slots["words"]).encode())
        return _keep(chat, words) if sure else Reply("好，没有记。\n看以前的，回「我的心得」。")
    if not chat.said:
        chat.next_form = chat.open_form
        return Reply("请打字写一两句；不写了回「取消」。")
    return _keep(chat, chat.said)


def _keep(chat: Chat, text: str) -> Reply:
    lecture = current(chat)
    id_ = thoughts.keep(chat.db, chat.keys, chat.member.id, text, lecture.slug if lecture else "", chat.now)
    cut = f"（太长，只留了前 {LONGEST} 字）" if len(text) > LONGEST else ""
    chat.ask("thought_kept", "choose", id=id_)
    return Reply(f"✓ 记下了{cut}。加了密，只有您看得到。\n回号：1 发给书记　2 删掉；不用就不回。")


@router.on(
    "thoughts",
    "我的心得",
    "看心得",
    "心得列表",
    how="发「我的心得」看自己记的，回号看全文，可以删，也可以发给书记。",
)
def own_thoughts(chat: Chat) -> Reply:
    """One's own, the newest first."""
    found = thoughts.of_member(chat.db, chat.keys, chat.member.id, SHOWN)
    if not found:
        return Reply(NOTHING_YET)
    lines = [
        f"{n} {_day(one)} {_short(one)}{'（已发书记）' if one.sent_at else ''}"
        for n, one in enumerate(found, 1)
    ]
    chat.ask("thoughts", "choose", ids=[one.id for one in found])
    return Reply(
        fit(["我的心得（只有您看得到）", *lines, "回号看全文；再记一条回「心得 一句话」。"]), private=True
    )


@router.form("thoughts", only_chooses=True)
def thought_chosen(chat: Chat) -> Reply:
    """A number of the list: the whole of it, and what can be done with it."""
    ids = chat.open_form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    found = _own(chat, ids[chosen - 1]) if chosen is not None else None
    if found is None:
        chat.next_form = chat.open_form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不看了回「取消」。")
    chat.ask("thought_kept", "choose", id=found.id)
    send = "　1 发给书记" if found.sent_at is None else "　已发给书记"
    return Reply(
        f"{_day(found)}　{found.text[:240]}\n回号：{send.strip()}　2 删掉；不用就不回。", private=True
    )


@router.form("thought_kept", only_chooses=True)
def done_with(chat: Chat) -> Reply:
    """1 sends it to the secretary, 2 deletes it."""
    form = chat.open_form
    chosen = number(chat.said, 2)
    found = _own(chat, int(str(form.slots["id"])))
    if chosen is None or found is None:
        chat.next_form = form if found is not None else None
        return Reply("请回 1 发给书记，回 2 删掉；都不用回「取消」。" if found else NOTHING_YET)
    if chosen == 1:
        return _ask_to_send(chat, found)
    thoughts.drop(chat.db, found.id, chat.member.id)
    return Reply("✓ 已删掉，找不回来。\n再记一条回「心得 一句话」。")


@router.on(
    "thought_send", "心得发给书记", "把心得发给书记", acts=True, asks_back=True, how="发「心得 发给书记」，把最近记的一条给书记看。"
)  # fmt: skip
def send(chat: Chat) -> Reply:
    """The thought kept last, to the secretary; asked back each time, for it is the member's own wish."""
    found = thoughts.of_member(chat.db, chat.keys, chat.member.id, 1)
    return _ask_to_send(chat, found[0]) if found else Reply(NOTHING_YET)


def _ask_to_send(chat: Chat, found: Thought) -> Reply:
    if found.sent_at is not None:
        return Reply(f"{_day(found)} 的这一条已经发过了，不用再发。\n看自己的，回「我的心得」。")
    officer = _secretary(chat)
    if officer is None:
        return Reply("您的支部现在没有书记等可以发。\n这一条还在，回「我的心得」看。")
    chat.ask("thought_send", "sure", id=found.id, to=officer.id)
    return Reply(
        fit([f"把这一条给{officer.name}看吗？", found.text[:200], "回 1 发，回 2 不发。"]), private=True
    )


@router.form("thought_send")
def sure(chat: Chat) -> Reply:
    """1 sends."""
    form: Form = chat.open_form
    answer = yes_or_no(chat.said)
    if answer is None:
        chat.next_form = form
        return Reply("请回 1 发，或回 2 不发。")
    if not answer:
        return Reply("好，没有发，还是只有您看得到。\n看自己的，回「我的心得」。")
    id_, officer = int(str(form.slots["id"])), int(str(form.slots["to"]))
    if not thoughts.send(chat.db, id_, chat.member.id, officer, chat.now):
        return Reply("这一条已经发过，或者已经删了。\n看自己的，回「我的心得」。")
    # Only that there is one: the words stay sealed, and go on no list of notices.
    tell(
        chat, [officer], key=f"thought-{id_}", kind="service",
        title=f"{chat.member.name}有一条心得给您", body="回「收到的心得」看；请不要转发。",
    )  # fmt: skip
    return Reply("✓ 发给书记了。\n要收回，回「我的心得」，选它删掉，书记就看不到了。")


@router.on(
    "thoughts_received",
    "收到的心得",
    "会员心得",
    audience="officer",
    how="会员把心得发给您的，发「收到的心得」看；没发的谁也看不到。",
)
def received(chat: Chat) -> Reply:
    """Those that members have sent to this officer."""
    found = thoughts.received(chat.db, chat.keys, chat.member.id, SHOWN)
    if not found:
        return Reply("还没有会员把心得发给您。\n会员发「心得 发给书记」才会到这里，请不要催。")
    lines = [f"{n} {one.writer} {_short(one)}" for n, one in enumerate(found, 1)]
    chat.ask("thoughts_received", "choose", ids=[one.id for one in found])
    return Reply(fit(["会员发给您的心得", *lines, "回号看全文；请不要转发。"]), private=True)


@router.form("thoughts_received", only_chooses=True)
def received_chosen(chat: Chat) -> Reply:
    """A number of the list: the whole of it."""
    ids = chat.open_form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    chat.next_form = chat.open_form
    sent = {one.id: one for one in thoughts.received(chat.db, chat.keys, chat.member.id)}
    if chosen is None or ids[chosen - 1] not in sent:
        return Reply(f"请回 1 到 {len(ids)} 的数字（会员可能已经收回）；不看了回「取消」。")
    one = sent[ids[chosen - 1]]
    return Reply(
        f"{one.writer}　{_day(one)}\n{one.text[:240]}\n回别的号看下一条，回「取消」结束。", private=True
    )


def _own(chat: Chat, thought_id: int) -> Thought | None:
    every = thoughts.of_member(chat.db, chat.keys, chat.member.id)
    return next((one for one in every if one.id == thought_id), None)


def _secretary(chat: Chat) -> members.Member | None:
    """The officer of the sender's branch whom 书记 means."""
    acting = [one for id_ in officers(chat) if (one := members.by_id(chat.db, id_)) is not None]
    acting = [one for one in acting if one.id != chat.member.id]
    is_secretary = [one for one in acting if any(held.role == "secretary" for held in one.offices)]
    return next(iter([*is_secretary, *acting]), None)


def _day(one: Thought) -> str:
    here = local.at(one.at)
    return f"{here.month}月{here.day}日"


def _short(one: Thought) -> str:
    line = " ".join(one.text.split())
    return line if len(line) <= 24 else f"{line[:23]}…"
