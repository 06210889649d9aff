"""Noto fonts cut down to the characters in use, in the form that Chromium embeds as a real font.

Chromium turns fonts with PostScript outlines, as Noto's CJK collections have them, into Type 3
fonts without names; the same glyphs with TrueType outlines stay named, embedded subsets.
"""

import base64
import io
import re
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

FOLDER = Path("/usr/share/fonts/opentype/noto")
FACES = (
    ("Company Latin", 400, "NotoSansCJK-Regular.ttc", "KR"),
    ("Company Latin", 700, "NotoSansCJK-Bold.ttc", "KR"),
    ("Company Sans", 400, "NotoSansCJK-Regular.ttc", "SC"),
    ("Company Sans", 700, "NotoSansCJK-Bold.ttc", "SC"),
    ("Company Serif", 700, "NotoSerifCJK-Bold.ttc", "SC"),
)
_LATIN = "[^\u2e80-\uffef]"
# The Chinese faces draw these as wide as a character, the Korean ones as Latin text wants them.
_NARROW_ONLY = "\u00b7"


def font_faces(text: str) -> str:
    """Return the `@font-face` rules that carry the characters of `text` in every face."""
    latin = "".join(re.findall(_LATIN, text))
    chinese = text.replace(_NARROW_ONLY, "")
    return "".join(
        f"@font-face {{ font-family: {family}; font-weight: {weight}; "
        f"src: url(data:font/ttf;base64,"
        f"{_encoded(FOLDER / name, region, latin if region == 'KR' else chinese)}) }}\n"
        for family, weight, name, region in FACES
    )


def _encoded(collection: Path, region: str, text: str) -> str:
    font = _face(collection, region)
    _keep_only(font, text)
    _convert_outlines(font)
    buffer = io.BytesIO()
    font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _face(collection: Path, region: str) -> TTFont:
    for font in TTCollection(str(collection), lazy=True).fonts:
        if str(font["name"].getDebugName(1)).endswith(f" {region}"):
            font.recalcTimestamp = False
            return font
    raise FileNotFoundError(f"{collection} has no {region} face: install fonts-noto-cjk")


def _keep_only(font: TTFont, text: str) -> None:
    options = subset.Options()
    # Without "locl", which would bring the wide forms back on a page in Chinese.
    options.layout_features = ["kern", "ccmp"]
    options.desubroutinize = True
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)


def _convert_outlines(font: TTFont) -> None:
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs = glyphs
    font["glyf"].compile(font)
    font["hmtx"].metrics = {
        name: (font["hmtx"].metrics[name][0], getattr(glyphs[name], "xMin", 0)) for name in order
    }
    _describe_as_truetype(font)


def _describe_as_truetype(font: TTFont) -> None:
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for name in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(limits, name, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
