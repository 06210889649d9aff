"""What kind of answer a question wants, and whether a sentence holds something of that kind."""

import re
from enum import StrEnum

from ingest.sentences import sentences
from kb_assistant.answer.numbers import stated
from kb_assistant.retrieve.statements import statements_of


class Wanted(StrEnum):
    """The kind of thing that answers a question."""

    PERSON = "person"
    TIME = "time"
    AMOUNT = "amount"
    PLACE = "place"
    REASON = "reason"
    WAY = "way"
    MEANING = "meaning"
    ANYTHING = "anything"


_ASKING = {
    Wanted.AMOUNT: (
        r"\bhow (?:many|much|long|far|old|tall|high|big|large|often|fast|wide|deep|heavy)\b"
        r"|\bwhat (?:percentage|percent|number|amount|price|proportion|share|rate)\b"
        r"|\bwhat (?:is|are|was|were) the (?:price|cost|number|amount|percentage|population|length|"
        r"height|size|rate|limit|maximum|minimum|fee)\b"
        r"|多少|几(?!乎|何)|多[大长高远久重深宽快厚](?!的)|占比|百分之|比例是"
    ),
    Wanted.TIME: (
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time|century|decade|period)\b"
        r"|何时|什么时[候间]|甚么时候|几时|哪一?[年天月日]|哪个(?:月|世纪|年代|朝代|时期)|几[年月号点]|"
        r"[何哪]年|时间[是为]?[？?]?$|日期"
    ),
    Wanted.PERSON: r"\bwho(?:m|se)?\b|谁|何人|哪(?:一?位|个人)|什么人",
    Wanted.PLACE: (
        r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|county|region|location|river|"
        r"continent|room|building|street)\b|哪[里儿]|何[地处]"
        r"|什么地[方点]|哪个(?:国家|城市|省|市|地区|县)|在哪|位于"
    ),
    Wanted.REASON: (
        r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|are|were) the reasons?\b"
        r"|为什么|为何|原因|何故|为啥"
    ),
    Wanted.WAY: r"\bhow (?:do|does|can|could|should|to|is|are)\b|如何|怎么|怎样|怎办",
    Wanted.MEANING: (
        r"^\s*(?:what|who) (?:is|are|was|were) (?!the )|\bwhat does .* mean\b|\bdefine\b"
        r"|是什么(?:意思)?[？?]?\s*$|是指什么|什么是|什么叫|指的是什么"
    ),
}
_ASKS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _ASKING.items()}

_ASKED = ("?", "？")
_RUN_ON = re.compile(r"([?？])(?=\w)")
_TELLS_HOW = re.compile(
    r"(?:please )?(?:(?:your )?an[sw]{2}ers?|round|give|express|base|calculate|reply|respond"
    r"|write)\b"
    r"|请?(?:用|以).{0,12}回答|请?(?:保留|四舍五入)",
    re.IGNORECASE,
)
"""How an answer is to be written, which is no part of what is asked."""
_FISCAL = re.compile(r"(?<![A-Za-z])FY\s?['’]?(?:20)?(\d\d)(?!\d)", re.IGNORECASE)

_LOOSE = (Wanted.MEANING, Wanted.ANYTHING)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_MONTHS = (
    r"january|february|march|april|may(?=,? \d)|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_TIME = re.compile(
    rf"\b(?:{_MONTHS}|{_DAYS})\b|\b(?:1\d|20)\d\d\b|\b\d+(?:st|nd|rd|th)? (?:century|years?|"
    r"months?|weeks?|days?|hours?|minutes?)\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\b\d{1,2}:\d\d\b|"
    r"noon|midnight|"
    r"[\d一二三四五六七八九十〇]+ ?(?:年|月|日|号|世纪|年代|点|时|天|周|小时|分钟)|"
    r"星期|周[一二三四五六日]|[春夏秋冬]季|[唐宋元明清汉秦隋]朝",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?。！？] )(?<!^)\b[A-Z][\w'’.-]+")
_CAUSE = re.compile(
    r"\b(?:because|since|due to|as a result|therefore|so that|in order to|reason|caused?|led to|"
    r"owing to|thanks to)\b|因为|由于|因此|所以|原因|导致|为了|以便|因而|故",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|of|on) (?:the )?[A-Z]|位于|在|[省市县区国州岛镇村路街山河湖洲]",
    re.ASCII,
)


def plain(question: str) -> str:
    """Return the question with its fiscal years as years: "FY2022" and "FY22" are 2022."""
    return _FISCAL.sub(r" 20\1", question)


def asking(question: str) -> str:
    """Return the sentences of a question that ask; those that do not say how to answer else.

    "I am new here. How many days of leave do I get? Answer in one word." asks one thing only.
    """
    spaced = _RUN_ON.sub(r"\1 ", question)
    parts = [spaced[start:end] for start, end in sentences(spaced)]
    asked = [part for part in parts if part.endswith(_ASKED)]
    told = [part for part in parts if not _TELLS_HOW.match(part)]
    return " ".join(asked or told) or question


def wanted(question: str) -> Wanted:
    """Return what the question asks for; the first kind that matches, in the order above.

    An item of the accounts of a year, such as "total assets in 2023", is an amount.
    """
    found = (kind for kind, asks in _ASKS.items() if asks.search(question))
    kind = next(found, Wanted.ANYTHING)
    if kind in _LOOSE and _YEAR.search(question) and statements_of(question):
        return Wanted.AMOUNT
    return kind


def offers(kind: Wanted, sentence: str, question: str) -> bool:
    """Tell whether the sentence holds something of the wanted kind that the question does not."""
    if kind is Wanted.AMOUNT:
        return bool(stated(sentence) - stated(question))
    if kind is Wanted.TIME:
        return bool(_new(_TIME, sentence, question))
    if kind is Wanted.PERSON:
        return bool(_new(_NAME, sentence, question)) or not sentence.isascii()
    if kind is Wanted.PLACE:
        return bool(_PLACE.search(sentence))
    if kind is Wanted.REASON:
        return bool(_CAUSE.search(sentence))
    return True


def _new(pattern: re.Pattern[str], sentence: str, question: str) -> set[str]:
    asked = question.lower()
    return {found for found in pattern.findall(sentence) if found.lower() not in asked}
