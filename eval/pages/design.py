"""What a page design is: a style sheet and the options that a style sheet cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Part(StrEnum):
    """Designs to tune on, and designs kept apart to judge by."""

    TUNING = "tuning"
    JUDGING = "judging"


class Engine(StrEnum):
    """What makes the PDF."""

    CHROMIUM = "chromium"
    LIBREOFFICE = "libreoffice"


class Side(StrEnum):
    """Where boxed text stands: in the column, or in a bar beside it."""

    NONE = "none"
    BOX = "box"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Running head and foot of a page: left, middle and right part, divided by "|".

    `{title}`, `{chapter}`, `{page}` and `{pages}` are filled in.
    """

    head: str = ""
    foot: str = ""


Margins = Mapping[str, Margin]
"""By language."""

_NONE: Margins = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How a text is set.

    `sheet` is the style sheet in `styles/` (Chromium); for LibreOffice see `word.py`. `odd` are the
    running heads and feet; `even` those of even pages where they differ; `bare_first` leaves them
    off the first page. `late` writes them into the page after the text. `merged` joins equal cells
    down the first column, and cells of a row with a single one. `notes` prints link targets (of a
    statute: its history) as footnotes. `figures` sets a figure with a caption into each chapter,
    and a caption over each table.
    """

    name: str
    part: Part
    engine: Engine = Engine.CHROMIUM
    sheet: str = ""
    odd: Margins = field(default_factory=lambda: _NONE)
    even: Margins = field(default_factory=lambda: _NONE)
    bare_first: bool = False
    late: bool = False
    numbered: bool = False
    hyphenated: bool = False
    merged: bool = False
    notes: bool = False
    figures: bool = False
    side: Side = Side.NONE
    columns: int = 1
    ruled: bool = True
