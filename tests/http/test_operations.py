"""What can be mounted, and what cannot."""

from __future__ import annotations

import pytest

from automaton.accounts.access import Actor, Permission
from automaton.http import PUBLIC, SIGNED_IN, endpoint, operation
from automaton.http.operations import operation_of
from automaton.schema import Schema


class Thing(Schema):
    name: str


def test_a_function_that_names_no_permission_is_not_mounted() -> None:
    def read_thing() -> Thing:
        """Read."""
        return Thing(name="a")

    with pytest.raises(TypeError, match="nobody said who may call it"):
        endpoint(get=read_thing)


@pytest.mark.parametrize("permission", [None, "workflows.read", ""])
def test_a_permission_is_a_member_of_the_enum(permission: object) -> None:
    with pytest.raises(TypeError, match="names its permission"):
        operation(permission=permission)  # type: ignore[arg-type]


def test_a_public_operation_has_no_actor() -> None:
    with pytest.raises(TypeError, match="no actor"):

        @operation(permission=PUBLIC)
        def read_thing(actor: Actor) -> Thing:
            """Read."""
            return Thing(name=str(actor))


def test_only_schemas_cross_the_border() -> None:
    with pytest.raises(TypeError, match="only those cross the border"):

        @operation(permission=PUBLIC)
        def read_thing() -> dict[str, str]:
            """Read."""
            return {}


def test_an_operation_is_documented() -> None:
    with pytest.raises(TypeError, match="docstring"):

        @operation(permission=PUBLIC)
        def read_thing() -> Thing:
            return Thing(name="a")


def test_public_operations_do_not_share_a_path_with_others() -> None:
    @operation(permission=PUBLIC)
    def read_thing() -> Thing:
        """Read."""
        return Thing(name="a")

    @operation(permission=SIGNED_IN)
    def make_thing(body: Thing) -> Thing:
        """Make."""
        return body

    with pytest.raises(TypeError, match="do not share a path"):
        endpoint(get=read_thing, post=make_thing)


def test_the_signature_is_the_contract() -> None:
    @operation(permission=Permission.WORKFLOWS_EDIT)
    def rename_thing(actor: Actor, thing_id: int, body: Thing) -> None:
        """Rename a thing.

        To any name.
        """

    found = operation_of(rename_thing)

    assert (found.name, found.summary, found.description) == ("renameThing", "Rename a thing.", "To any name.")
    assert (found.body, found.response, found.status) == (Thing, None, 204)
    assert found.path_parameters == {"thing_id"}
