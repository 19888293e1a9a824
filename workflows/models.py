"""The tables of workflows: the draft, its published versions, and the triggers that are armed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from automaton.tenancy import TenantModel


class WorkflowStatus(models.TextChoices):
    DRAFT = "draft"  # never published
    ACTIVE = "active"  # a version is published and its triggers are armed
    INACTIVE = "inactive"  # was published; nothing starts it


class Workflow(TenantModel):
    """A named thing people edit. ``nodes``, ``edges``, ``triggers`` and ``settings`` are its draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    description = models.TextField(default="", db_default="", blank=True)
    created_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_column="created_by",
    )
    nodes = models.JSONField(default=list)
    edges = models.JSONField(default=list)
    triggers = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="What would start it once published; kept so that lists need not read the graph.",
    )
    settings = models.JSONField(default=dict, db_default={}, blank=True)
    status = models.CharField(
        max_length=50,
        choices=WorkflowStatus.choices,
        default=WorkflowStatus.DRAFT,
        db_default=WorkflowStatus.DRAFT.value,
    )
    version = models.IntegerField(default=1, db_default=1, help_text="The number the draft will be published as.")
    revision = models.IntegerField(default=1, db_default=1, help_text="Counts saves of the draft: the optimistic lock.")
    published_version = models.ForeignKey(
        "WorkflowVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now())
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        db_table = "workflows"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=WorkflowStatus.values), name="workflows_status_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "-updated_at", "-id"],
                condition=models.Q(deleted_at=None),
                name="workflows_list",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkflowVersion(TenantModel):
    """A published graph. The database refuses to change one (migration 0002)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    nodes = models.JSONField()
    edges = models.JSONField()
    settings = models.JSONField()
    message = models.CharField(max_length=500, default="", db_default="", blank=True)
    published_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_column="published_by",
    )
    published_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta(TenantModel.Meta):
        abstract = False
        db_table = "workflow_versions"
        constraints = [
            models.UniqueConstraint(fields=["workflow", "number"], name="workflow_versions_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Trigger(TenantModel):
    """An armed registration: one way in which a published version is started from outside.

    A webhook that answers several methods has a row for each, so that (organization, path, method) is one
    unique index and one lookup. Other kinds have empty path and method.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="armed_triggers")
    version = models.ForeignKey(WorkflowVersion, on_delete=models.CASCADE, related_name="+")
    node_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=50)
    path = models.CharField(max_length=200, default="", db_default="", blank=True)
    method = models.CharField(max_length=10, default="", db_default="", blank=True)
    respond = models.CharField(max_length=20, default="", db_default="", blank=True)
    armed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta(TenantModel.Meta):
        abstract = False
        db_table = "triggers"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "path", "method"],
                condition=models.Q(kind="webhook"),
                name="triggers_webhook_address_is_unique",
            ),
            models.UniqueConstraint(fields=["workflow", "node_id", "method"], name="triggers_arm_a_node_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.method} {self.path}".strip()
