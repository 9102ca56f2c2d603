"""Cantonese as it is written in chat, put into the Mandarin words the lexicon and the rules are made of.

Word by word and no more: 听日開庭嚟唔到 becomes 明天开庭来不了. It is tried where the sentence as it stands means
nothing, so that a Mandarin sentence is never changed on the way to what it says.
"""

from __future__ import annotations

from bot.understanding.pattern import Pattern

# What is written = what it means; the longer first where one begins another.
_TABLE = """
唔该晒=谢谢 唔该=谢谢 多谢晒=谢谢 唔使=不用 唔系=不是 唔好意思=不好意思 唔好=不要
唔啱=不对 唔知道=不知道 唔知=不知道 唔记得=忘了 唔得闲=没空 得闲=有空 唔见=没有 啱啱=刚刚
头先=刚才 而家=现在 依家=现在 琴日=昨天 寻日=昨天 琴晚=昨晚 寻晚=昨晚 听日=明天
听晚=明晚 听朝=明早 今日=今天 今朝=今早 今次=这次 今个月=这个月 今个=这个 接住=接着
上昼=上午 下昼=下午 晏昼=中午 朝早=早上 成日=整天 礼拜=周 几时=什么时候 几点钟=几点
几多=多少 点解=为什么 点样=怎么 点先=怎么才 边度=哪里 边处=哪里 边个=谁 边位=谁
边日=哪天 乜嘢=什么 乜=什么 咩=什么 呢个=这个 呢条=这条 呢啲=这些 呢度=这里 呢次=这次
呢排=最近 嗰个=那个 嗰日=那天 嗰次=那次 嗰=那 𠮶=那 啲=些 喺度=在 喺=在 系咪=是不是
有冇=有没有 冇=没有 仲裁=仲裁 仲恺=仲恺 仲有=还有 仲未=还没 仲差=还差 仲要=还要 仲系=还是 仲=还 搞掂=搞定
做嘢=做事 有嘢=有事 嘢=东西 睇住=看 睇唔=看不 睇=看 俾=给 畀=给 揾=找 搵=找 攞=拿
返工=上班 返=回 落去=下去 嚟=来 佢哋=他们 我哋=我们 你哋=你们 佢=他 哋=们 个仔=孩子
个女=孩子 细路=孩子 屋企=家里 通告=通知 咁=这么 嘅=的 咗=了 晒= 㗎= 嘞=了 喇=了
啫= 噃= 先得=才行
"""
_WORDS = dict(pair.split("=") for pair in _TABLE.split())
_ONE = Pattern("|".join(_WORDS))
_CANNOT = Pattern(
    r"唔(?P<before>[来去到签参][加]?)得(?:到)?|(?P<after>[来去到签看听做]|参加|出席)唔(?:到|成|切|得)"
)
_NOT = Pattern("唔")
_YET = Pattern(r"(?<=[了过到])未(?=[啊呀?]*$)")


def mandarin(said: str) -> str:
    """A cleaned text in Mandarin words; the same text where it holds nothing of these."""
    text = said.replace("嚟", "来")
    text = _CANNOT.sub(lambda match: f"{match['before'] or match['after']}不了", text)
    text = _ONE.sub(lambda match: _WORDS[match[0]], text)
    return _YET.sub("没有", _NOT.sub("不", text))
