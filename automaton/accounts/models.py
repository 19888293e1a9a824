"""Who there is: organizations, users, and which user is in which organization as what."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone

from automaton.accounts.access import Role
from automaton.tenancy import TenantModel


class Organization(models.Model):
    """A tenant: everything else belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    domain = models.CharField(max_length=255, unique=True, null=True, blank=True)
    settings = models.JSONField(default=dict, db_default={}, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        db_table = "organizations"

    def __str__(self) -> str:
        return self.name


class AddressField(models.EmailField):  # type: ignore[type-arg]  # takes no argument at run time
    """An e-mail address, in lower case wherever it is stored or looked for."""

    def to_python(self, value: Any) -> Any:
        return _lower(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return _lower(super().get_prep_value(value))


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For ``manage.py createsuperuser``: one of the platform's operators, who may enter the Django admin."""
        return self.create_user(email, password, **{**fields, "role": User.PlatformRole.STAFF})


class User(AbstractBaseUser):
    """A person. What they may do in an organization is in their membership of it."""

    class PlatformRole(models.TextChoices):
        """Standing towards the platform itself, not towards an organization."""

        USER = "user"
        STAFF = "staff"  # operates the platform: may enter the Django admin

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(max_length=255, unique=True)
    name = models.CharField(max_length=255)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where the person lands after signing in.",
    )
    role = models.CharField(
        max_length=50, choices=PlatformRole.choices, default=PlatformRole.USER, db_default=PlatformRole.USER.value
    )
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "users"
        constraints = [
            # With this, the unique index on email is unique regardless of case.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="users_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return str(self.email)

    @property
    def is_staff(self) -> bool:
        return self.role == self.PlatformRole.STAFF

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002 - what the Django admin asks
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002 - what the Django admin asks
        return self.is_active and self.is_staff


class Membership(TenantModel):
    """A user in an organization, and the role that counts there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=50, choices=[(role.value, role.value) for role in Role])
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta(TenantModel.Meta):
        abstract = False
        db_table = "memberships"
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="memberships_one_per_user_and_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.organization_id}"
