"""Decides which languages an embedding model serves, so that it is not used for others."""

from collections.abc import Callable, Iterable
from pathlib import Path

OURS = frozenset({"zh", "en"})
COMMON_HAN = (
    "的是不了在有人这上大来和我个中地为子生国年着就那要出也得里后自以会家可下而过天去能对小多然于心"
    "学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期"
)
_CODES = {"chinese": "zh", "zho": "zh", "cmn": "zh", "eng": "en", "english": "en"}


def served(declared: Iterable[str], *, reads_han: bool) -> frozenset[str] | None:
    """Return the languages that a model serves; None means all.

    What the model card declares counts. A card that declares none, or "multilingual", means all; a
    card that names only other languages than ours means those, whose text we take for "en". A
    tokenizer that cannot read Han characters rules out "zh", whatever the card says.
    """
    codes = {_code(language) for language in declared}
    if not codes or "multilingual" in codes:
        return None if reads_han else frozenset({"en"})
    ours = frozenset(codes & OURS) or frozenset({"en"})
    return ours if reads_han else ours - {"zh"}


def reads_han(unknown: Callable[[str], bool]) -> bool:
    """Tell whether a tokenizer knows at least nine in ten of the commonest Han characters.

    `unknown` says whether the tokenizer turns a character into its token for the unknown.
    """
    missed = sum(unknown(character) for character in COMMON_HAN)
    return missed * 10 <= len(COMMON_HAN)


def declared(folder: Path) -> tuple[str, ...]:
    """Return the languages that the model card (README.md) declares in its head."""
    card = folder / "README.md"
    if not card.exists():
        return ()
    text = card.read_text(encoding="utf-8", errors="replace")
    if not text.startswith("---"):
        return ()
    return _languages(text[3:].split("\n---", 1)[0].splitlines())


def _languages(lines: list[str]) -> tuple[str, ...]:
    for place, line in enumerate(lines):
        if not line.startswith(("language:", "languages:")):
            continue
        value = line.split(":", 1)[1].strip().strip("[]")
        if value:
            return tuple(_unquoted(part) for part in value.split(","))
        listed = []
        for item in lines[place + 1 :]:
            if not item.lstrip().startswith("- "):
                break
            listed.append(_unquoted(item.lstrip()[2:]))
        return tuple(listed)
    return ()


def _unquoted(text: str) -> str:
    return text.strip().strip("\"'")


def _code(language: str) -> str:
    lowered = language.lower()
    return _CODES.get(lowered, lowered.split("-")[0].split("_")[0])
