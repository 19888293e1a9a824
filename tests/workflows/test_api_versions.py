"""Publishing: versions that never change, and triggers armed with them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from automaton.errors import Conflict, NotFound
from tests.graphs import node, runnable, webhook
from tests.people import Api, Person, make_person
from workflows.models import WorkflowVersion
from workflows.triggers import find_webhook
from workflows.versions import draft_graph, published_version, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person()


def create(person: Person, graph: dict[str, Any]) -> UUID:
    return UUID(person.api.post("workflows", {"name": "Payroll", **graph}).json()["id"])


def publish(person: Person, workflow_id: UUID, **body: Any) -> Any:
    return person.api.post(f"workflows/{workflow_id}/publish", body)


def find(person: Person, path: str = "orders", method: str = "POST") -> Any:
    return find_webhook(organization_id=person.organization.id, path=path, method=method)


def test_publishing_makes_the_draft_a_version_and_the_workflow_active(person: Person) -> None:
    workflow_id = create(person, runnable())

    answer = publish(person, workflow_id, message="First")

    workflow = person.api.get(f"workflows/{workflow_id}").json()
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    assert answer.json()["publishedBy"] == str(person.user.id)
    assert (workflow["status"], workflow["publishedVersion"], workflow["version"]) == ("active", 1, 2)


def test_what_runs_stays_as_published_while_the_draft_goes_on(person: Person) -> None:
    workflow_id = create(person, runnable())
    publish(person, workflow_id)
    person.api.patch(f"workflows/{workflow_id}", {"nodes": [node("other", "trigger.manual")], "edges": []})

    running = published_version(person.actor, workflow_id)
    draft = draft_graph(person.actor, workflow_id)

    assert (running.number, set(running.graph.by_id)) == (1, {"start", "end"})
    assert (draft.revision, set(draft.graph.by_id)) == (2, {"other"})


def test_versions_are_numbered_and_listed_newest_first(person: Person) -> None:
    workflow_id = create(person, runnable())
    for message in ("First", "Second"):
        publish(person, workflow_id, message=message)

    listed = person.api.get(f"workflows/{workflow_id}/versions").json()["items"]
    first = person.api.get(f"workflows/{workflow_id}/versions/1").json()

    assert [(each["number"], each["message"]) for each in listed] == [(2, "Second"), (1, "First")]
    assert [each["id"] for each in first["nodes"]] == ["start", "end"]
    assert person.api.get(f"workflows/{workflow_id}/versions/3").status_code == 404


def test_a_graph_that_cannot_run_is_not_published(person: Person) -> None:
    workflow_id = create(person, {"nodes": [node("alone")]})

    answer = publish(person, workflow_id)

    assert answer.status_code == 400
    assert "no_trigger" in {problem["code"] for problem in answer.json()["problems"]}
    assert person.api.get(f"workflows/{workflow_id}").json()["status"] == "draft"


def test_publishing_what_one_has_not_seen_is_refused(person: Person) -> None:
    workflow_id = create(person, runnable())
    person.api.patch(f"workflows/{workflow_id}", {"name": "Changed meanwhile"})

    assert publish(person, workflow_id, revision=1).status_code == 412
    assert publish(person, workflow_id, revision=2).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_publishing_twice_at_once_makes_two_versions_one_after_the_other() -> None:
    person = make_person()
    workflow_id = create(person, webhook())

    def publish_once(_: int) -> int:
        try:
            return int(Api(person.token).post(f"workflows/{workflow_id}/publish").json()["number"])
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(publish_once, range(3))) == [1, 2, 3]
    assert version_of(find(person)).number == 3


BY_ORM: Callable[[UUID], object] = lambda version_id: (  # noqa: E731 - a table of ways
    WorkflowVersion.unscoped.filter(id=version_id).update(message="Changed")
)


def by_sql(version_id: UUID, assignment: str = "nodes = '[]'") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE workflow_versions SET {assignment} WHERE id = %s", [version_id])  # noqa: S608 - a test


@pytest.mark.parametrize(
    "change",
    [
        BY_ORM,
        by_sql,
        lambda version_id: by_sql(version_id, "number = 7"),
        lambda version_id: by_sql(version_id, "published_at = now()"),
        lambda version_id: by_sql(version_id, "message = message"),
    ],
)
def test_the_database_refuses_to_change_a_version(person: Person, change: Callable[[UUID], object]) -> None:
    workflow_id = create(person, runnable())
    version_id = UUID(publish(person, workflow_id).json()["id"])

    with pytest.raises(DatabaseError, match="never changes"), atomic():
        change(version_id)


def test_a_version_outlives_the_user_who_published_it(person: Person) -> None:
    workflow_id = create(person, runnable())
    publish(person, workflow_id)
    other = make_person(organization=person.organization)

    person.user.delete()

    [version] = other.api.get(f"workflows/{workflow_id}/versions").json()["items"]
    assert version["publishedBy"] is None


def test_restoring_a_version_makes_it_the_draft_and_publishes_nothing(person: Person) -> None:
    workflow_id = create(person, runnable())
    publish(person, workflow_id)
    person.api.patch(f"workflows/{workflow_id}", {"nodes": [], "edges": []})

    restored = person.api.post(f"workflows/{workflow_id}/versions/1/restore", {"revision": 2}).json()

    assert [each["id"] for each in restored["nodes"]] == ["start", "end"]
    assert (restored["revision"], restored["publishedVersion"], restored["version"]) == (3, 1, 2)


def test_nothing_unpublished_runs(person: Person) -> None:
    workflow_id = create(person, runnable())
    with pytest.raises(Conflict, match="publish it first"):
        published_version(person.actor, workflow_id)

    publish(person, workflow_id)
    person.api.post(f"workflows/{workflow_id}/deactivate")

    with pytest.raises(Conflict, match="publish it first"):
        published_version(person.actor, workflow_id)
    assert person.api.post(f"workflows/{workflow_id}/deactivate").status_code == 409


def test_another_organizations_version_does_not_exist(person: Person) -> None:
    workflow_id = create(person, runnable())
    publish(person, workflow_id)

    for lookup in (published_version, draft_graph):
        with pytest.raises(NotFound):
            lookup(make_person().actor, workflow_id)


def test_finding_what_runs_takes_one_query_and_a_webhook_takes_one(
    person: Person, django_assert_num_queries: Any
) -> None:
    workflow_id = create(person, webhook())
    publish(person, workflow_id)
    published_version(person.actor, workflow_id)

    with django_assert_num_queries(1):
        published_version(person.actor, workflow_id)
    with django_assert_num_queries(1):
        version_of(find(person))


def test_publishing_arms_webhooks_for_exactly_their_methods(person: Person) -> None:
    workflow_id = create(person, webhook("orders", ("GET", "POST")))
    assert find(person) is None

    publish(person, workflow_id)

    armed = find(person, method="GET")
    assert (armed.workflow_id, armed.node_id, armed.workflow_name) == (workflow_id, "hook", "Payroll")
    assert find(person, method="POST").version_id == armed.version_id
    assert find(person, method="PUT") is find(person, "other") is None


def test_the_next_version_is_what_a_webhook_starts_from_then_on(person: Person) -> None:
    workflow_id = create(person, webhook("orders"))
    publish(person, workflow_id)
    person.api.patch(f"workflows/{workflow_id}", webhook("invoices"))

    assert version_of(find(person)).number == 1
    publish(person, workflow_id)

    assert find(person) is None
    assert version_of(find(person, "invoices")).number == 2


@pytest.mark.parametrize("end", ["deactivate", "delete"])
def test_a_workflow_that_is_off_answers_no_webhook(person: Person, end: str) -> None:
    workflow_id = create(person, webhook())
    publish(person, workflow_id)

    if end == "deactivate":
        person.api.post(f"workflows/{workflow_id}/deactivate")
    else:
        person.api.delete(f"workflows/{workflow_id}")

    assert find(person) is None


def test_two_organizations_may_have_the_same_path(person: Person) -> None:
    stranger = make_person()
    for someone in (person, stranger):
        assert publish(someone, create(someone, webhook())).status_code == 201

    assert find(person).workflow_id != find(stranger).workflow_id


def test_two_workflows_of_an_organization_may_not_and_the_second_stays_unpublished(person: Person) -> None:
    publish(person, create(person, webhook("orders", ("GET", "POST"))))
    second = create(person, webhook("orders", ("POST", "PUT")))

    answer = publish(person, second)

    [problem] = answer.json()["problems"]
    assert (answer.status_code, problem["node"], problem["field"]) == (409, "hook", "params.path")
    workflow = person.api.get(f"workflows/{second}").json()
    assert (workflow["status"], workflow["publishedVersion"], workflow["version"]) == ("draft", None, 1)
    assert find(person, method="PUT") is None
