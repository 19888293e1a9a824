"""What documents point at is there, and nothing tracked knows the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from automaton.env import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# A file of ours that a text names: `executions/states.py`. Names with a * or <...> are patterns.
NAMED_FILE = re.compile(r"`((?:automaton|workflows|executions|realtime|ai|frontend|examples|ops|tests|docs)/[\w./-]+)`")
HOME_OF_SOMEBODY = re.compile(rb"(?<![\w.])/(?:home|Users|root|work|tmp)/[A-Za-z0-9_.-]+")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(  # noqa: S603 - our own arguments
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],  # noqa: S607 - git is where PATH says
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


DOCUMENTS = tracked("*.md")


def prose(document: Path) -> str:
    return CODE_BLOCK.sub("", (ROOT / document).read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(prose(document)))
    return {heading.strip().replace(" ", "-") for heading in kept}


def broken_links(document: Path) -> Iterator[str]:
    for link in LINK.findall(prose(document)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        if not (ROOT / target).exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(broken_links(document)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    to_be_made = {"docs/tutorial-node.md", "docs/tutorial-feature.md"}  # they say which files to add
    if str(document) in to_be_made:
        return
    missing = [name for name in NAMED_FILE.findall(prose(document)) if not (ROOT / name).exists()]

    assert missing == []


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    decisions = [path.name for path in tracked("docs/adr/[0-9]*.md")]

    assert decisions
    assert [name for name in decisions if f"({name})" not in index] == []


def test_every_document_can_be_reached_from_the_first_one() -> None:
    reached, todo = set[Path](), [Path("README.md")]
    while todo:
        document = todo.pop()
        if document in reached:
            continue
        reached.add(document)
        targets = [link.partition("#")[0] for link in LINK.findall(prose(document)) if ":" not in link]
        found = [(ROOT / document.parent / name).resolve().relative_to(ROOT) for name in targets if name]
        todo += [path for path in found if path.suffix == ".md"]

    assert [str(document) for document in DOCUMENTS if document not in reached] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    here = str(ROOT).encode()
    telling = {
        str(path): sorted(set(HOME_OF_SOMEBODY.findall(content)))
        for path in tracked()
        if b"\0" not in (content := (ROOT / path).read_bytes())
        and (here in content or HOME_OF_SOMEBODY.search(content))
    }

    assert telling == {}
