"""What an expression can see: the items at hand, the outputs of other nodes, the execution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from workflows.expressions.errors import NODE, Unresolved
from workflows.nearest import did_you_mean
from workflows.nodes.base import Address, ExecutionInfo, Item

Outputs = Mapping[str, Sequence[Item]]  # items per output port, ports in the order the node type declares them
NO_ANCESTOR, MANY_ANCESTORS = "none", "many"
Ancestor = Address | str  # the one address, or one of the two above


def _no_outputs(_name: str) -> Outputs:
    return {}


@dataclass(frozen=True, eq=False)
class Scope:
    """Made once per attempt of a node; shared by all its params and items.

    ``node_ids`` maps every node *name* of the workflow to its id. ``items_of`` is asked with such a name,
    at most once each and only when an expression needs it; it answers the items per output port, and an
    empty mapping for a node that was skipped or has not run. Their ``sources`` must be set, their
    ``address`` may be. ``node`` is the name of the node being resolved, for messages.
    """

    execution: ExecutionInfo
    items: Sequence[Item] = ()
    node: str = ""
    node_ids: Mapping[str, str] = field(default_factory=dict)
    items_of: Callable[[str], Outputs] = _no_outputs
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    ancestors: dict[tuple[str, Address], Ancestor] = field(default_factory=dict)  # what lineage.py found so far
    _outputs: dict[str, Outputs] = field(default_factory=dict)
    _all_items: dict[str, Sequence[Item]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Node id -> name."""
        return {node_id: name for name, node_id in self.node_ids.items()}

    @cached_property
    def indexes(self) -> Mapping[int, int]:
        """Identity of an item at hand -> its index: items are not hashable, and equal ones still differ in place."""
        return {id(item): index for index, item in enumerate(self.items)}

    def index_of(self, item: Item | None) -> int | None:
        return None if item is None else self.indexes.get(id(item))

    def outputs(self, name: str) -> Outputs:
        """Items per output port of the node with that name. Raises Unresolved for a name nobody has."""
        if name not in self._outputs:
            if name not in self.node_ids:
                known = did_you_mean(name, self.node_ids)
                raise Unresolved(f'No node is named "{name}".{known}', code=NODE)
            self._outputs[name] = self.items_of(name)
        return self._outputs[name]

    def all_items(self, name: str) -> Sequence[Item]:
        """What that node put out, port after port; joined once, for it is asked again for every item."""
        if name not in self._all_items:
            self._all_items[name] = [item for items in self.outputs(name).values() for item in items]
        return self._all_items[name]
