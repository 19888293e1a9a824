"""Raw params -> compiled once -> bound to a scope -> resolved for each item.

Raw params are JSON as the editor wrote it, keys in camelCase, with ``{{ expressions }}`` where the params
model allows them. What an expression answers is data: it is validated like anything else and never read
as an expression again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workflows.expressions import ExpressionError, Reference, Scope, Template, compile_template
from workflows.nearest import did_you_mean
from workflows.nodes.base import Item, NodeError, NodeParams, NodeType, Params, as_text, kind_of
from workflows.param_paths import MAX_DEPTH, ParamPath, TemplatePlace, depth, real_path, template_places, written

P = TypeVar("P", bound=NodeParams)
Resolver = Callable[[Scope, Item | None], Any]

_LONGEST_SHOWN = 60
_MOST_PROBLEMS = 100  # per node and kind; nobody reads more, and each costs a comparison with the known words
_RAISED_BY_MODELS = ("value_error", "assertion_error")  # validators of ours, which may have looked at a template's text


@dataclass(frozen=True, slots=True)
class ParamProblem:
    """Something wrong with a param. ``code`` is one of those listed in ``workflows.validation``."""

    code: str
    path: str
    message: str


def compile_params(node_type: NodeType[P], raw: Mapping[str, Any]) -> CompiledParams[P]:
    """Find the templates and validate all that does not depend on them; done once per node of a plan.

    Raises NodeError (PARAMS) with the first thing that is wrong.
    """
    compiled, problems = _compile(node_type, raw)
    if problems:
        first = problems[0]
        raise NodeError(first.message, code="PARAMS", parameter=first.path)
    return compiled


def check_params(node_type: NodeType[P], raw: Mapping[str, Any]) -> tuple[CompiledParams[P], tuple[ParamProblem, ...]]:
    """Everything that is wrong with ``raw``, beside what could be compiled of it."""
    return _compile(node_type, raw)


class CompiledParams(Generic[P]):
    """Params of one node: the templates are read, the rest is validated."""

    def __init__(self, model: type[P], raw: Mapping[str, Any], templates: Mapping[ParamPath, Template]) -> None:
        self.model = model
        self.templates = templates
        self._raw = raw
        self._resolver = _resolver(raw, (), templates)
        self._constant: _Constant[P] | None = None

    @property
    def references(self) -> tuple[tuple[str, Reference], ...]:
        """(parameter path, other node named there), in order."""
        return tuple((written(path), one) for path, template in self.templates.items() for one in template.references)

    @property
    def node_names(self) -> tuple[str, ...]:
        """Names of the other nodes that the expressions may ask for, each once."""
        return tuple(dict.fromkeys(reference.node for _, reference in self.references))

    def bind(self, scope: Scope) -> Params[P]:
        """Resolved params as a node asks for them. The expressions are evaluated when it asks, not before."""
        if self._resolver is not None:
            return _Bound(self, scope)
        if self._constant is None:
            self._constant = _Constant(self.resolve(scope, None))
        return self._constant

    def resolve(self, scope: Scope, item: Item | None) -> P:
        """Raises ExpressionError, and NodeError (PARAMS) when the values do not fit the model."""
        values = self._raw if self._resolver is None else self._resolver(scope, item)
        try:
            return self.model.model_validate(values)
        except ValidationError as error:
            raise self._misfit(error, values, scope, item) from None

    def _misfit(self, error: ValidationError, values: Any, scope: Scope, item: Item | None) -> NodeError:
        details = error.errors(include_url=False)[0]
        path = real_path(details["loc"], values)
        template = self.templates.get(path)
        where = "" if item is None or len(scope.items) < 2 else f" for item {scope.index_of(item)}"
        origin = f" from {as_text(template.text)[:_LONGEST_SHOWN]}" if template is not None else ""
        return NodeError(
            f'Parameter "{written(path)}"{where}: {_sentence(details)}. It got {_shown(details["input"])}{origin}.',
            code="PARAMS",
            parameter=written(path),
            item=scope.index_of(item),
        )


@dataclass(frozen=True, slots=True)
class _Constant(Generic[P]):
    """No expressions: one object for everybody."""

    once: P

    def of(self, item: Item) -> P:  # noqa: ARG002 - the interface
        return self.once


class _Bound(Generic[P]):
    def __init__(self, compiled: CompiledParams[P], scope: Scope) -> None:
        self._compiled = compiled
        self._scope = scope

    @property
    def once(self) -> P:
        items = self._scope.items
        return self._compiled.resolve(self._scope, items[0] if items else None)

    def of(self, item: Item) -> P:
        return self._compiled.resolve(self._scope, item)


# ---------------------------------------------------------------- compiling


def _compile(node_type: NodeType[P], raw: Mapping[str, Any]) -> tuple[CompiledParams[P], tuple[ParamProblem, ...]]:
    model: type[P] = node_type.params_model  # type: ignore[assignment]  # a class variable cannot name the class's own parameter
    if depth(raw) > MAX_DEPTH:
        message = f"Params are nested more than {MAX_DEPTH} levels deep."
        return CompiledParams(model, {}, {}), (ParamProblem("params_too_deep", "", message),)
    places = template_places(model, raw)
    templates, problems = _templates(places)
    problems += _static_problems(model, raw, places)
    return CompiledParams(model, raw, templates), tuple(problems)


def _templates(places: tuple[TemplatePlace, ...]) -> tuple[dict[ParamPath, Template], list[ParamProblem]]:
    templates: dict[ParamPath, Template] = {}
    problems: list[ParamProblem] = []
    for place in places:
        if len(problems) == _MOST_PROBLEMS:
            break
        path = written(place.path)
        if place.use == "forbidden":
            message = f'"{path}" is a fixed setting: expressions are not evaluated in it.'
            problems.append(ParamProblem("expression_not_allowed", path, message))
        elif place.use == "evaluate":
            try:
                templates[place.path] = compile_template(place.text, parameter=path)
            except ExpressionError as error:
                message = f'"{path}", position {error.position}: {error.reason}'
                problems.append(ParamProblem("expression_invalid", path, message))
    return templates, problems


def _static_problems(
    model: type[NodeParams], raw: Mapping[str, Any], places: tuple[TemplatePlace, ...]
) -> list[ParamProblem]:
    """What is wrong whatever the expressions may answer."""
    try:
        model.model_validate(raw)
    except ValidationError as error:
        open_places = {place.path for place in places}
        around = {path[:length] for path in open_places for length in range(len(path))}
        certain = (
            details
            for details in error.errors(include_url=False)
            if not _may_pass(details, real_path(details["loc"], raw), open_places, around)
        )
        return [_problem(details, raw, model) for details in islice(certain, _MOST_PROBLEMS)]
    return []


def _may_pass(details: ErrorDetails, path: ParamPath, open_places: set[ParamPath], around: set[ParamPath]) -> bool:
    """Whether the complaint is about an expression's text, which is not the value the node will get."""
    if details["type"] in ("missing", "extra_forbidden"):
        return False
    return path in open_places or (details["type"] in _RAISED_BY_MODELS and path in around)


