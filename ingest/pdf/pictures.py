"""Raster pictures on pages, and which of them may hold text by what the file says of them."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ingest.pdf.page import Corners

if TYPE_CHECKING:
    from pymupdf import Document
    from pymupdf import Page as Sheet

_NARROWEST, _LOWEST = 40.0, 9.0
"""Points that a picture with a word in it has at least."""

_LARGEST = 0.6
"""A picture of a larger share of its page is a scan of it."""

_PHOTO = "DCTDecode"
_MOST_PHOTOS = 2
"""Of more JPEG pictures on one page, none is looked at: that takes time; they are photographs."""

_SCENE = "JPXDecode"
"""JPEG 2000 takes long to unpack, and hardly anything but photographs is packed so."""

_LOGO_PAGES = 3
"""A picture on as many pages is a logo."""

_WIDTH: Final = 2
_HEIGHT: Final = 3
_FILTER: Final = 8

_Listed = tuple[int, int, int, int, int, str, str, str, str]
"""What MuPDF lists of a picture: the numbers of it and of its mask, width, height, …, filter."""

_Key = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """Where the pictures of a page stand; `doubtful` are those of them that may hold text."""

    boxes: tuple[Corners, ...] = ()
    doubtful: tuple[Corners, ...] = ()


class Pictures:
    """The pictures of one open PDF."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._lists: dict[int, list[_Listed]] = {}
        self._lengths: dict[int, str] = {}

    def on(self, sheet: "Sheet") -> Pictured:
        """Return those of a page; asking MuPDF is slow, so only where the page lists some."""
        listed = self._listed(sheet.number) if _may_list(sheet) else []
        if not listed:
            return Pictured()
        shown = sheet.get_image_info()
        whole = sheet.rect.width * sheet.rect.height or 1.0
        sized = [info for info in shown if _is_sized(info["bbox"], whole)]
        packed = {(each[_WIDTH], each[_HEIGHT]): each for each in listed}
        known = [packed.get((info["width"], info["height"])) for info in sized]
        photos = sum(each is not None and each[_FILTER] == _PHOTO for each in known)
        return Pictured(
            boxes=tuple(tuple(info["bbox"]) for info in shown),
            doubtful=tuple(
                tuple(info["bbox"])
                for info, each in zip(sized, known, strict=True)
                if each is not None
                and each[_FILTER] != _SCENE
                and not (each[_FILTER] == _PHOTO and photos > _MOST_PHOTOS)
                and self._pages_with[self._key(each)] < _LOGO_PAGES
            ),
        )

    @cached_property
    def _pages_with(self) -> Counter[_Key]:
        """On how many pages each picture is."""
        counts: Counter[_Key] = Counter()
        for page in range(self._document.page_count):
            counts.update({self._key(each) for each in self._listed(page)})
        return counts

    def _listed(self, page: int) -> list[_Listed]:
        """Return what MuPDF lists on a page, by its number from 0; each page is listed once."""
        if page not in self._lists:
            self._lists[page] = self._document.get_page_images(page)
        return self._lists[page]

    def _key(self, listed: _Listed) -> _Key:
        """Return what tells a picture: some writers put a copy of a logo on every page."""
        picture, mask = self._length(listed[0]), self._length(listed[1] or listed[0])
        return listed[_WIDTH], listed[_HEIGHT], picture, mask

    def _length(self, number: int) -> str:
        if number not in self._lengths:
            self._lengths[number] = str(self._document.xref_get_key(number, "Length")[1])
        return self._lengths[number]


def _may_list(sheet: "Sheet") -> bool:
    """Tell whether a page has pictures, or forms with some, to list; the list takes far longer."""
    from pymupdf import mupdf

    page = mupdf.pdf_page_from_fz_page(sheet.this).obj()
    resources = mupdf.pdf_dict_get_inheritable(page, mupdf.PDF_ENUM_NAME_Resources)
    forms = mupdf.pdf_dict_get(resources, mupdf.PDF_ENUM_NAME_XObject)
    return int(mupdf.pdf_dict_len(forms)) > 0


def _is_sized(box: Corners, whole: float) -> bool:
    """Tell whether a picture is neither too small for words nor most of the `whole` page."""
    width, height = box[2] - box[0], box[3] - box[1]
    return width >= _NARROWEST and height >= _LOWEST and width * height <= _LARGEST * whole
