"""The editable side of a workflow: create, read, list, save, delete and check the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from pydantic import Field

from automaton.accounts.access import Actor
from automaton.errors import InvalidGraph, NotFound, Problem, StaleRevision
from automaton.http.pages import Cursor
from automaton.schema import Schema
from workflows.graph import MAX_EDGES, MAX_NODES, Edge, Graph, Node
from workflows.models import Workflow, WorkflowStatus
from workflows.triggers import disarm, planned_triggers
from workflows.validation import validate_graph
from workflows.validation.limits import size_problems
from workflows.workflow_settings import WorkflowSettings

Name = Annotated[str, Field(min_length=1, max_length=255)]
Description = Annotated[str, Field(max_length=10_000)]
Nodes = Annotated[tuple[Node, ...], Field(max_length=MAX_NODES)]
Edges = Annotated[tuple[Edge, ...], Field(max_length=MAX_EDGES)]


class Draft(Schema):
    """A whole draft."""

    name: Name
    description: Description = ""
    nodes: Nodes = ()
    edges: Edges = ()
    settings: WorkflowSettings = WorkflowSettings()


class DraftChanges(Schema):
    """The fields to replace; those left out stay."""

    name: Name | None = None
    description: Description | None = None
    nodes: Nodes | None = None
    edges: Edges | None = None
    settings: WorkflowSettings | None = None


@dataclass(frozen=True, slots=True)
class WorkflowFilters:
    """``search`` is a part of the name or the description, in any case."""

    status: WorkflowStatus | None = None
    search: str = ""


def create_workflow(actor: Actor, *, draft: Draft) -> Workflow:
    """Raises InvalidGraph for a graph that is too large to be kept."""
    workflow = Workflow(
        organization_id=actor.organization_id,
        created_by_id=actor.user_id,
        name=draft.name,
        description=draft.description,
        settings=draft.settings.model_dump(mode="json"),
    )
    for column, value in _graph_columns(workflow.id, Graph(nodes=draft.nodes, edges=draft.edges)).items():
        setattr(workflow, column, value)
    workflow.save(force_insert=True)
    return workflow


def get_workflow(actor: Actor, workflow_id: UUID) -> Workflow:
    """Raises NotFound, also for another organization's."""
    workflow = living(actor).filter(id=workflow_id).select_related("published_version").first()
    if workflow is None:
        raise _no_such(workflow_id)
    return workflow


def get_workflows(
    actor: Actor, *, filters: WorkflowFilters = WorkflowFilters(), after: Cursor | None = None, limit: int = 50
) -> Sequence[Workflow]:
    """Up to ``limit`` workflows without their graphs, last saved first, behind ``after``."""
    rows = living(actor).defer("nodes", "edges", "settings").select_related("published_version")
    rows = rows.defer("published_version__nodes", "published_version__edges", "published_version__settings")
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.search:
        rows = rows.filter(Q(name__icontains=filters.search) | Q(description__icontains=filters.search))
    if after:
        rows = rows.filter(Q(updated_at__lt=after.at) | Q(updated_at=after.at, id__lt=after.id))
    return list(rows.order_by("-updated_at", "-id")[:limit])


def update_workflow(
    actor: Actor, workflow_id: UUID, *, changes: DraftChanges, expected_revision: int | None = None
) -> Workflow:
    """Save changes to the draft. With ``expected_revision``, only over the draft that the caller has seen.

    Raises NotFound, StaleRevision when somebody else saved in between, InvalidGraph.
    """
    workflow = get_workflow(actor, workflow_id)
    rows = living(actor).filter(id=workflow_id)
    if expected_revision is not None:
        rows = rows.filter(revision=expected_revision)
    # One statement compares and saves, so of two who saved from the same revision exactly one gets through.
    saved = rows.update(**_columns(workflow, changes), revision=F("revision") + 1, updated_at=timezone.now())
    current = get_workflow(actor, workflow_id)
    if not saved:
        raise StaleRevision(
            f"'{current.name}' is at revision {current.revision} by now, you changed revision {expected_revision}; "
            "load it again and repeat your change.",
            current_revision=current.revision,
        )
    return current


@atomic
def delete_workflow(actor: Actor, workflow_id: UUID) -> None:
    """Out of sight and disarmed; versions stay, because executions refer to them. Raises NotFound."""
    deleted = living(actor).filter(id=workflow_id).update(deleted_at=timezone.now(), status=WorkflowStatus.INACTIVE)
    if not deleted:
        raise _no_such(workflow_id)
    disarm(actor, workflow_id=workflow_id)


def validate_workflow(graph: Graph) -> Sequence[Problem]:
    """All that stands between this graph and publishing; empty when nothing does."""
    return validate_graph(graph, for_publish=True)


def living(actor: Actor) -> QuerySet[Workflow]:
    """The actor's workflows that are not deleted."""
    return Workflow.objects.of(actor).filter(deleted_at=None)


def graph_of(workflow: Workflow) -> Graph:
    return Graph.model_validate({"nodes": workflow.nodes, "edges": workflow.edges})


def _columns(workflow: Workflow, changes: DraftChanges) -> Mapping[str, Any]:
    """What the row's columns become; a graph is looked at as a whole even when only its nodes change."""
    columns: dict[str, Any] = changes.model_dump(mode="json", include={"name", "description"}, exclude_none=True)
    if changes.settings is not None:
        columns["settings"] = changes.settings.model_dump(mode="json")
    if changes.nodes is not None or changes.edges is not None:
        kept = graph_of(workflow)
        nodes = kept.nodes if changes.nodes is None else changes.nodes
        edges = kept.edges if changes.edges is None else changes.edges
        columns |= _graph_columns(workflow.id, Graph(nodes=nodes, edges=edges))
    return columns


def _graph_columns(workflow_id: UUID, graph: Graph) -> Mapping[str, Any]:
    """Only size is refused: a draft may be wrong for as long as it takes to draw it."""
    problems = tuple(size_problems(graph))
    if problems:
        raise InvalidGraph("The graph is too large to be saved; see the problems.", problems=problems)
    dumped = graph.model_dump(mode="json")
    triggers = [trigger.model_dump(mode="json") for trigger in planned_triggers(workflow_id, graph)]
    return {"nodes": dumped["nodes"], "edges": dumped["edges"], "triggers": triggers}


def _no_such(workflow_id: UUID) -> NotFound:
    return NotFound(f"There is no workflow {workflow_id}.")
