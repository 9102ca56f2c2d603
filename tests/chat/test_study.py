"""First topic, lectures and search, as members type them."""


def test_one_shows_this_months_first_topic_and_a_number_its_orientation(say):
    listed = say("王党员", "1")
    assert listed.startswith("第一议题 · 2026年11月")
    assert "1 " in listed
    assert say("王党员", "1").startswith("1 ")


def test_a_month_can_be_named(say):
    assert "2026年10月" in say("王党员", "10月第一议题")


def test_lectures_are_listed_opened_by_number_turned_and_resumed(say):
    assert "红色党课" in say("王党员", "党课")
    cover = say("王党员", "3")
    assert cover.startswith("第 3 讲 · ")
    assert "（1/" in cover
    assert "（2/" in say("王党员", "下一页")
    say("王党员", "取消")
    assert "（2/" in say("王党员", "继续听")


def test_a_lecture_number_in_words_opens_it(say):
    assert say("王党员", "听第三讲").startswith("第 3 讲 · ")


def test_a_lecture_that_is_not_there_is_said_so_with_the_way_out(say):
    assert say("王党员", "听第九十九讲").startswith("没有第 99 讲，一共 ")


def test_search_finds_by_word_and_opens_by_number(say):
    found = say("王党员", "搜 侨批")
    assert found.startswith("讲「侨批」的有：")
    number = found.splitlines()[1].split()[0]
    assert say("王党员", number).startswith(f"第 {number} 讲 · ")


def test_what_has_only_some_of_the_words_is_not_said_to_speak_of_it(say):
    found = say("王党员", "搜 马锡五与量子纠缠")
    assert found.startswith("没有整句讲「马锡五与量子纠缠」的，最接近的是：")
    assert "扛着锄头审案" in found


def test_nothing_found_says_what_else_to_do(say):
    assert "没有找到" in say("王党员", "搜 量子纠缠")


def test_every_page_of_every_lecture_is_a_bubble(say, library):
    for lecture in library.lectures():
        reply = say("王党员", f"听第{lecture.number}讲")
        for _ in range(40):
            assert len(reply) <= 300, (lecture.slug, len(reply))
            assert reply.count("\n") < 12, lecture.slug
            if "完。" in reply:
                break
            reply = say("王党员", "下一页")
        else:
            raise AssertionError(f"{lecture.slug} does not end")
