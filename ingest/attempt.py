"""What one attempt at reading a file has to know of the attempts before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How to go on with a file that may have been begun before.

    `checkpoints` is the folder where the pages of long files are kept until the last one is read;
    None keeps none. `left_out` tells why pages are not to be tried again, by their numbers. A
    `careful` attempt reads one page after the other, so that one that fails is known.
    """

    checkpoints: Path | None = None
    left_out: Mapping[int, str] = field(default_factory=dict)
    careful: bool = False
