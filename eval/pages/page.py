"""One text in one design: what goes to the press, and what came back."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from eval.pages.design import Design
from eval.pages.dress import dressed
from eval.pages.source import Block, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One text in one design, and what the files made of it are called."""

    name: str
    design: Design
    language: str
    text: Source

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as the design prints it."""
        return dressed(self.text, self.design, self.language)


class Placed(BaseModel):
    """What began on one page, as numbers of blocks, and what its margins say.

    `tables` are those of which a part stands there, `notes` the blocks whose footnotes do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    blocks: tuple[int, ...]
    tables: tuple[int, ...] = ()
    asides: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    furniture: tuple[str, ...]
