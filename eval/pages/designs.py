"""The page designs: half of them to tune on, half kept apart to judge by."""

from eval.pages.design import Design, Engine, Margin, Part, Side

_PAGE_OF = {"en": "Page {page} of {pages}", "zh": "第 {page} 页 共 {pages} 页"}
_CONFIDENTIAL = {"en": "Confidential", "zh": "内部资料"}


def _both(head: str, foot: str) -> dict[str, Margin]:
    return {language: Margin(head=head, foot=foot) for language in ("en", "zh")}


def _paged(head: str, foot: str) -> dict[str, Margin]:
    """Fill "{page of}" and "{confidential}" in, in each language."""
    return {
        language: Margin(
            head=_said(head, language),
            foot=_said(foot, language),
        )
        for language in ("en", "zh")
    }


def _said(template: str, language: str) -> str:
    said = template.replace("{page of}", _PAGE_OF[language])
    return said.replace("{confidential}", _CONFIDENTIAL[language])


TUNING = (
    Design(
        name="report",
        part=Part.TUNING,
        sheet="report",
        odd=_paged("|{title}|", "|{page of}|"),
        hyphenated=True,
    ),
    Design(
        name="proceedings",
        part=Part.TUNING,
        sheet="proceedings",
        odd=_both("{chapter}||{page}", ""),
        even=_both("{page}||{title}", ""),
        bare_first=True,
        late=True,
        numbered=True,
        hyphenated=True,
        notes=True,
    ),
    Design(
        name="newsletter",
        part=Part.TUNING,
        sheet="newsletter",
        odd=_both("", "{title}||{page}"),
        side=Side.BOX,
    ),
    Design(
        name="bulletin",
        part=Part.TUNING,
        sheet="bulletin",
        odd=_both("{chapter}||", "|{page}|"),
        late=True,
        side=Side.RIGHT,
    ),
    Design(
        name="manual",
        part=Part.TUNING,
        sheet="manual",
        odd=_both("", "|– {page} –|"),
        numbered=True,
        merged=True,
        figures=True,
    ),
    Design(
        name="gazette",
        part=Part.TUNING,
        sheet="gazette",
        odd=_paged("{confidential}||{title}", "||{page}/{pages}"),
        notes=True,
    ),
    Design(
        name="letterhead",
        part=Part.TUNING,
        engine=Engine.LIBREOFFICE,
        odd=_paged("{title}||{confidential}", "|{page of}|"),
    ),
    Design(
        name="paper",
        part=Part.TUNING,
        engine=Engine.LIBREOFFICE,
        odd=_both("|{title}|", "||{page}"),
        columns=2,
        ruled=False,
        numbered=True,
    ),
    Design(
        name="handout",
        part=Part.TUNING,
        sheet="handout",
        odd=_paged("{title}||", "{confidential}||{page}"),
        merged=True,
    ),
    Design(
        name="almanac",
        part=Part.TUNING,
        sheet="almanac",
        odd=_both("{title}|{chapter}|{page}", ""),
        even=_both("{page}|{chapter}|{title}", ""),
        notes=True,
        figures=True,
    ),
)

JUDGING = (
    Design(
        name="memo",
        part=Part.JUDGING,
        sheet="memo",
        odd=_paged("{confidential}||", "{title}||{page} / {pages}"),
        side=Side.BOX,
    ),
    Design(
        name="journal",
        part=Part.JUDGING,
        sheet="journal",
        odd=_both("|{chapter}|{page}", ""),
        even=_both("{page}|{title}|", ""),
        numbered=True,
        hyphenated=True,
        notes=True,
        figures=True,
    ),
    Design(
        name="brochure",
        part=Part.JUDGING,
        sheet="brochure",
        odd=_both("", "|{page}|"),
        late=True,
    ),
    Design(
        name="guide",
        part=Part.JUDGING,
        sheet="guide",
        odd=_both("", "{chapter}||{page}"),
        even=_both("", "{page}||{chapter}"),
        late=True,
        side=Side.LEFT,
        merged=True,
    ),
    Design(
        name="specification",
        part=Part.JUDGING,
        sheet="specification",
        odd=_paged("{title}||{page of}", "|{confidential}|"),
        numbered=True,
        merged=True,
        figures=True,
    ),
    Design(
        name="booklet",
        part=Part.JUDGING,
        sheet="booklet",
        odd=_both("||{chapter}", "||{page}"),
        even=_both("{title}||", "{page}||"),
        bare_first=True,
        hyphenated=True,
        notes=True,
    ),
    Design(
        name="minutes",
        part=Part.JUDGING,
        engine=Engine.LIBREOFFICE,
        odd=_paged("||{title}", "{confidential}||{page of}"),
        even=_paged("{title}||", "{page of}||{confidential}"),
        numbered=True,
    ),
    Design(
        name="circular",
        part=Part.JUDGING,
        engine=Engine.LIBREOFFICE,
        odd=_both("", "|- {page} -|"),
        columns=2,
        ruled=False,
    ),
    Design(
        name="policy",
        part=Part.JUDGING,
        sheet="policy",
        odd=_paged("{title}|{confidential}|", "||{page of}"),
        bare_first=True,
        numbered=True,
        notes=True,
    ),
    Design(
        name="annual",
        part=Part.JUDGING,
        sheet="annual",
        odd=_both("", "{title}|{chapter}|{page}"),
        late=True,
        side=Side.BOX,
    ),
)

DESIGNS = (*TUNING, *JUDGING)


def designs(part: Part) -> tuple[Design, ...]:
    """Return the designs of one half."""
    return tuple(design for design in DESIGNS if design.part is part)
