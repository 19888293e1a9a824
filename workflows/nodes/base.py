"""What a node type is, what it may touch, and what it may answer.

A node type is one file: a params model, a class with its ports and examples, and ``run``. It imports this
module and libraries, nothing else of ours. ``http/request.py`` is the one to imitate.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, Protocol, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from automaton.schema import Schema
from workflows.nodes.values import as_number, as_text, identity, kind_of, parse_json, value_at

# Everything a node author needs comes from here, what one asks of JSON values included.
__all__ = [
    "MAIN",
    "Address",
    "Cancelled",
    "Category",
    "Context",
    "Example",
    "ExecutionInfo",
    "HttpClient",
    "HttpResponse",
    "Item",
    "LogLevel",
    "NodeClass",
    "NodeError",
    "NodeParams",
    "NodeType",
    "Output",
    "Params",
    "Port",
    "Suspend",
    "Text",
    "as_number",
    "as_text",
    "identity",
    "kind_of",
    "lineage",
    "param",
    "parse_json",
    "value_at",
]

MAIN = "main"
LogLevel = Literal["debug", "info", "warn", "error"]


class NodeClass(StrEnum):
    """Which pool of workers runs a node: decided by what it waits for."""

    FAST = "fast"  # computes for at most a few milliseconds; may run chained in the same process
    IO = "io"  # waits for the network; many at once in threads
    CODE = "code"  # runs people's code; own process, killed at its limits


class Category(StrEnum):
    """Shelves of the palette."""

    TRIGGERS = "triggers"
    FLOW = "flow"
    DATA = "data"
    NETWORK = "network"
    CODE = "code"
    MESSAGING = "messaging"
    STORAGE = "storage"
    AI = "ai"


# ---------------------------------------------------------------- data


class Address(NamedTuple):
    """Where an item stands: the ``index``-th on output ``port`` of ``node``."""

    node: str
    port: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks of an address


@dataclass(frozen=True, slots=True)
class Item:
    """One element of what travels along an edge.

    ``address`` is set by the engine on items that arrive; ``sources`` names the items this one was made
    from, so that an expression can always reach back.
    """

    json: Mapping[str, Any]
    binary: Mapping[str, Any] = field(default_factory=dict)
    address: Address | None = None
    sources: tuple[Address, ...] = ()

    def derive(self, json: Mapping[str, Any]) -> Item:
        """A new item made from this one: other data, same files, lineage kept."""
        return Item(json=json, binary=self.binary, sources=lineage(self))


def lineage(*items: Item) -> tuple[Address, ...]:
    """The ``sources`` of an item made from ``items``."""
    return tuple(item.address for item in items if item.address is not None)


@dataclass(frozen=True, slots=True)
class Output:
    """Items per output port. A port without items is a branch not taken: what hangs on it is skipped."""

    ports: Mapping[str, Sequence[Item]]

    @classmethod
    def main(cls, items: Sequence[Item]) -> Output:
        return cls({MAIN: items})


@dataclass(frozen=True, slots=True)
class Suspend:
    """Give up the worker until ``until`` (aware, UTC), or until a signal when it is None."""

    until: datetime | None
    reason: str


class NodeError(Exception):
    """The node could not do its work; the sentence is shown to the workflow's author.

    ``code`` is stable and upper case (``HTTP_STATUS``); ``retryable`` says whether the same attempt
    might succeed later; ``data`` is small and free of secrets.
    """

    def __init__(self, message: str, *, code: str = "NODE_ERROR", retryable: bool = False, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.retryable = retryable
        self.data = data


class Cancelled(Exception):
    """Raised inside a node by ``ctx.checkpoint()`` when its attempt has been cancelled or superseded."""


# ---------------------------------------------------------------- params


class NodeParams(Schema):
    """Base of every params model; its JSON Schema is what the editor draws.

    A number that an expression brings into a ``str`` becomes text, for it is often an id; ``Text`` takes more.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)


def _written_out(value: Any) -> Any:
    return value if value is None else as_text(value)


Text = Annotated[str, BeforeValidator(_written_out)]  # a text that takes any value but null: true, 12, {"a":1}

P_co = TypeVar("P_co", bound=NodeParams, covariant=True)


