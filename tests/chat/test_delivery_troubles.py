"""Halted notices and doubtful deliveries, dealt with in chat by digits or words."""

import pytest
from sqlalchemy import select, update

from bot.ledger import notices
from bot.ledger.tables import audit, delivery, notice
from tests.chat.evenings import bubbles


@pytest.fixture
def tell(say):
    return bubbles(say)


def wrote(town, title, by, **values):
    with town.db() as db:
        to = [town.cast.ids[name] for name in ("王党员", "吴党员")]
        id_ = notices.create(
            db,
            key=title,
            kind="notice",
            title=title,
            body="",
            recipients=to,
            now=town.now,
            created_by=town.cast.ids[by],
        ).notice_id
        if values:
            db.execute(update(notice).where(notice.c.id == id_).values(**values))
        else:
            db.execute(
                update(delivery)
                .where(delivery.c.notice_id == id_)
                .values(state="unknown", settled_at=town.now)
            )
    return id_


def states(town, id_):
    with town.db() as db:
        rows = select(delivery.c.state).where(delivery.c.notice_id == id_)
        return {row.state for row in db.execute(rows)}


@pytest.fixture
def doubtful(town):
    return wrote(town, "甲通知", "李书记")


@pytest.fixture
def halted(town):
    return wrote(town, "乙通知", "李书记", halted_at=town.now, halted_why="模板编号不对")


def test_the_list_and_digits(town, tell, doubtful, halted):
    assert tell("李书记", "发送问题").splitlines() == [
        "发送问题",
        "1 停发「乙通知」，2 人没发：模板编号不对",
        "2 不能确定「甲通知」2 人收到没有",
        "回号处理；以后再说回「取消」。",
    ]
    assert "1 重发　2 都收到了" in tell("李书记", "2")
    assert "都核对过收到了吗" in tell("李书记", "2")
    assert tell("李书记", "1").startswith("✓ 已记为收到　甲通知（2 人）")
    assert states(town, doubtful) == {"accepted"}


def test_sent_again_by_words_after_being_asked_back(town, tell, doubtful):
    assert "可能有人收到两遍" in tell("李书记", "重发 1")
    assert states(town, doubtful) == {"unknown"}
    assert tell("李书记", "1").startswith("✓ 已重发　甲通知（2 人）")
    assert states(town, doubtful) == {"pending"}
    assert town.queue.count == 1


def test_a_halted_notice_goes_on(town, tell, halted):
    assert "停发的原因（模板编号不对）除掉了吗" in tell("李书记", "接着发")
    tell("李书记", "1")
    with town.db() as db:
        assert notices.get(db, halted).halted_at is None
        assert db.execute(select(audit.c.verb).where(audit.c.verb == "notice_resume")).first()


def test_two_does_nothing(town, tell, doubtful):
    tell("李书记", "重发 1")
    assert tell("李书记", "2").startswith("好，没有动")
    assert states(town, doubtful) == {"unknown"}


def test_a_word_that_does_not_fit_shows_the_list(town, tell, doubtful):
    assert tell("李书记", "接着发 1").startswith("发送问题")
    assert tell("李书记", "重发 7").startswith("发送问题")


def test_others_see_only_their_own_and_staff_see_all(town, tell, doubtful):
    assert tell("钱书记", "发送问题").startswith("没有要处理的")
    assert tell("钱书记", "重发 1").startswith("没有要处理的")
    assert "甲通知" in tell("郑干事", "发送问题")
    tell("王党员", "重发 1")
    tell("王党员", "1")
    assert states(town, doubtful) == {"unknown"}


def test_dealt_with_by_another_meanwhile(town, tell, doubtful):
    tell("李书记", "重发 1")
    tell("郑干事", "已核对 1")
    tell("郑干事", "1")
    assert tell("李书记", "1").startswith("刚刚有人处理过了")
    assert states(town, doubtful) == {"accepted"}
