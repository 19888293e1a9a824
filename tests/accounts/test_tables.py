"""The seed's tables are there, column by column, and what it lets one insert can be inserted."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.transaction import atomic

from tests.people import make_organization, make_person

pytestmark = pytest.mark.django_db

UUID, TEXT, JSONB, INTEGER = "uuid", "text", "jsonb", "integer"
TIME = "timestamp with time zone"  # the seed's TIMESTAMP, with the zone that makes it a point in time

# table -> column -> (type, may be null). Not null beyond the seed where a default makes null needless.
SEED = {
    "organizations": {
        "id": (UUID, False),
        "name": ("varchar(255)", False),
        "domain": ("varchar(255)", True),
        "settings": (JSONB, False),
        "created_at": (TIME, False),
        "updated_at": (TIME, False),
    },
    "users": {
        "id": (UUID, False),
        "email": ("varchar(255)", False),
        "name": ("varchar(255)", False),
        "organization_id": (UUID, True),
        "role": ("varchar(50)", False),
        "created_at": (TIME, False),
        "updated_at": (TIME, False),
    },
    "workflows": {
        "id": (UUID, False),
        "name": ("varchar(255)", False),
        "description": (TEXT, False),
        "organization_id": (UUID, False),
        "created_by": (UUID, True),
        "nodes": (JSONB, False),
        "edges": (JSONB, False),
        "triggers": (JSONB, False),
        "settings": (JSONB, False),
        "status": ("varchar(50)", False),
        "version": (INTEGER, False),
        "created_at": (TIME, False),
        "updated_at": (TIME, False),
    },
}


@pytest.mark.parametrize("table", SEED)
def test_a_table_has_the_columns_of_the_seed(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type, character_maximum_length, is_nullable"
            " FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        found = {
            name: (f"varchar({length})" if length else kind, nullable == "YES")
            for name, kind, length, nullable in cursor.fetchall()
        }

    assert {name: found.get(name) for name in SEED[table]} == SEED[table]


def test_rows_can_be_inserted_as_the_seed_writes_them() -> None:
    organization, user, workflow = uuid4(), uuid4(), uuid4()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO organizations (id, name) VALUES (%s, 'Acme')", [organization])
        cursor.execute(
            "INSERT INTO users (id, email, name, organization_id, password) VALUES (%s, 'a@b.org', 'A', %s, '')",
            [user, organization],
        )
        cursor.execute(
            "INSERT INTO workflows (id, name, organization_id, created_by, nodes, edges)"
            " VALUES (%s, 'W', %s, %s, '[]', '[]')",
            [workflow, organization, user],
        )
        cursor.execute(
            "SELECT u.role, w.status, w.version, w.created_at IS NOT NULL FROM users u"
            " JOIN workflows w ON w.created_by = u.id WHERE w.id = %s",
            [workflow],
        )
        assert cursor.fetchone() == ("user", "draft", 1, True)


def test_an_address_is_unique_whatever_its_case() -> None:
    person = make_person(email="ada@example.org")

    with pytest.raises(IntegrityError), atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE users SET email = 'Ada@example.org' WHERE id = %s", [person.user.id])


def test_a_user_is_in_an_organization_once() -> None:
    person = make_person()

    with pytest.raises(IntegrityError):
        person.user.memberships.create(organization=person.organization, role="viewer")


def test_two_organizations_may_both_be_without_a_domain() -> None:
    assert make_organization().domain is make_organization().domain is None