def param(
    default: Any = ...,
    *,
    label: str,
    help: str = "",  # noqa: A002 - the word people read in the form
    widget: str | None = None,
    unit: str | None = None,
    show_if: Mapping[str, Sequence[Any]] | None = None,
    expression: bool = True,
    **constraints: Any,
) -> Any:
    """A pydantic field with what a form needs.

    ``widget`` overrides the one the type implies, ``unit`` is printed behind the input (``"s"``),
    ``show_if`` maps another field to the values under which this one is shown, ``expression`` says
    whether ``{{ }}`` is evaluated in it; what is written in a field with the widget ``code`` is never one.
    """
    conditions = {to_camel(name): list(values) for name, values in show_if.items()} if show_if else None
    extra = {"widget": widget, "unit": unit, "showIf": conditions, "expression": expression}
    shown: dict[str, Any] = {key: value for key, value in extra.items() if value is not None}
    return Field(default, title=label, description=help or None, json_schema_extra=shown, **constraints)


class Params(Protocol[P_co]):
    """Resolved params. A node says whether it wants them once or for each item."""

    @property
    def once(self) -> P_co:
        """Expressions evaluated against the first item (or none)."""
        ...

    def of(self, item: Item) -> P_co:
        """Expressions evaluated against ``item``; the same object each time when there are none."""
        ...


# ---------------------------------------------------------------- what a node may touch


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A whole response; ``body`` is at most the ``max_bytes`` that were asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class HttpClient(Protocol):
    """The only way out to the network: refuses private addresses, holds deadlines and sizes."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        body: bytes | None = None,
        timeout_s: float = 30,
        max_bytes: int = 50_000_000,
        follow_redirects: bool = True,
    ) -> HttpResponse:
        """``query`` is added behind what ``url`` already asks for; pairs may repeat a name.

        Raises NodeError: HTTP_TIMEOUT, HTTP_CONNECTION (both retryable), HTTP_REFUSED, HTTP_TOO_LARGE, HTTP_URL.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExecutionInfo:
    """What a node and its expressions may know of the execution they are part of."""

    id: str
    workflow_id: str
    workflow_name: str
    mode: str  # manual, webhook, api, schedule
    started_at: datetime


class Context(Protocol):
    """The world as a node sees it, for one attempt."""

    @property
    def execution(self) -> ExecutionInfo: ...

    @property
    def node_id(self) -> str: ...

    @property
    def attempt(self) -> int: ...

    @property
    def idempotency_key(self) -> str:
        """Equal across attempts of this node execution; send it along with anything that must not happen twice."""
        ...

    @property
    def http(self) -> HttpClient: ...

    def items_at(self, port: str) -> Sequence[Item]:
        """Items that arrived at an input port other than the first."""
        ...

    def log(self, level: LogLevel, message: str, **data: Any) -> None:
        """One line in the execution's log; never a secret."""
        ...

    def remaining_s(self) -> float:
        """Seconds until the attempt's deadline."""
        ...

    def checkpoint(self) -> None:
        """Raises Cancelled when the attempt should stop, NodeError(DEADLINE) when its time is up; call it in loops."""
        ...


# ---------------------------------------------------------------- the type itself


@dataclass(frozen=True, slots=True)
class Port:
    """A named input or output of a node type."""

    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """Documentation and test at once: with these params and items, this comes out.

    ``items`` are the items' JSON per input port, ``output`` per output port. With ``error`` set, the run
    must end in a NodeError of that code. ``http`` maps ``"METHOD url"`` to what the outside world answers.
    """

    title: str
    params: Mapping[str, Any]
    items: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=lambda: {MAIN: [{}]})
    output: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
    error: str | None = None
    http: Mapping[str, HttpResponse] = field(default_factory=dict)


P = TypeVar("P", bound=NodeParams)


class NodeType(ABC, Generic[P]):
    """The kind a node is an instance of; registered once in ``workflows.nodes.BUILT_IN``.

    The module docstring of the file is the palette text. A breaking change is a new class with the next
    ``version`` beside the old one.
    """

    key: ClassVar[str]  # "http.request": shelf and name, stable for ever
    version: ClassVar[int] = 1
    label: ClassVar[str]
    category: ClassVar[Category]
    node_class: ClassVar[NodeClass] = NodeClass.FAST
    is_trigger: ClassVar[bool] = False
    has_side_effects: ClassVar[bool] = False  # repeating it may change the world outside
    inputs: ClassVar[tuple[Port, ...]] = (Port(MAIN),)
    outputs: ClassVar[tuple[Port, ...]] = (Port(MAIN),)
    params_model: ClassVar[type[NodeParams]] = NodeParams
    examples: ClassVar[tuple[Example, ...]] = ()

    @abstractmethod
    def run(self, params: Params[P], items: Sequence[Item], ctx: Context) -> Output | Suspend:
        """Do the work. ``items`` arrived at the first input port. Raises NodeError."""
