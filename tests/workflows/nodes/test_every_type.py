"""What is asked of every node type; a new one is covered by being in BUILT_IN."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.local_web import local_web
from tests.workflows.memory_context import jsons, run_example
from workflows.catalogue import icon_file
from workflows.nodes import BUILT_IN
from workflows.nodes.base import Category, Example, NodeError, NodeType

NODES = Path(__file__).parents[3] / "workflows" / "nodes"
ALLOWED_PACKAGES = {"pydantic", *sys.stdlib_module_names}
TYPES = [pytest.param(node_type(), id=f"{node_type.key}@{node_type.version}") for node_type in BUILT_IN]
EXAMPLES = [
    pytest.param(node_type(), example, id=f"{node_type.key}: {example.title}")
    for node_type in BUILT_IN
    for example in node_type.examples
]

AnyType = NodeType[Any]


def source_of(node_type: AnyType) -> Path:
    file = sys.modules[type(node_type).__module__].__file__
    assert file is not None
    return Path(file)


def test_every_file_of_a_node_type_is_in_the_list() -> None:
    listed = {source_of(node_type()) for node_type in BUILT_IN}
    present = {path for path in NODES.glob("*/*.py") if path.name != "__init__.py"}
    assert listed == present


def test_every_icon_belongs_to_a_type_or_a_shelf() -> None:
    icons = {path.stem for path in (NODES / "icons").glob("*.svg")}
    assert icons <= {*(node_type.key for node_type in BUILT_IN), *Category}
    assert icons >= set(Category)


@pytest.mark.parametrize("node_type", TYPES)
def test_it_has_what_the_palette_shows(node_type: AnyType) -> None:
    docstring = sys.modules[type(node_type).__module__].__doc__ or ""
    assert len(docstring.split("\n")[0]) > 20
    assert node_type.label
    assert isinstance(node_type.category, Category)
    assert icon_file(node_type).read_text().startswith("<svg")


@pytest.mark.parametrize("node_type", TYPES)
def test_its_icon_is_a_drawing_and_nothing_else(node_type: AnyType) -> None:
    icon = icon_file(node_type).read_text().lower()
    assert len(icon) < 4_000
    assert not any(
        word in icon for word in ("<script", "<foreignobject", "onload", "javascript:", "http://evil", "<image")
    )


@pytest.mark.parametrize("node_type", TYPES)
def test_every_output_port_has_an_example(node_type: AnyType) -> None:
    shown = {port for example in node_type.examples for port in example.output or {}}
    assert shown == {port.name for port in node_type.outputs}
    assert node_type.examples, "a type without output ports shows how it fails"


@pytest.mark.parametrize("node_type", TYPES)
def test_its_defaults_are_valid(node_type: AnyType) -> None:
    fields = node_type.params_model.model_fields
    if any(field.is_required() for field in fields.values()):
        pytest.skip("needs something that only the author knows")
    defaults = node_type.params_model()
    written = defaults.model_dump(mode="json", by_alias=True)
    assert node_type.params_model.model_validate_json(json.dumps(written)) == defaults


@pytest.mark.parametrize("node_type", TYPES)
def test_its_schema_is_json_that_says_what_a_form_needs(node_type: AnyType) -> None:
    schema = node_type.params_model.model_json_schema(by_alias=True)
    assert json.loads(json.dumps(schema)) == schema
    for model in (schema, *(inner for inner in schema.get("$defs", {}).values() if "properties" in inner)):
        properties = model.get("properties", {})
        for name, field in properties.items():
            # Where label and name of an enum are the same, the label stands in what the field refers to.
            referred = schema.get("$defs", {}).get(field.get("$ref", "").removeprefix("#/$defs/"), {})
            assert {**referred, **field}.get("title"), f"{name} has no label"
            assert "expression" in field, f"{name} is not made with param()"
            assert set(field.get("showIf", {})) <= set(properties), f"{name} depends on a field that is not there"


@pytest.mark.parametrize(("node_type", "example"), EXAMPLES)
def test_its_example_comes_out_as_shown(node_type: AnyType, example: Example) -> None:
    with local_web(example.http) as web:
        if example.error is not None:
            with pytest.raises(NodeError) as raised:
                run_example(node_type, example, http=web)
            assert raised.value.code == example.error
            return
        output = run_example(node_type, example, http=web)
    assert example.output is not None
    assert {port: jsons(output, port) for port in output.ports} == example.output


@pytest.mark.parametrize(("node_type", "example"), EXAMPLES)
def test_its_example_keeps_the_lineage(node_type: AnyType, example: Example) -> None:
    if example.error is not None:
        pytest.skip("nothing comes out")
    with local_web(example.http) as web:
        output = run_example(node_type, example, http=web)
    assert all(item.sources for items in output.ports.values() for item in items)


@pytest.mark.parametrize("node_type", TYPES)
def test_its_run_respects_the_deadline(node_type: AnyType) -> None:
    if node_type.is_trigger or not node_type.outputs:
        pytest.skip("does nothing that takes time")
    example = next(example for example in node_type.examples if example.output)
    with local_web(example.http) as web, pytest.raises(NodeError) as raised:
        run_example(node_type, example, http=web, checkpoints_left=0)
    assert raised.value.code == "DEADLINE"


@pytest.mark.parametrize("node_type", TYPES)
def test_it_imports_base_and_libraries_only(node_type: AnyType) -> None:
    for module in imported(source_of(node_type)):
        assert module == "workflows.nodes.base" or module.split(".")[0] in ALLOWED_PACKAGES, module


def test_node_types_params_and_validation_load_without_django() -> None:
    program = (
        "import sys, workflows.registry, workflows.params, workflows.validation, workflows.catalogue;"
        "sys.exit(any(name.split('.')[0] in ('django', 'redis', 'pymongo', 'celery') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=NODES.parents[1], check=False).returncode == 0  # noqa: S603


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
