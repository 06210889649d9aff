"""What is wrong with an index is found, and said; what is damaged is mended at the next start."""

import random
from pathlib import Path
from typing import Any

import pytest

from indexes.catalog.feed import Traits
from indexes.dense.access import changed
from indexes.lexical.store import Posting
from indexes.model import Leg, Scope
from indexes.verify import verify

LOCKS = frozenset({".lock", ".owner", ".cache"})


def files(folder: Path) -> dict[str, Path]:
    """One file of every kind that the indexes write."""
    return {
        f"{file.parent.name[:2]} {file.suffix or file.name}": file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix not in LOCKS and file.stat().st_size
    }


def test_a_flipped_bit_in_any_file_is_noticed_at_open_and_mended(kb: Any) -> None:
    draw = random.Random(3)
    for number in range(4):
        kb.add(f"{number}.txt", f"apple {number}", f"pear {number}", "苹果 RTX-4090D")
        kb.index.save()
    kinds = {"g- .del", *files(kb.folder)}
    assert len(kinds) >= 8

    for kind in sorted(kinds):
        # A replaced chunk stays in its segment, marked as deleted in a file of its own.
        kb.add("1.txt", "apple again", f"apple {kind}")
        kb.index.save()
        before = sorted(kb.texts("apple pear 苹果"))
        kb.index.close()
        file = files(kb.folder)[kind]
        content = bytearray(file.read_bytes())
        place = draw.randrange(len(content))
        content[place] ^= 1 << draw.randrange(8)
        file.write_bytes(bytes(content))

        kb = kb.reopened()

        assert sorted(kb.texts("apple pear 苹果")) == before, kind
        assert verify(kb.index) == [], kind
        kb.index.save()


def test_other_words_than_the_catalogs_are_noticed(kb: Any) -> None:
    kb.add("a.txt", "apple one", "pear two")
    kb.texts("apple")
    posting = Posting(
        number=2,
        document=1,
        traits=Traits(collection="c"),
        text="plum",
        title="",
        headings="",
        phrases="",
    )
    kb.index.lexical._opened.store.commit(removed=[2], postings=[posting], change=2)
    kb.index.lexical._opened.store.reload()

    problems = verify(kb.index)

    assert [(each.leg, each.text) for each in problems] == [
        (Leg.LEXICAL, "chunks 2: other words or filters")
    ]
    kb.index.rebuild(frozenset({Leg.LEXICAL}))
    assert verify(kb.index) == []


@pytest.mark.parametrize("leg", list(Leg))
def test_readers_that_are_not_the_catalogs_are_noticed(kb: Any, leg: Leg) -> None:
    kb.add("a.txt", "apple one", readers=frozenset({"hr"}))
    assert kb.texts("apple", scope=Scope()) == []
    open_to_all = Traits(collection="c")
    if leg is Leg.DENSE:
        from dataclasses import replace

        view = kb.index.dense._view
        kb.index.dense._view = replace(view, access=changed(view.access, [(1, open_to_all)]))
    else:
        posting = Posting(
            number=1,
            document=1,
            traits=open_to_all,
            text="appl one",
            title="",
            headings="",
            phrases="",
        )
        kb.index.lexical._opened.store.commit(removed=[1], postings=[posting], change=1)
        kb.index.lexical._opened.store.reload()

    assert [each.leg for each in verify(kb.index)] == [leg]
    # Even so nobody sees what the catalog does not allow.
    assert kb.texts("apple", scope=Scope()) == []
