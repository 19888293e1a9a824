"""The documents about node types say what is so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from workflows.catalogue_page import page

ROOT = Path(__file__).parents[2]
LIST = Path("workflows/nodes/__init__.py")


def test_the_reference_page_is_printed_from_the_catalogue() -> None:
    printed = (ROOT / "docs/node-types.md").read_text(encoding="utf-8")
    assert printed == page(), "run: python -m workflows.catalogue_page > docs/node-types.md"


def test_the_tutorial_works_word_for_word(tmp_path: Path) -> None:
    copy_sources(tmp_path)
    tutorial = (ROOT / "docs/tutorial-node.md").read_text(encoding="utf-8")
    file = re.search(r"^`(workflows/nodes/.*\.py)`$", tutorial, flags=re.MULTILINE)
    program, import_line, list_line = re.findall(r"```python\n(.*?)```", tutorial, flags=re.DOTALL)
    assert file is not None
    (tmp_path / file[1]).write_text(program, encoding="utf-8")
    listing = (tmp_path / LIST).read_text(encoding="utf-8")
    assert import_line not in listing, "the tutorial's node is new"
    listing = listing.replace("from workflows.nodes.data.set", f"{import_line}from workflows.nodes.data.set", 1)
    (tmp_path / LIST).write_text(
        listing.replace("    HttpRequest,\n", f"    HttpRequest,\n{list_line}"), encoding="utf-8"
    )

    tested = in_copy(tmp_path, "-m", "pytest", "-c", "pytest.ini", "-p", "no:django", "-p", "no:cacheprovider", "tests")
    assert tested.returncode == 0, tested.stdout
    assert "data.count_words" in in_copy(tmp_path, "-m", "workflows.catalogue_page").stdout
    for check in (["check"], ["format", "--check"]):
        linted = in_copy(tmp_path, "-m", "ruff", *check, "--config", str(ROOT / "pyproject.toml"), file[1], str(LIST))
        assert linted.returncode == 0, linted.stdout


def copy_sources(target: Path) -> None:
    """What a node type's tests need, and nothing that needs stores."""
    for folder in ("workflows", "automaton"):
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "tests/workflows/nodes").mkdir(parents=True)
    for path in ("", "workflows", "workflows/nodes"):
        (target / "tests" / path / "__init__.py").touch()
    for path in ("workflows/local_web.py", "workflows/memory_context.py", "workflows/nodes/test_every_type.py"):
        shutil.copy(ROOT / "tests" / path, target / "tests" / path)
    (target / "pytest.ini").write_text("[pytest]\naddopts = -q\n", encoding="utf-8")


def in_copy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
