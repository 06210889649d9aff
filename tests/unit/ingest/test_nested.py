"""Archives in archives: limits count over all levels together, and what exceeds them is named."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from ingest.limits import Limits
from ingest.nested import Member, members_of


def packed(**members: str | bytes) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def members(path: Path, content: bytes, limits: Limits) -> tuple[Member, ...]:
    path.write_bytes(content)
    return members_of(path, limits)[1]


def test_the_files_of_all_levels_are_named_by_the_way_to_them(tmp_path: Path) -> None:
    inner = packed(**{"hr/b.txt": "b"})

    found = members(tmp_path / "a.zip", packed(**{"a.txt": "a", "x/in.zip": inner}), Limits())

    assert found == (Member(names=("a.txt",)), Member(names=("x/in.zip", "hr/b.txt")))


def test_a_bomb_that_grows_level_by_level_is_refused_by_name(tmp_path: Path) -> None:
    level = packed(**{"zeros.txt": "0" * 12 * 1024**2})
    bomb = packed(**{f"{number}.zip": level for number in range(50)})

    found = members(tmp_path / "a.zip", packed(**{"good.txt": "good", "in.zip": bomb}), Limits())

    assert found[0] == Member(names=("good.txt",))
    refused = [each for each in found if "zip bombs" in each.problem]
    assert len(refused) > 45
    assert refused[-1].names == ("in.zip", "49.zip")


def test_bytes_and_numbers_count_over_all_levels(tmp_path: Path) -> None:
    inner = {f"{number}.zip": packed(**{"a.txt": "a" * 600, "b.txt": "b"}) for number in range(3)}
    content = packed(**inner)

    by_bytes = members(tmp_path / "a.zip", content, Limits(unpacked_bytes=1_500))
    by_number = members(tmp_path / "a.zip", content, Limits(members=6))

    assert ["unpacked_bytes" in each.problem for each in by_bytes] == [False, False, True, True]
    assert [each.problem.partition(" (members)")[1] for each in by_number] == [
        "",
        "",
        " (members)",
        " (members)",
    ]


def test_a_nested_archive_that_is_damaged_fails_alone(tmp_path: Path) -> None:
    found = members(
        tmp_path / "a.zip", packed(**{"bad.zip": packed(a="a")[:30], "b.txt": "b"}), Limits()
    )

    assert "damaged or cut off" in found[0].problem
    assert found[1] == Member(names=("b.txt",))
