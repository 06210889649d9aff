"""Makes a follow-up question self-contained by rules, without a language model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.language import language
from kb_assistant.model import Turn

_TURNS = 6
_PRONOUN = re.compile(
    r"\b(?P<whose>its|their|theirs|his|her(?=\s+\w))\b"
    r"|\b(?P<what>it|they|them|he|she|him|her|this|these|those|that(?=\s*[?.!,]|\s*$)|"
    r"(?<=about )that|(?<=of )that|(?<=is )that|(?<=does )that|(?<=the )(?:former|latter))\b",
    re.IGNORECASE,
)
_CHINESE_PRONOUN = re.compile(
    r"它们|他们|她们|这些|那些|[这那]一?[个种家项次款份]|该(?=[公产制项条办规协合])|它|他(?![国人乡])"
    r"|她|其(?![他它中实次余])"
)
_ELLIPSIS = re.compile(
    r"^(?:and|or|but|so|then|also|what about|how about|why|how so|in which case|what else)\b", re.I
)
_CHINESE_ELLIPSIS = re.compile(r"^(?:那|那么|还有|另外|以及|再|为什么[？?]?$)|呢[？?]?$")
_YEAR = re.compile(r"(?<!\d)(?:FY ?)?(?:19|20)\d\d(?!\d)年?|\b[Qq][1-4]\b")
_SHORT = 2
_FILLERS = frozenset(
    re.findall(
        r"\S+",
        """
    a about above actually affect affects after all also am an and any anything are aren
    aren't as ask at bad be became because become been before being best better between big
    biggest both but by called came can can't cannot cause caused causes come common compare
    consider considered cool could describe did didn didn't difference different do does doesn
    doesn't doing don don't done effect effects else exactly example examples explain few find
    first for from get give go going good great had happen happened has have he heard hello
    help her here hers hi him his how i if important in interested interesting into is isn
    isn't it its just kind kinds know known last learn let like list live long made main make
    makes many may maybe me mean means mentioned mind more most much my name need never new
    next no not now of often okay old on one ones only or other our out over people person
    please probably put really recently right safe same say second see seems she should show
    so some something sounds such sure take takes tell than thank thanks that that's the their
    theirs them then there there's these they thing things think this those time to too took
    true try type types under up us use used using usually very want was wasn way ways we went
    were weren what when where whether which while who whom whose why will with without won
    won't work works would wrong yes you your
        """,
    )
)
_DETERMINES = re.compile(
    r"(?:this|that|these|those) (?!is|are|was|were|do|does|did|has|have|had|can|could|will|would|"
    r"may|might|should|mean|work|happen)\w",
    re.IGNORECASE,
)
_CUE = re.compile(r"\b(?:the|an?|of|about|for|in|your|my|our|between|than)\s+$", re.IGNORECASE)
_CONTRACTED = re.compile(r"['’](?:s|d|m|ve|ll|re)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-.'’&/][^\W_]+)*")
_CHINESE_FILLER = re.compile(
    r"请问|你?知道|告诉我|介绍一?下?|什么样?|怎么样?|怎样|如何|哪[些里个种年位家儿]|多[少大长久高]|为何|为什么"
    r"|可以|能够?|需要|应该|是否|有没有|是不是|关于|对于|主要|具体|还有|另外|那么|以及"
    r"|[是有在和与了吗呢的地得我你您想请被把对向从到为也都就还又再么啊吧呀之]"
    r"|[，。？！、：；“”‘’（）\s?!.,:;()]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A question that needs no history; `notes` say what was carried over, if anything was."""

    text: str
    notes: tuple[str, ...] = ()


class Rewriter(Protocol):
    """Makes a question self-contained."""

    def standalone(self, text: str, history: Sequence[Turn]) -> Rewritten:
        """Return the question with all that it leaves to the history."""


class RuleRewriter:
    """Puts the topic of the last turns where the question only points to it.

    A question leans on the history when it has a pronoun, begins like a continuation or has hardly
    a word of its own. What it leans on is what the question before it was about, itself made
    self-contained first; a year that was named there is carried over too.
    """

    def standalone(self, text: str, history: Sequence[Turn]) -> Rewritten:
        """Return the question with the topic put in; as it is when it stands by itself."""
        before = ""
        for turn in history[-_TURNS:]:
            # A turn that leaned on a topic is about the same one still.
            before = _carried(turn.question, before)[1] or turn.question
        now, carried = _carried(text, before)
        notes = (f"follow-up: carried over {carried!r}, searched for {now!r}",) if carried else ()
        return Rewritten(text=now, notes=notes)


def _carried(text: str, before: str) -> tuple[str, str]:
    """Return a question made self-contained by the one before it, and what was carried over."""
    chinese = language(text) == "zh"
    pronoun = (_CHINESE_PRONOUN if chinese else _PRONOUN).search(text)
    if pronoun and _runs(text[: pronoun.start()]):
        # It points to something in the question itself.
        pronoun = None
    if not before or not (pronoun or _leans(text, chinese=chinese)):
        return text, ""
    topic = _topic(before, asked=text)
    if not topic:
        return text, ""
    year = "" if _YEAR.search(text) else " ".join(dict.fromkeys(_YEAR.findall(before)))
    carried = topic if not year or year in topic else f"{topic} {year}"
    if pronoun and carried == topic and not _DETERMINES.match(text, pronoun.start()):
        return _replaced(text, pronoun, topic), topic
    gap = "" if chinese else " "
    return f"{text.rstrip('?？ ')}{gap}{carried}{'？' if chinese else '?'}", carried


def _leans(text: str, *, chinese: bool) -> bool:
    if chinese:
        return bool(_CHINESE_ELLIPSIS.search(text)) or len("".join(_runs(text))) <= _SHORT
    return bool(_ELLIPSIS.search(text)) or sum(len(run.split()) for run in _runs(text)) < _SHORT


def _topic(before: str, *, asked: str) -> str:
    """Return what a question was about: its longest name, else what it names behind an article."""
    runs = [(run, cued) for run, cued in _cued_runs(before) if run.lower() not in asked.lower()]
    if not runs:
        return ""
    if language(before) == "zh":
        return max((run for run, _ in runs), key=len)
    named = [run for run, _ in runs if run[0].isupper() and not before.startswith(run)]
    cued = [run for run, cued in runs if cued]
    return max(named, key=len) if named else (cued or [run for run, _ in runs])[-1]


def _runs(text: str) -> list[str]:
    return [run for run, _ in _cued_runs(text)]


def _cued_runs(text: str) -> list[tuple[str, bool]]:
    """Return the stretches of a question that carry content, and whether a noun is announced."""
    if language(text) == "zh":
        return [(run, False) for run in _CHINESE_FILLER.sub("\n", text).split("\n") if len(run) > 1]
    runs: list[tuple[str, bool]] = []
    end = -1
    for match in _WORD.finditer(text):
        word = _CONTRACTED.sub("", match.group())
        if word.lower() in _FILLERS:
            continue
        if runs and text[end : match.start()].isspace():
            runs[-1] = (f"{runs[-1][0]} {word}", runs[-1][1])
        else:
            runs.append((word, bool(_CUE.search(text[: match.start()]))))
        end = match.end()
    return runs


def _replaced(text: str, pronoun: re.Match[str], topic: str) -> str:
    whose = "whose" in pronoun.re.groupindex and pronoun["whose"]
    put = f"{topic}{'’' if topic.endswith('s') else '’s'}" if whose else topic
    if pronoun.re is _CHINESE_PRONOUN and pronoun.group() == "其":
        put = f"{topic}的"
    return text[: pronoun.start()] + put + text[pronoun.end() :]
