"""What only the whole shows: where executions start, where they lead, what is upstream of what."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from automaton.errors import Problem
from workflows.graph import Edge, Graph
from workflows.nearest import did_you_mean
from workflows.nodes.triggers.webhook import Webhook, WebhookParams
from workflows.validation.subject import Subject

_MOST_NAMED = 10  # nodes listed in one message
_MOST_HINTS = 20  # a hint compares with every name; beyond these many nobody reads them


def path_problems(subject: Subject) -> Iterator[Problem]:
    yield from _trigger_problems(subject)
    yield from _webhook_problems(subject)
    yield from _cycle_problems(subject)
    yield from _reach_problems(subject)
    yield from _reference_problems(subject)


def _trigger_problems(subject: Subject) -> Iterator[Problem]:
    if all(subject.graph.by_id[node_id].disabled for node_id in subject.triggers):
        is_off = " (the one it has is disabled)" if subject.triggers else ""
        yield Problem("no_trigger", f"Nothing can start the workflow: it has no trigger{is_off}.")


def _webhook_problems(subject: Subject) -> Iterator[Problem]:
    """Webhooks without a path of their own have unguessable ones, which never meet."""
    taken: dict[tuple[str, str], str] = {}
    for node_id, (compiled, problems) in subject.params.items():
        node = subject.graph.by_id[node_id]
        if node.type != Webhook.key or node.disabled or problems:
            continue
        params = compiled.model.model_validate(node.params)
        assert isinstance(params, WebhookParams)  # noqa: S101 - tells the type checker what the key says
        for method in params.methods if params.path else ():
            first = taken.setdefault((method, params.path), node_id)
            if first != node_id:
                message = f'"{node.name}" and {subject.name(first)} both answer {method} {params.path}.'
                yield Problem("duplicate_webhook", message, field="params.path", node=node_id)


def _cycle_problems(subject: Subject) -> Iterator[Problem]:
    """One problem for all cycles, without the nodes that merely lie before or behind one."""
    edges = tuple(edge for edge in subject.graph.edges if edge.source != edge.target)
    forward = set(Graph(nodes=subject.graph.nodes, edges=edges).cycle())
    if not forward:
        return
    turned = tuple(edge.model_copy(update={"source": edge.target, "target": edge.source}) for edge in edges)
    around = [node_id for node_id in Graph(nodes=subject.graph.nodes, edges=turned).cycle() if node_id in forward]
    named = ", ".join(subject.name(node_id) for node_id in around[:_MOST_NAMED])
    more = f" and {len(around) - _MOST_NAMED} more" if len(around) > _MOST_NAMED else ""
    message = f"These nodes lead back to themselves: {named}{more}. To repeat something, use a loop node."
    yield Problem("cycle", message, node=around[0])


def _reach_problems(subject: Subject) -> Iterator[Problem]:
    if not subject.triggers:
        return
    for node in subject.graph.by_id.values():
        if node.id in subject.led_to or node.id not in subject.types:
            continue
        fed = next((edge.target for edge in _out_of(subject, node.id) if edge.target in subject.running), None)
        if node.disabled or fed is None:
            message = f'No trigger leads to "{node.name}": it will not run.'
            yield Problem("unreachable_node", message, node=node.id, severity="warning")
        else:
            message = (
                f'No trigger leads to "{node.name}", but it feeds {subject.name(fed)}, which would miss its items. '
                "Join it to a trigger, or remove the edge."
            )
            yield Problem("unreachable_node", message, node=node.id)


def _out_of(subject: Subject, node_id: str) -> Iterator[Edge]:
    yield from subject.graph.outgoing.get(node_id, ())


def _reference_problems(subject: Subject) -> Iterator[Problem]:
    upstream = _upstream(subject.graph)
    places = {node_id: place for place, node_id in enumerate(subject.graph.by_id)}
    hints = 0
    for node_id, (compiled, _) in subject.params.items():
        for path, reference in compiled.references:
            named = subject.graph.by_name.get(reference.node)
            if named is None:
                code = "unknown_node_reference"
                reason = f'"{reference.node}", which is not there.'
                reason += did_you_mean(reference.node, subject.graph.by_name) if hints < _MOST_HINTS else ""
                hints += 1
            elif node_id in upstream and not upstream[node_id] >> places[named.id] & 1:
                code, reason = "reference_not_upstream", f'"{named.name}", which does not lead to this node.'
            elif named.disabled:
                code, reason = "reference_to_disabled", f'"{named.name}", which is disabled and puts out nothing.'
            else:
                continue
            message = f'{subject.name(node_id)}: "{path}" names the node {reason}'
            yield Problem(code, message, field=f"params.{path}", node=node_id, severity=subject.severity(node_id))


def _upstream(graph: Graph) -> Mapping[str, int]:
    """Node id -> its ancestors, as bits by their place among the nodes; without nodes on or behind a cycle.

    Bits, because a thousand nodes have half a million pairs, and one ``|`` joins a whole row of them.
    """
    places = {node_id: place for place, node_id in enumerate(graph.by_id)}
    missing = dict.fromkeys(graph.by_id, 0)
    for edge in graph.edges:
        if edge.source in places and edge.target in places:
            missing[edge.target] += 1
    ancestors = dict.fromkeys(graph.by_id, 0)
    ready = deque(node_id for node_id, count in missing.items() if count == 0)
    sorted_: dict[str, int] = {}
    while ready:
        node_id = ready.popleft()
        sorted_[node_id] = ancestors[node_id]
        for edge in graph.outgoing.get(node_id, ()):
            if edge.target in places:
                ancestors[edge.target] |= ancestors[node_id] | 1 << places[node_id]
                missing[edge.target] -= 1
                if missing[edge.target] == 0:
                    ready.append(edge.target)
    return sorted_
