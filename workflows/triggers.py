"""What starts a workflow from outside: planned in its graph, armed by publishing, found by a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.utils.crypto import salted_hmac
from pydantic import ValidationError

from automaton.accounts.access import Actor
from automaton.errors import Conflict, Problem
from automaton.schema import Schema
from workflows import registry
from workflows.graph import Graph, Node
from workflows.models import Trigger, WorkflowVersion
from workflows.nodes.triggers.webhook import Webhook, WebhookParams

# By hand: every request from outside pays for it. The unique index on (organization, path, method) answers.
_FIND_WEBHOOK = """
    SELECT t.workflow_id, w.name, t.version_id, t.node_id, t.respond
    FROM triggers t JOIN workflows w ON w.id = t.workflow_id
    WHERE t.kind = 'webhook' AND t.organization_id = %s AND t.path = %s AND t.method = %s AND w.deleted_at IS NULL
"""


class PlannedTrigger(Schema):
    """A trigger node of a graph. Path and methods are a webhook's."""

    node_id: str
    kind: str
    path: str = ""
    methods: tuple[str, ...] = ()
    respond: str = ""


@dataclass(frozen=True, slots=True)
class ArmedWebhook:
    """Where a request from outside leads: to a node of a published version."""

    organization_id: UUID
    workflow_id: UUID
    workflow_name: str
    version_id: UUID
    node_id: str
    path: str
    method: str
    respond: str


def planned_triggers(workflow_id: UUID, graph: Graph) -> Sequence[PlannedTrigger]:
    """The enabled trigger nodes, in drawing order. A webhook whose params are not valid yet has no path."""
    return tuple(_planned(workflow_id, graph))


def arm(actor: Actor, *, version: WorkflowVersion, graph: Graph) -> None:
    """Make ``version`` what triggers start, instead of any version before. Call it inside a transaction.

    Raises Conflict when another workflow of the organization answers at the same address.
    """
    disarm(actor, workflow_id=version.workflow_id)
    for trigger in planned_triggers(version.workflow_id, graph):
        rows = [_row(version, trigger, method) for method in trigger.methods or ("",)]
        try:
            with atomic():
                Trigger.objects.of(actor).bulk_create(rows)
        except IntegrityError as error:
            raise _taken(trigger) from error


def disarm(actor: Actor, *, workflow_id: UUID) -> None:
    """Nothing from outside starts the workflow any more."""
    Trigger.objects.of(actor).filter(workflow_id=workflow_id).delete()


def find_webhook(*, organization_id: UUID, path: str, method: str) -> ArmedWebhook | None:
    """The armed webhook at ``/webhooks/<organization_id>/<path>``; anybody may ask. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_WEBHOOK, [organization_id, path, method])
        row = cursor.fetchone()
    if row is None:
        return None
    workflow_id, name, version_id, node_id, respond = row
    return ArmedWebhook(organization_id, workflow_id, name, version_id, node_id, path, method, respond)


def webhook_path(organization_id: UUID, path: str) -> str:
    """The part of a webhook's address behind the host."""
    return f"/webhooks/{organization_id}/{path}"


def _row(version: WorkflowVersion, trigger: PlannedTrigger, method: str) -> Trigger:
    return Trigger(
        organization_id=version.organization_id,
        workflow_id=version.workflow_id,
        version=version,
        node_id=trigger.node_id,
        kind=trigger.kind,
        path=trigger.path,
        method=method,
        respond=trigger.respond,
    )


def _planned(workflow_id: UUID, graph: Graph) -> Iterator[PlannedTrigger]:
    for node in graph.nodes:
        node_type = registry.find(node.type, node.type_version)
        if node_type is None or not node_type.is_trigger or node.disabled:
            continue
        if isinstance(node_type, Webhook):
            yield _planned_webhook(workflow_id, node)
        else:
            yield PlannedTrigger(node_id=node.id, kind=node.type.rpartition(".")[2])


def _planned_webhook(workflow_id: UUID, node: Node) -> PlannedTrigger:
    try:
        params = WebhookParams.model_validate(node.params)
    except ValidationError:
        return PlannedTrigger(node_id=node.id, kind="webhook")
    return PlannedTrigger(
        node_id=node.id,
        kind="webhook",
        path=params.path or _secret_path(workflow_id, node.id),
        methods=tuple(dict.fromkeys(method.value for method in params.methods)),
        respond=params.respond.value,
    )


def _secret_path(workflow_id: UUID, node_id: str) -> str:
    """A path that nobody guesses and that stays the same from version to version."""
    return salted_hmac("workflows.triggers.path", f"{workflow_id}:{node_id}", algorithm="sha256").hexdigest()[:32]


def _taken(trigger: PlannedTrigger) -> Conflict:
    message = f"{', '.join(trigger.methods)} {trigger.path} is the address of another webhook; choose another path."
    problem = Problem(code="webhook_address_taken", message=message, field="params.path", node=trigger.node_id)
    return Conflict("Another webhook answers at this address.", problems=[problem])
