"""A graph -> everything that is wrong with it, addressed so that canvas and forms can point at it. Pure.

``node`` is a node's id, ``edge`` an edge's; ``field`` is in wire form: ``name``, ``typeVersion``,
``params.conditions[0].left``, ``targetPort``. Codes are stable:

    code                       what is wrong
    -------------------------  -----------------------------------------------------------------------
    too_many_nodes             more than MAX_NODES                                       (nothing else
    too_many_edges             more than MAX_EDGES                                        is looked at
    definition_too_large       more than MAX_DEFINITION_BYTES as JSON                     when one of
    params_too_large           params of one node above MAX_PARAMS_BYTES as JSON          these five
    params_too_deep            params nested deeper than MAX_DEPTH                        is found)
    too_many_problems          there are more problems than are listed
    duplicate_node_id          two nodes have one id
    duplicate_node_name        two nodes have one name, and names are what expressions use
    unknown_type               no such node type
    unknown_version            the type has no such version; the known ones are listed
    missing_param              a param without default is not there                          (draft: W)
    bad_param                  a param has a value that its type does not take
    unknown_param              the type has no such param
    expression_invalid         an expression that cannot be read, with the position
    expression_not_allowed     an expression in a param that is a fixed setting
    unknown_node_reference     an expression names a node that is not there
    reference_not_upstream     an expression names a node that does not lead to this one
    reference_to_disabled      an expression names a node that is disabled
    duplicate_edge_id          two edges have one id
    duplicate_edge             two edges join the same ports
    edge_source_missing        an edge leaves a node that is not there
    edge_target_missing        an edge enters a node that is not there
    unknown_output_port        an edge leaves a port the type does not have; the known ones are listed
    unknown_input_port         an edge enters a port the type does not have; the known ones are listed
    edge_into_trigger          an edge enters a trigger, which starts executions and takes no input
    self_loop                  an edge joins a node to itself
    cycle                      nodes lead back to themselves; repetition is a loop node's business
    no_trigger                 nothing can start the workflow                                (draft: W)
    unreachable_node           no trigger leads to the node: W while it stands apart; an error when it
                               feeds a node that does run, whose input would silently be incomplete
    duplicate_webhook          two webhooks answer the same method at the same path

W: a warning, which forbids nothing. A draft with problems is saved and they are shown; what is unfinished
rather than wrong is then only a warning. Publishing and running refuse errors. Problems with the params of a
node that will not run (disabled, or not reachable) are warnings: people park half-made nodes on the canvas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from automaton.errors import InvalidGraph, Problem
from workflows.graph import Graph
from workflows.validation.edges import edge_problems
from workflows.validation.limits import MAX_DEFINITION_BYTES, MAX_PARAMS_BYTES, size_problems
from workflows.validation.nodes import node_problems
from workflows.validation.paths import path_problems
from workflows.validation.subject import Subject

__all__ = ["MAX_DEFINITION_BYTES", "MAX_PARAMS_BYTES", "MAX_PROBLEMS", "require_runnable", "validate_graph"]

MAX_PROBLEMS = 1_000
_UNFINISHED = frozenset({"missing_param", "no_trigger"})


def validate_graph(graph: Graph, *, for_publish: bool) -> tuple[Problem, ...]:
    """Every problem, in the order of the drawing: nodes, edges, then what only the whole shows."""
    if too_large := tuple(size_problems(graph)):
        return too_large
    listed = tuple(islice(_problems(graph, for_publish), MAX_PROBLEMS + 1))
    if len(listed) <= MAX_PROBLEMS:
        return listed
    rest = Problem(code="too_many_problems", message=f"More than {MAX_PROBLEMS} problems; the rest is not listed.")
    return (*listed[:MAX_PROBLEMS], rest)


def require_runnable(graph: Graph) -> None:
    """Raises InvalidGraph, with its problems, when the graph can be neither published nor run."""
    problems = validate_graph(graph, for_publish=True)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise InvalidGraph(f"The workflow cannot run: {errors[0].message}{more}", problems=problems)


def _problems(graph: Graph, for_publish: bool) -> Iterator[Problem]:
    subject = Subject(graph)
    for check in (node_problems, edge_problems, path_problems):
        for problem in check(subject):
            is_unfinished = problem.code in _UNFINISHED and not for_publish
            yield replace(problem, severity="warning") if is_unfinished else problem
