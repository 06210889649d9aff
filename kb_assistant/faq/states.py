"""The life of a FAQ entry: written, reviewed, approved, retired."""

from collections.abc import Mapping
from types import MappingProxyType

from indexes.catalog.faq import Faq, FaqState
from kb_assistant.errors import InvalidEntry

NEXT: Mapping[FaqState, frozenset[FaqState]] = MappingProxyType(
    {
        FaqState.DRAFT: frozenset({FaqState.IN_REVIEW, FaqState.APPROVED, FaqState.RETIRED}),
        FaqState.IN_REVIEW: frozenset({FaqState.DRAFT, FaqState.APPROVED, FaqState.RETIRED}),
        FaqState.APPROVED: frozenset({FaqState.RETIRED}),
        FaqState.RETIRED: frozenset({FaqState.IN_REVIEW, FaqState.APPROVED}),
    }
)
"""What may follow a state. Changed words make an entry a draft again, whatever it was."""


def check_step(faq: Faq, state: FaqState) -> None:
    """Raise `InvalidEntry` where the entry cannot go to that state."""
    if state not in NEXT[faq.state]:
        able = ", ".join(sorted(NEXT[faq.state]))
        raise InvalidEntry(
            f"FAQ entry {faq.id} is {faq.state} and cannot become {state}; it can become: {able}"
        )
