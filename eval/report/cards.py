"""Cards in two columns of about the same height."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_VIEW = re.compile(r'viewBox="0 0 (\d+) (\d+)')
_WIDTH = 480
"""About how wide a card's inside is when two stand side by side."""
_FRAME, _ROW = 110, 30


@dataclass(frozen=True, slots=True)
class Card:
    """A titled part of the page; `inside` is HTML, `note` plain text."""

    title: str
    inside: str
    note: str = ""


def cards(drawn: Sequence[Card]) -> str:
    """Return the cards in two columns, each column in the given order.

    The columns of a style sheet would leave a hole wherever a tall card does not fit: the tallest
    cards are placed first, each in the column that is shorter so far.
    """
    columns: tuple[list[int], list[int]] = ([], [])
    heights = [0.0, 0.0]
    for number in sorted(range(len(drawn)), key=lambda one: -_height(drawn[one].inside)):
        shorter = heights.index(min(heights))
        columns[shorter].append(number)
        heights[shorter] += _height(drawn[number].inside)
    inside = "".join(
        f"<div>{''.join(_html(drawn[number]) for number in column)}</div>"
        for column in sorted(sorted(column) for column in columns)
        if column
    )
    return f'<section class="cards">{inside}</section>'


def _html(card: Card) -> str:
    head = f"<figcaption><h2>{escape(card.title)}</h2>{escape(card.note)}</figcaption>"
    return f"<figure>{head}{card.inside}</figure>"


def _height(inside: str) -> float:
    """Return about how tall a card is shown, in pixels."""
    charts = sum(_WIDTH * int(tall) / int(wide) for wide, tall in _VIEW.findall(inside))
    return _FRAME + charts + _ROW * inside.count("<tr")
