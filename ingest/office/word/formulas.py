"""Office formulas (OMML) as LaTeX."""

from collections.abc import Callable

from ingest.xml import Node, local_name

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_NARY = {
    "∑": r"\sum",
    "∏": r"\prod",
    "∫": r"\int",
    "∬": r"\iint",
    "∭": r"\iiint",
    "∮": r"\oint",
    "⋃": r"\bigcup",
    "⋂": r"\bigcap",
}
_ACCENTS = {
    "\u0302": r"\hat",
    "\u0303": r"\tilde",
    "\u0304": r"\bar",
    "\u20d7": r"\vec",
    "\u0307": r"\dot",
}
_PROPERTIES = frozenset(
    ("rPr", "ctrlPr", "fPr", "radPr", "naryPr", "dPr", "sSupPr", "sSubPr", "sSubSupPr", "sPrePr",
     "funcPr", "limLowPr", "limUppPr", "accPr", "barPr", "mPr", "eqArrPr", "groupChrPr", "boxPr",
     "borderBoxPr", "phantPr", "oMathParaPr", "argPr")
)  # fmt: skip


def latex(node: Node) -> str:
    """Return the LaTeX of a formula or of a part of one."""
    name = local_name(node)
    if name in _PROPERTIES:
        return ""
    if name == "t":
        return node.text or ""
    render = _RENDER.get(name)
    return render(node) if render else _inside(node)


def _inside(node: Node) -> str:
    return "".join(latex(child) for child in node)


def _part(node: Node, name: str) -> str:
    found = node.find(f"{M}{name}")
    return "" if found is None else _inside(found).strip()


def _property(node: Node, path: str, default: str) -> str:
    found = node.find("/".join(f"{M}{step}" for step in path.split("/")))
    return default if found is None else found.get(f"{M}val", default)


def _fraction(node: Node) -> str:
    command = r"\binom" if _property(node, "fPr/type", "bar") == "noBar" else r"\frac"
    return f"{command}{{{_part(node, 'num')}}}{{{_part(node, 'den')}}}"


def _script(node: Node) -> str:
    below, above = _part(node, "sub"), _part(node, "sup")
    base = _part(node, "e")
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _root(node: Node) -> str:
    degree = _part(node, "deg")
    return rf"\sqrt{f'[{degree}]' if degree else ''}{{{_part(node, 'e')}}}"


def _nary(node: Node) -> str:
    sign = _property(node, "naryPr/chr", "∫")
    below, above = _part(node, "sub"), _part(node, "sup")
    limits = (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return f"{_NARY.get(sign, sign)}{limits} {_part(node, 'e')}"


def _delimited(node: Node) -> str:
    left, right = _property(node, "dPr/begChr", "("), _property(node, "dPr/endChr", ")")
    between = _property(node, "dPr/sepChr", "|")
    return left + between.join(_inside(part).strip() for part in node.iterchildren(f"{M}e")) + right


def _function(node: Node) -> str:
    name = _part(node, "fName")
    plain = name.isalpha() and name.isascii()
    return (f"\\{name} " if plain else f"{name} ") + _part(node, "e")


def _accent(node: Node) -> str:
    command = _ACCENTS.get(_property(node, "accPr/chr", ""), r"\hat")
    return f"{command}{{{_part(node, 'e')}}}"


def _bar(node: Node) -> str:
    command = r"\overline" if _property(node, "barPr/pos", "bot") == "top" else r"\underline"
    return f"{command}{{{_part(node, 'e')}}}"


def _limit(node: Node) -> str:
    sign = "_" if local_name(node) == "limLow" else "^"
    return f"{_part(node, 'e')}{sign}{{{_part(node, 'lim')}}}"


def _matrix(node: Node) -> str:
    rows = [
        " & ".join(_inside(cell).strip() for cell in row.iterchildren(f"{M}e"))
        for row in node.iterchildren(f"{M}mr")
    ]
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _equations(node: Node) -> str:
    return r" \\ ".join(_inside(line).strip() for line in node.iterchildren(f"{M}e"))


_RENDER: dict[str, Callable[[Node], str]] = {
    "f": _fraction,
    "sSup": _script,
    "sSub": _script,
    "sSubSup": _script,
    "rad": _root,
    "nary": _nary,
    "d": _delimited,
    "func": _function,
    "acc": _accent,
    "bar": _bar,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _matrix,
    "eqArr": _equations,
}
