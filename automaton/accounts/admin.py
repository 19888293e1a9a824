"""Organizations, users and memberships for the platform's operators."""

from __future__ import annotations

from django.contrib import admin

from automaton.accounts.models import Membership, Organization, User


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # takes no argument at run time
    model = Membership
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no argument at run time
    list_display = ["name", "domain", "created_at"]
    search_fields = ["name", "domain"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no argument at run time
    list_display = ["email", "name", "role", "is_active", "last_login"]
    search_fields = ["email", "name"]
    exclude = ["password"]
    inlines = [MembershipInline]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no argument at run time
    list_display = ["user", "organization", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "organization"]