def _problem(details: ErrorDetails, raw: Mapping[str, Any], model: type[NodeParams]) -> ParamProblem:
    path = written(real_path(details["loc"], raw))
    if details["type"] == "missing":
        return ParamProblem("missing_param", path, f'"{path}" is missing.')
    if details["type"] == "extra_forbidden":
        known = [field.alias or name for name, field in model.model_fields.items()]
        hint = did_you_mean(str(details["loc"][-1]), known) if len(details["loc"]) == 1 else ""
        return ParamProblem("unknown_param", path, f'"{path}" is no parameter of this node type.{hint}')
    return ParamProblem("bad_param", path, f'"{path}": {_sentence(details)}. It is {_shown(details["input"])}.')


def _resolver(value: Any, path: ParamPath, templates: Mapping[ParamPath, Template]) -> Resolver | None:
    """A function that makes ``value`` with its templates evaluated; None when there are none in it."""
    if path in templates:
        return templates[path].evaluate
    if isinstance(value, dict):
        entries = [(key, _resolver(entry, (*path, key), templates)) for key, entry in value.items()]
        moving = [(key, resolve) for key, resolve in entries if resolve is not None]
        if not moving:
            return None
        return lambda scope, item: {**value, **{key: resolve(scope, item) for key, resolve in moving}}
    if isinstance(value, list):
        elements = [_resolver(element, (*path, index), templates) for index, element in enumerate(value)]
        if not any(elements):
            return None
        return lambda scope, item: [
            element if resolve is None else resolve(scope, item)
            for element, resolve in zip(value, elements, strict=True)
        ]
    return None


# ---------------------------------------------------------------- saying it


def _sentence(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return message.removesuffix(".")


def _shown(value: Any) -> str:
    kind = kind_of(value)
    if kind in ("null", "object", "array"):
        return kind
    text = as_text(value)
    return f"{kind} {text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + '...'!r}"
