"""Words that say by themselves which side they are on.

The corpus is of books, hotels and laptops, where 正面 ("positive") is the front of a case: without this list
the model takes 这是一个正面的文本 ("this is a positive text") for a negative review.
"""

GOOD = """正面 积极 肯定 优秀 出色 精彩 满意 喜欢 推荐 好评 完美 美好 开心 高兴 快乐 感动 舒服 舒适 漂亮 美丽 实用 值得 划算 超值
方便 贴心 热情 周到 干净 整洁 安静 流畅 稳定 清晰 好吃 好看 好听 好用 很好 不错 太棒了 很赞 给力 惊喜 优质 温馨 可爱 有趣 聪明
成功 乐观 善良 友好 愉快 正能量 强烈推荐 物超所值 爱不释手 good great excellent amazing wonderful fantastic love perfect nice best
happy beautiful awesome enjoy recommend positive 👍 😊 😀 😍 ❤ 🎉""".split()

BAD = """负面 消极 否定 糟糕 恶劣 差劲 失望 讨厌 后悔 差评 垃圾 难看 难过 生气 愤怒 痛苦 无聊 难受 恶心 丑陋 没用 不值 太贵 浪费
麻烦 冷漠 敷衍 肮脏 脏乱 吵闹 卡顿 死机 模糊 难吃 难听 难用 很差 不好 太差了 很烂 坑人 骗人 劣质 破旧 可恶 乏味 愚蠢 失败 悲观
邪恶 粗鲁 郁闷 负能量 不推荐 千万别买 一无是处 bad terrible awful horrible worst hate poor boring disappointing disappointed
waste useless ugly sad angry broken dirty negative 👎 😡 😞 😠 😭 💔""".split()

TIMES = 20
"""How often each word is shown to the model: enough to be heard among 15,626 reviews."""


def labelled_words() -> list[tuple[str, str]]:
    """Every word in lower case, capitalised and in upper case, as (text, label), `TIMES` times."""
    rows = [(word, "positive") for word in GOOD] + [(word, "negative") for word in BAD]
    return (
        sorted(
            {
                (text, label)
                for word, label in rows
                for text in (word, word.capitalize(), word.upper())
            }
        )
        * TIMES
    )
