"""Workflows and their versions for the platform's operators; to look at, not to edit."""

from __future__ import annotations

from django.contrib import admin

from workflows.models import Workflow, WorkflowVersion


@admin.register(Workflow)
class WorkflowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no argument at run time
    list_display = ["name", "organization", "status", "version", "updated_at", "deleted_at"]
    list_filter = ["status"]
    list_select_related = ["organization"]
    search_fields = ["name"]
    readonly_fields = ["organization", "created_by", "nodes", "edges", "triggers", "published_version", "revision"]


@admin.register(WorkflowVersion)
class WorkflowVersionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no argument at run time
    list_display = ["workflow", "number", "published_by", "published_at"]
    list_select_related = ["workflow", "published_by"]

    def has_change_permission(self, *_: object, **__: object) -> bool:
        return False
