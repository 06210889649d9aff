"""Changes a collection's readers and words, checking what people typed."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from indexes.catalog import Catalog
from indexes.catalog.collections import Collection, Vocabulary
from indexes.errors import UnknownCollection
from indexes.lexical.index import LexicalIndex
from kb_assistant.errors import InvalidEntry
from kb_assistant.settings import Settings

LONGEST_WORD = 60
LONGEST_NAME = 200


def collection_name(name: str) -> str:
    """Return a name that a collection may have; raise `InvalidEntry` for others."""
    return _plain(name, "the name of a collection", LONGEST_NAME)


def group_names(names: Iterable[str]) -> frozenset[str]:
    """Return the names of groups; raise `InvalidEntry` for a blank or odd one."""
    return frozenset(_plain(name, "the name of a group", LONGEST_NAME) for name in names)


def collection_named(catalog: Catalog, name: str) -> Collection:
    """Return a collection; raise `UnknownCollection`."""
    for each in catalog.curation.collections():
        if each.name == name:
            return each
    raise UnknownCollection(
        f"there is no collection {name}: `kb collections list` shows those there are"
    )


def vocabulary(catalog: Catalog, name: str) -> Vocabulary:
    """Return the words and synonyms of a collection; raise `UnknownCollection`."""
    collection_named(catalog, name)
    return catalog.curation.vocabularies().get(name, Vocabulary())


def changed_words(
    catalog: Catalog, name: str, *, add: Sequence[str], remove: Sequence[str]
) -> None:
    """Add and remove words of a collection.

    Raises `InvalidEntry` for a word that is blank, long or, when it is to be removed, not there.
    """
    known = vocabulary(catalog, name).words
    _check_removable(remove, known, f"`kb collections words {name}`")
    added = {_plain(word, "a word", LONGEST_WORD) for word in add}
    catalog.curation.set_words(name, (known | added) - set(remove))


def changed_synonyms(
    catalog: Catalog, name: str, *, add: Sequence[str], remove: Sequence[str]
) -> None:
    """Add and remove groups of synonyms, each written "年假=带薪年休假=annual leave".

    Raises `InvalidEntry` for a group of fewer than two words, or one that is not there to remove.
    """
    known = {"=".join(group): group for group in vocabulary(catalog, name).synonyms}
    _check_removable(remove, known, f"`kb collections synonyms {name}`")
    kept = {text: group for text, group in known.items() if text not in remove}
    for text in add:
        group = synonyms_of(text)
        kept["=".join(group)] = group
    catalog.curation.set_synonyms(name, list(kept.values()))


def synonyms_of(text: str) -> tuple[str, ...]:
    """Return the words of a group written with equals signs; raise `InvalidEntry`."""
    parts = dict.fromkeys(
        _plain(part, "a synonym", LONGEST_WORD) for part in text.replace("＝", "=").split("=")
    )
    if len(parts) < 2:
        raise InvalidEntry(
            f"{text!r} names one word: write words that mean the same with = between them, "
            "such as 年假=annual leave"
        )
    return tuple(parts)


def lines_of(path: Path) -> list[str]:
    """Return the lines of a text file that are not blank; "-" is stdin. Raise `InvalidEntry`."""
    if str(path) == "-":
        text = sys.stdin.read()
    else:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidEntry(f"{path}: it is not UTF-8 text: save it as UTF-8") from error
        except OSError as error:
            raise InvalidEntry(f"{path}: the file cannot be opened: {error.strerror}") from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def reindex(settings: Settings, catalog: Catalog) -> None:
    """Bring the lexical index up to the catalog now, so that no search has to wait for it."""
    index = settings.home / "index"
    LexicalIndex.open(index / "lexical", catalog, cache=index / "words")


def _plain(text: str, what: str, longest: int) -> str:
    plain = text.strip()
    if not plain:
        raise InvalidEntry(f"{what} is blank: write one")
    if len(plain) > longest:
        raise InvalidEntry(
            f"{what} has {len(plain)} characters, the limit is {longest}: shorten it"
        )
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in plain):
        raise InvalidEntry(f"{what} holds a control character: {plain!r}; leave it out")
    return plain


def _check_removable(remove: Iterable[str], known: Iterable[str], shown_by: str) -> None:
    there = set(known)
    for each in remove:
        if each not in there:
            raise InvalidEntry(f"{each!r} is not there to be removed: {shown_by} shows what is")
