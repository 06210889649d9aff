"""What a question says, without how it says it: greetings, particles, ways of asking how."""

import re

_POLITE = re.compile(
    r"请问一?下?|请教一?下?|请告诉我|告诉我|麻烦(?:问一?下)?|劳驾|您好|你好|谢谢[您你]?|多谢"
    r"|我?想(?:请?问|咨询|知道|了解)一?下?|咨询一?下|"
    r"\b(?:please|pls|hi|hello|hey|excuse me|kindly|thanks|thank you|many thanks|thanks a lot"
    r"|(?:can|could|would) you (?:please )?(?:tell|show|explain to) me"
    r"|(?:i would|i'd) like to know|i want to know|do you know|tell me)\b"
)
_PARTICLES = re.compile(r"[吗呢呀啊吧哦嘛哈]+(?=[\s,.;:?!，。；：？！~…]|$)")
_WAYS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"怎么样|怎样|如何|咋样|咋", "怎么"),
        (r"为何|为啥|干嘛|为什么", "为什么"),
        (r"何时|啥时候?|什么时间", "什么时候"),
        (r"多长时间|多少时间", "多久"),
        (r"能不能|能否|可不可以|可否|是否可以", "可以"),
        (r"是不是|是否", "是"),
        (r"有没有|有无", "有"),
        (r"啥", "什么"),
        (r"\bwhat's\b", "what is"),
        (r"\bcan't\b|\bcannot\b", "can not"),
        (r"n't\b", " not"),
    )
)
# "C++", "#5", "10%" and "3.5" would become "C", "5", "10" and "35".
_EMPTY = re.compile(r"(?<!\d)[.,:/\-]|(?<=\d)[.,:/\-](?!\d)|[^\w.,:/\-+#%$€£¥&@<>=]|_")
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) +| +(?=[\u3400-\u9fff])")
_NUMBER = re.compile(r"[a-z]*\d[\w.]*")
_NEGATION = re.compile(r"[不没未无别勿]|\b(?:not|no|never|without|none)\b")


_ASKED_FOR = re.compile(
    r"为什么|什么时候|多久|多少|怎么|谁|哪|\b(?:why|when|who|how (?:long|many|much|often))\b"
)


def plain(folded: str) -> str:
    """Return the words of a folded question alone, with one blank between them."""
    text = folded.replace("’", "'")
    for pattern, way in _WAYS:
        text = pattern.sub(way, text)
    text = _PARTICLES.sub(" ", _POLITE.sub(" ", text))
    return _BESIDE_HAN.sub("", " ".join(_EMPTY.sub(" ", text).split()))


def compatible(asked: str, known: str) -> bool:
    """Tell whether two plain questions name the same numbers, deny alike and ask for one thing.

    What reads alike may differ in just that: G5 and G6, may and may not, when and how long.
    """
    wanted, offered = set(_ASKED_FOR.findall(asked)), set(_ASKED_FOR.findall(known))
    return (
        set(_NUMBER.findall(asked)) == set(_NUMBER.findall(known))
        and bool(_NEGATION.search(asked)) == bool(_NEGATION.search(known))
        and (not wanted or not offered or not wanted.isdisjoint(offered))
    )
