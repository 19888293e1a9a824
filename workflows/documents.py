"""Workflows and versions as the API shows them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from automaton.env import WebSettings, load
from automaton.http.problems import Problem
from automaton.schema import Schema
from workflows.drafts import graph_of
from workflows.graph import Edge, Node
from workflows.models import Workflow, WorkflowVersion
from workflows.triggers import PlannedTrigger, webhook_path
from workflows.validation import validate_graph
from workflows.workflow_settings import WorkflowSettings


class TriggerDocument(Schema):
    """A trigger node of the draft. ``url`` is where a webhook will answer once published."""

    node_id: str
    kind: str
    path: str
    methods: tuple[str, ...]
    respond: str
    url: str | None


class WorkflowSummary(Schema):
    """A workflow in a list. ``version`` is the number its draft will be published as."""

    id: UUID
    name: str
    description: str
    status: str
    version: int
    published_version: int | None
    revision: int
    triggers: list[TriggerDocument]
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class WorkflowDocument(WorkflowSummary):
    """A workflow with its draft, and what is wrong with that so far.

    ``revision`` goes back with changes, so that nobody overwrites what they never saw.
    """

    organization_id: UUID
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    settings: WorkflowSettings
    problems: list[Problem]


class VersionSummary(Schema):
    id: UUID
    number: int
    message: str
    published_by: UUID | None
    published_at: datetime


class VersionDocument(VersionSummary):
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    settings: WorkflowSettings


class VersionList(Schema):
    items: list[VersionSummary]


class Validation(Schema):
    """``valid`` when no problem is an error; warnings do not stand in the way."""

    valid: bool
    problems: list[Problem]


def summary_of(workflow: Workflow) -> WorkflowSummary:
    return WorkflowSummary.model_validate(_summary(workflow))


def document_of(workflow: Workflow) -> WorkflowDocument:
    graph = graph_of(workflow)
    return WorkflowDocument.model_validate(
        {
            **_summary(workflow),
            "organization_id": workflow.organization_id,
            "nodes": graph.nodes,
            "edges": graph.edges,
            "settings": workflow.settings,
            "problems": [Problem.of(problem) for problem in validate_graph(graph, for_publish=False)],
        }
    )


def version_summary_of(version: WorkflowVersion) -> VersionSummary:
    return VersionSummary.model_validate(_version(version))


def version_document_of(version: WorkflowVersion) -> VersionDocument:
    content = {"nodes": version.nodes, "edges": version.edges, "settings": version.settings}
    return VersionDocument.model_validate({**_version(version), **content})


def _summary(workflow: Workflow) -> dict[str, object]:
    published = workflow.published_version
    return {
        "id": workflow.id,
        "name": workflow.name,
        "description": workflow.description,
        "status": workflow.status,
        "version": workflow.version,
        "published_version": published.number if published else None,
        "revision": workflow.revision,
        "triggers": [_trigger(workflow, PlannedTrigger.model_validate(trigger)) for trigger in workflow.triggers],
        "created_by": workflow.created_by_id,
        "created_at": workflow.created_at,
        "updated_at": workflow.updated_at,
    }


def _trigger(workflow: Workflow, trigger: PlannedTrigger) -> TriggerDocument:
    address = webhook_path(workflow.organization_id, trigger.path) if trigger.path else None
    return TriggerDocument(
        node_id=trigger.node_id,
        kind=trigger.kind,
        path=trigger.path,
        methods=trigger.methods,
        respond=trigger.respond,
        url=f"{_public_url()}{address}" if address else None,
    )


@cache
def _public_url() -> str:
    return load(WebSettings).public_url.rstrip("/")


def _version(version: WorkflowVersion) -> dict[str, object]:
    return {
        "id": version.id,
        "number": version.number,
        "message": version.message,
        "published_by": version.published_by_id,
        "published_at": version.published_at,
    }
