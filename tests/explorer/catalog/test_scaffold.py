import keyword
from pathlib import Path

import pytest

from explorer.catalog.scaffold import NAME, NameRefused, new_lab


def test_a_new_lab_is_a_folder_with_nothing_left_to_fill_in(tmp_path: Path) -> None:
    lab = new_lab("my_idea", tmp_path)
    files = {str(path.relative_to(lab)) for path in lab.rglob("*") if path.is_file()}
    assert {"__init__.py", "lab.py", "science.py", "preview.py", "guide.md"} <= files
    assert "templates/my_idea/board.html" in files
    assert not any(NAME in path.read_text() for path in lab.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("My-Idea", "my_idea"),
        ("2fast", "fast"),
        ("", "my_lab"),
        ("class", "class_lab"),
        ("../../etc", "etc"),
        ("a b", "a_b"),
        ("naïve", "na_ve"),
        ("x" * 41, "x" * 36),
    ],
)
def test_a_bad_name_is_refused_with_a_better_one(tmp_path: Path, name: str, better: str) -> None:
    with pytest.raises(NameRefused, match=f"try '{better}'$"):
        new_lab(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_lab_is_never_overwritten(tmp_path: Path) -> None:
    card = new_lab("my_idea", tmp_path) / "lab.py"
    card.write_text("mine")
    with pytest.raises(NameRefused, match="exists already; choose another name"):
        new_lab("my_idea", tmp_path)
    assert card.read_text() == "mine"


def test_a_module_beside_the_labs_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "contract.py").touch()
    with pytest.raises(NameRefused):
        new_lab("contract", tmp_path)


@pytest.mark.parametrize("name", keyword.kwlist)
def test_no_word_of_pythons_becomes_a_lab(tmp_path: Path, name: str) -> None:
    with pytest.raises(NameRefused):
        new_lab(name, tmp_path)
