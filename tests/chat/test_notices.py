"""Notices a member has, and what others are told of what was done in chat."""

from sqlalchemy import select

from bot.ledger import notices
from bot.ledger.tables import delivery, notice
from tests.chat.evenings import plan


def send(town, title="12月通知", *names):
    with town.db() as db:
        return notices.create(
            db,
            key=title,
            kind="notice",
            title=title,
            body="请于 5 日前交材料。\n交给周组织。",
            recipients=[town.cast.ids[name] for name in names or ("王党员",)],
            now=town.now,
        )


def recipients(town, key):
    with town.db() as db:
        found = db.execute(
            select(delivery.c.member_id)
            .join(notice, notice.c.id == delivery.c.notice_id)
            .where(notice.c.key.like(key))
        )
        names = {id_: name for name, id_ in town.cast.ids.items()}
        return {names[id_] for (id_,) in found}


def test_five_lists_the_notices_and_a_number_opens_one(town, say):
    send(town)
    listed = say("王党员", "5")
    assert "1 12月通知（11月23日，新）" in listed
    assert say("王党员", "1").splitlines()[:2] == ["12月通知", "请于 5 日前交材料。"]
    assert "未回收到" in say("王党员", "通知")


def test_received_confirms_the_one_that_waits_and_only_once(town, say):
    send(town)
    assert say("王党员", "收到").startswith("✓ 收到　12月通知")
    assert say("王党员", "收到").startswith("「12月通知」您已经回过收到")


def test_received_right_after_reading_confirms_too(town, say):
    send(town)
    say("王党员", "5")
    say("王党员", "1")
    assert say("王党员", "收到").startswith("✓ 收到　12月通知")


def test_received_with_nothing_to_confirm_says_so(say):
    assert say("王党员", "收到").startswith("现在没有要回「收到」的通知")
    assert say("王党员", "没收到通知").startswith(("没听懂", "近期没有通知", "最近的通知"))


def test_somebody_elses_notice_is_not_shown(town, say):
    send(town)
    assert say("吴党员", "通知").startswith("近期没有通知")


def test_leave_asked_is_told_to_the_officers_and_the_answer_to_the_member(town, say):
    plan(town)
    say("王党员", "请假 开庭")
    assert recipients(town, "leave-%") == {"李书记", "周组织"}
    assert town.queue.count == 1
    say("李书记", "准 1")
    assert recipients(town, "leave-%-已准假") == {"王党员"}


def test_asking_for_a_person_tells_the_officers_once_a_day_and_not_the_words(town, say):
    assert "已告诉支部负责人：李书记（书记）、周组织（组织委员）" in say("王党员", "书记")
    say("王党员", "书记")
    assert recipients(town, "contact-%") == {"李书记", "周组织"}
    with town.db() as db:
        assert len(db.execute(select(notice)).all()) == 1


def test_the_platforms_later_word_on_a_template_message_is_taken(town):
    from sandbox import wire

    assert (
        town.send(wire.template_finished(town.cast.openid("王党员"), 4711, int(town.now.timestamp()))) == ""
    )
