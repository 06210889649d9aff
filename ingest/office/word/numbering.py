"""Counting numbered paragraphs as Word does (ECMA-376 part 1, section 17.9)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.numerals import chinese, letters, roman
from ingest.office.word.styles import Style, W, value
from ingest.xml import Node

_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 8


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _stem(number: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10] if number > 0 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02d}".format,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": _digits,
    "ideographTraditional": _stem,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How a level counts; it begins again after each level above, or after the first `restart`."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    style: str = ""
    restart: int = -1


@dataclass(slots=True, kw_only=True)
class _List:
    """One definition, and how far its levels have been counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)

    def restarts(self, depth: int, *, after: int) -> bool:
        """Tell whether a level begins again once a paragraph of the level `after` came."""
        level = self.levels.get(depth, _Level())
        return after < depth and (level.restart < 0 or after < level.restart)


class Numbering:
    """The lists of a document; each call of `marker` counts on."""

    def __init__(self, root: Node | None, styles: dict[str, Style]) -> None:
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root, styles)

    def level_of_style(self, number: str, style: str) -> int:
        """Return the level of the list that belongs to a paragraph style; 0 if none does."""
        found = self._lists.get(number)
        levels = found.levels if found else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def marker(self, number: str, depth: int) -> str:
        """Count a paragraph and return what stands before it ("2.1 "); "" for a bullet."""
        found = self._lists.get(number)
        if found is None:
            return ""
        depth = min(max(depth, 0), _DEEPEST)
        level = found.levels.get(depth, _Level())
        for restarted, start in list(self._restarts.get(number, {}).items()):
            if restarted == depth:
                found.counts[restarted] = start - 1
                del self._restarts[number][restarted]
        found.counts[depth] = found.counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in found.counts if found.restarts(other, after=depth)]:
            del found.counts[deeper]
        if level.format == "bullet":
            return ""
        text = _PLACE.sub(lambda place: self._count(found, int(place[1]) - 1, level), level.text)
        return f"{text.strip()} " if text.strip() else ""

    def _count(self, found: _List, depth: int, shown: _Level) -> str:
        level = found.levels.get(depth, _Level())
        number = found.counts.setdefault(depth, level.start)
        return str(number) if shown.legal else _FORMATS.get(level.format, str)(number)

    def _read(self, root: Node, styles: dict[str, Style]) -> None:
        nodes = root.iter(f"{W}abstractNum")
        definitions = {node.get(f"{W}abstractNumId", ""): node for node in nodes}
        lists = {name: _List(levels=_levels(node)) for name, node in definitions.items()}
        numbers = {node.get(f"{W}numId", ""): node for node in root.iter(f"{W}num")}
        for name, node in numbers.items():
            definition = value(node, "abstractNumId")
            link = value(definitions.get(definition), "numStyleLink")
            linked = styles[link].numbering if link in styles else None
            if linked is not None:
                definition = value(numbers.get(linked[0]), "abstractNumId")
            if definition in lists:
                self._lists[name] = _overridden(lists[definition], node)
                self._restarts[name] = _restarts(node)


def _levels(node: Node) -> dict[int, _Level]:
    return {
        _integer(level.get(f"{W}ilvl"), 0): _level(level) for level in node.iterchildren(f"{W}lvl")
    }


def _level(node: Node) -> _Level:
    return _Level(
        start=_integer(value(node, "start"), 1),
        format=value(node, "numFmt") or "decimal",
        text=value(node, "lvlText"),
        legal=node.find(f"{W}isLgl") is not None,
        style=value(node, "pStyle"),
        restart=_integer(value(node, "lvlRestart"), -1),
    )


def _overridden(original: _List, number: Node) -> _List:
    """Lists of one definition count together, unless one of them brings levels of its own."""
    changed = {}
    for override in number.iterchildren(f"{W}lvlOverride"):
        for level in override.iterchildren(f"{W}lvl"):
            changed[_integer(override.get(f"{W}ilvl"), 0)] = _level(level)
    return _List(levels={**original.levels, **changed}) if changed else original


def _restarts(number: Node) -> dict[int, int]:
    return {
        _integer(override.get(f"{W}ilvl"), 0): _integer(value(override, "startOverride"), 1)
        for override in number.iterchildren(f"{W}lvlOverride")
        if override.find(f"{W}startOverride") is not None
    }


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default
