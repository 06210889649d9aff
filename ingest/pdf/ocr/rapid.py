"""The only module that touches RapidOCR: a picture goes in, its lines of text come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import local
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rapidocr import RapidOCR

Pixels = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]
"""A picture: rows, columns, red-green-blue."""

_CERTAIN = 0.5
"""Lines that were recognised with less confidence are noise."""

_DETECTED = 1280
"""Pixels of the longer side on which lines are looked for; they are read on the whole picture."""

_SURE = 0.9
_VOTERS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A line of text, how certain it is (0 to 1), and the upright pixels around it."""

    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was read on a picture, after turning it counterclockwise by `turn` degrees."""

    turn: int
    lines: tuple[Recognised, ...]

    @property
    def confidence(self) -> float:
        """Mean confidence over the characters; 0 where there is no text."""
        weight = sum(len(line.text) for line in self.lines)
        return (
            sum(len(line.text) * line.confidence for line in self.lines) / weight if weight else 0
        )


def recognise(pixels: Pixels) -> Sight:
    """Read a picture, Chinese and English; one that lies on its side or its head is turned.

    The lines come in no order that means anything.
    """
    found = _lines(pixels)
    sight = Sight(turn=0, lines=_certain(found))
    if sight.confidence >= _SURE and not _lies(found):
        return sight
    turn = _turn(pixels, found)
    if not turn:
        return sight
    turned = Sight(turn=turn, lines=_certain(_lines(np.rot90(pixels, turn // 90))))
    return turned if turned.confidence > sight.confidence else sight


def _lines(pixels: Pixels) -> tuple[Recognised, ...]:
    from rapidocr.utils.output import RapidOCROutput

    # RapidOCR wants blue-green-red, and one block of memory.
    image = np.ascontiguousarray(pixels[:, :, ::-1])
    output = _engine()(image, use_det=True, use_cls=False, use_rec=True)
    if not isinstance(output, RapidOCROutput) or output.boxes is None:
        return ()
    found = zip(output.boxes, output.txts or (), output.scores or (), strict=True)
    return tuple(
        Recognised(
            text=text.strip(),
            confidence=float(score),
            x0=float(corners[:, 0].min()),
            y0=float(corners[:, 1].min()),
            x1=float(corners[:, 0].max()),
            y1=float(corners[:, 1].max()),
        )
        for corners, text, score in found
        if text.strip()
    )


def _certain(lines: Sequence[Recognised]) -> tuple[Recognised, ...]:
    return tuple(line for line in lines if line.confidence >= _CERTAIN)


def _lies(lines: Sequence[Recognised]) -> bool:
    """Tell whether most of the text runs up or down the picture."""
    upright, lying = 0.0, 0.0
    for line in lines:
        width, height = line.x1 - line.x0, line.y1 - line.y0
        if height > 1.5 * width:
            lying += width * height
        else:
            upright += width * height
    return lying > upright


def _turn(pixels: Pixels, lines: Sequence[Recognised]) -> int:
    """Return by how much to turn the picture counterclockwise; the classifier judges long lines."""
    lies = _lies(lines)
    longest = sorted(lines, key=lambda line: (line.x1 - line.x0) * (line.y1 - line.y0))[-_VOTERS:]
    heads_down = 0
    for line in longest:
        part = pixels[int(line.y0) : int(line.y1) + 1, int(line.x0) : int(line.x1) + 1]
        image = np.ascontiguousarray(np.rot90(part) if lies else part)
        heads_down += _heads_down(image)
    return (90 if lies else 0) + (180 if heads_down > len(longest) / 2 else 0)


def _heads_down(image: Pixels) -> bool:
    from rapidocr.ch_ppocr_cls import TextClsOutput

    output = _engine()(image, use_det=False, use_cls=True, use_rec=False)
    judged = output.cls_res if isinstance(output, TextClsOutput) else None
    return judged is not None and judged[0][0] == "180"


_threads = local()
"""One engine for each thread: a call changes the switches of the engine that it goes to."""


def _engine() -> "RapidOCR":
    engine: RapidOCR | None = getattr(_threads, "engine", None)
    if engine is None:
        engine = _threads.engine = _loaded()
    return engine


def _loaded() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # Uncertain lines are wanted too: they tell that the page lies.
            "Global.text_score": 0.0,
            # Two pages at once on a core each are faster than each page on two.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            # Lines of one batch are all made as long as its longest: that takes twice the memory.
            "Rec.rec_batch_num": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED,
        }
    )
