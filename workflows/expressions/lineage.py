"""``$('Node').item``: the item of another node that the current one was made from."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.expressions.errors import LINEAGE, NODE, Unresolved
from workflows.expressions.scope import MANY_ANCESTORS, NO_ANCESTOR, Ancestor, Scope
from workflows.nodes.base import Address, Item


def ancestor(scope: Scope, item: Item | None, name: str) -> Item:
    """The item of the node called ``name`` that ``item`` descends from, or the only one it put out.

    Raises Unresolved when there is none, or more than one.
    """
    outputs = scope.outputs(name)
    emitted = [one for items in outputs.values() for one in items[:2]]
    if not outputs:
        raise Unresolved(f'"{name}" has no output: it was skipped, or has not run.', code=NODE)
    if len(emitted) == 1:
        return emitted[0]

    found = _among(scope, _parents(item), scope.node_ids[name])
    if isinstance(found, Address) and found.index < len(outputs.get(found.port, ())):
        return outputs[found.port][found.index]
    if found == MANY_ANCESTORS:
        reason = f'The current item was made from several items of "{name}".'
    else:
        reason = f'The current item was not made from an item of "{name}".'
    raise Unresolved(f"{reason} Choose one: $('{name}').first(), .last() or .all().", code=LINEAGE)


def _parents(item: Item | None) -> tuple[Address, ...]:
    """What arrives stands at an address of the node before; what was just made knows only its sources."""
    if item is None:
        return ()
    return item.sources if item.address is None else (item.address,)


def _among(scope: Scope, starts: tuple[Address, ...], target: str) -> Ancestor:
    """The one address of node ``target`` from which ``starts`` descend.

    Walks without recursion (a chain may have a thousand nodes) and remembers every address it settled, so
    that ten thousand items that share ancestors cost one walk.
    """
    settled = scope.ancestors
    todo = [*starts]
    entered: set[Address] = set()
    while todo:
        address = todo[-1]
        if (target, address) in settled:
            todo.pop()
            continue
        if address.node == target:
            settled[target, address] = address
            continue
        sources = _sources(scope, address)
        if address not in entered:
            entered.add(address)
            todo += [source for source in sources if source not in entered]
            continue
        settled[target, address] = _united(settled.get((target, source), NO_ANCESTOR) for source in sources)
    return _united(settled[target, start] for start in starts)


def _sources(scope: Scope, address: Address) -> tuple[Address, ...]:
    name = scope.names.get(address.node)
    items = scope.outputs(name).get(address.port, ()) if name is not None else ()
    return items[address.index].sources if address.index < len(items) else ()


def _united(found: Iterable[Ancestor]) -> Ancestor:
    one: Ancestor = NO_ANCESTOR
    for each in found:
        if each in (NO_ANCESTOR, one):
            continue
        if one != NO_ANCESTOR or each == MANY_ANCESTORS:
            return MANY_ANCESTORS
        one = each
    return one
