"""Drafts over the API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from automaton.accounts.access import Role
from tests.graphs import node, runnable, webhook
from tests.people import Api, Person, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return make_person().api


def create(api: Api, name: str = "Payroll", **fields: Any) -> Any:
    return api.post("workflows", {"name": name, **fields}).json()


def test_a_workflow_is_created_as_a_draft_and_found_where_the_answer_says() -> None:
    person = make_person()

    answer = person.api.post("workflows", {"name": "Payroll", "description": "Monthly", **runnable()})

    created = answer.json()
    assert answer.status_code == 201
    assert (created["status"], created["version"], created["publishedVersion"]) == ("draft", 1, None)
    assert created["createdBy"] == str(person.user.id)
    assert created["organizationId"] == str(person.organization.id)
    assert person.api.get(answer.headers["Location"]).json() == created


def test_a_draft_keeps_its_graph_as_it_was_sent_with_defaults_filled_in(api: Api) -> None:
    draft = create(api, **runnable())

    assert [(each["id"], each["type"], each["typeVersion"]) for each in draft["nodes"]] == [
        ("start", "trigger.manual", 1),
        ("end", "data.set_fields", 1),
    ]
    assert [(each["sourcePort"], each["targetPort"]) for each in draft["edges"]] == [("main", "main")]
    assert draft["settings"] == {"timezone": "UTC"}


def test_a_draft_may_be_wrong_and_says_what_is(api: Api) -> None:
    draft = create(api, nodes=[node("a", "no.such_type")])

    assert "unknown_type" in {problem["code"] for problem in draft["problems"]}
    assert create(api, **runnable())["problems"] == []


def test_a_draft_names_what_would_start_it_and_where(api: Api) -> None:
    [trigger] = create(api, **webhook("shop/orders", ("GET", "POST")))["triggers"]

    assert (trigger["nodeId"], trigger["kind"], trigger["methods"]) == ("hook", "webhook", ["GET", "POST"])
    assert trigger["url"].endswith("/shop/orders")


def test_a_webhook_without_a_path_gets_one_that_nobody_guesses_and_that_stays(api: Api) -> None:
    first = create(api, **webhook(""))
    second = create(api, **webhook(""))
    saved = api.patch(f"workflows/{first['id']}", {**webhook(""), "name": "Renamed"}).json()

    assert len(first["triggers"][0]["path"]) == 32
    assert first["triggers"][0]["path"] == saved["triggers"][0]["path"] != second["triggers"][0]["path"]


def test_a_zone_that_does_not_exist_is_refused(api: Api) -> None:
    answer = api.post("workflows", {"name": "A", "settings": {"timezone": "Europe/Atlantis"}})

    assert answer.status_code == 400
    assert answer.json()["problems"][0]["field"] == "settings.timezone"


def test_a_patch_replaces_the_named_fields_and_counts_the_revision(api: Api) -> None:
    draft = create(api, description="Monthly", **runnable())

    answer = api.patch(f"workflows/{draft['id']}", {"name": "Salaries"})

    changed = answer.json()
    assert answer.headers["ETag"] == '"2"'
    assert (changed["name"], changed["description"], changed["revision"]) == ("Salaries", "Monthly", 2)
    assert changed["nodes"] == draft["nodes"]


def test_a_put_replaces_everything(api: Api) -> None:
    draft = create(api, description="Monthly", **runnable())

    replaced = api.put(f"workflows/{draft['id']}", {"name": "Salaries"}).json()

    assert (replaced["name"], replaced["description"], replaced["nodes"]) == ("Salaries", "", [])


@pytest.mark.parametrize("way", ["body", "If-Match", "weak If-Match"])
def test_saving_over_what_one_has_not_seen_is_refused_with_the_current_revision(api: Api, way: str) -> None:
    path = f"workflows/{create(api)['id']}"
    api.patch(path, {"name": "Somebody else's"})

    answer = {
        "body": lambda: api.patch(path, {"name": "Mine", "revision": 1}),
        "If-Match": lambda: api.patch(path, {"name": "Mine"}, If_Match='"1"'),
        "weak If-Match": lambda: api.put(path, {"name": "Mine"}, If_Match='W/"1"'),
    }[way]()

    assert answer.status_code == 412
    assert (answer.json()["code"], answer.json()["currentRevision"]) == ("stale_revision", 2)
    assert api.get(path).json()["name"] == "Somebody else's"
    assert api.patch(path, {"name": "Mine", "revision": 2}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_from_the_same_revision_at_once_one_gets_through() -> None:
    person = make_person()
    path = f"workflows/{create(person.api)['id']}"

    def save(name: str) -> int:
        try:
            return int(Api(person.token).patch(path, {"name": name, "revision": 1}).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(save, "ABCDEFGH"))

    saved = person.api.get(path).json()
    assert sorted(statuses) == [200] + [412] * 7
    assert (saved["revision"], saved["name"]) == (2, "ABCDEFGH"[statuses.index(200)])


def test_a_deleted_workflow_is_gone_from_everywhere(api: Api) -> None:
    path = f"workflows/{create(api, **runnable())['id']}"
    api.post(f"{path}/publish")

    assert api.delete(path).status_code == 204

    assert api.get("workflows").json()["items"] == []
    assert {api.get(path).status_code, api.delete(path).status_code, api.patch(path, {}).status_code} == {404}
    assert api.get(f"{path}/versions").status_code == 404


def test_the_list_is_filtered_by_status_and_by_words(api: Api) -> None:
    published = create(api, "Payroll", **runnable())
    create(api, "Invoices", description="every month")
    api.post(f"workflows/{published['id']}/publish")

    def names(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"workflows?{query}").json()["items"]]

    assert names("") == ["Payroll", "Invoices"]
    assert names("status=active") == ["Payroll"]
    assert names("status=draft") == ["Invoices"]
    assert names("search=MONTH") == ["Invoices"]
    assert names("search=pay&status=draft") == []
    assert names("search=%25") == []


def test_pages_follow_each_other_without_gap_or_repetition(api: Api) -> None:
    created = [create(api, f"Workflow {number}")["name"] for number in range(7)]

    found, query = [], "workflows?limit=3"
    while query:
        page = api.get(query).json()
        found.append([row["name"] for row in page["items"]])
        create(api, "Made while somebody turns the page")
        query = f"workflows?limit=3&cursor={page['nextCursor']}" if page["nextCursor"] else ""

    assert found == [created[:3:-1], created[3:0:-1], created[:1]]


def test_the_list_takes_as_many_queries_for_many_rows_as_for_one(api: Api, django_assert_num_queries: Any) -> None:
    for number in range(5):
        path = f"workflows/{create(api, f'Workflow {number}', **runnable())['id']}"
        api.post(f"{path}/publish")

    with django_assert_num_queries(2):
        assert len(api.get("workflows").json()["items"]) == 5


def test_checking_a_graph_does_not_save_it(api: Api) -> None:
    draft = create(api, **runnable())
    path = f"workflows/{draft['id']}"

    saved = api.post(f"{path}/validate").json()
    other = api.post(f"{path}/validate", {"nodes": [node("a", "no.such_type")], "edges": []}).json()

    assert saved == {"valid": True, "problems": []}
    assert other["valid"] is False
    assert api.get(path).json() == draft


def test_people_see_their_own_organization_only() -> None:
    mine, theirs = make_person(), make_person()
    create(theirs.api, "Secret")

    assert mine.api.get("workflows?search=Secret").json()["items"] == []


def test_the_palette_comes_over_the_api(api: Api) -> None:
    items = api.get("node-types").json()["items"]

    assert {"trigger.manual", "http.request"} <= {item["key"] for item in items}
    assert all(item["paramsSchema"]["type"] == "object" for item in items)


def test_a_viewer_reads_and_does_not_write() -> None:
    owner = make_person()
    viewer: Person = make_person(Role.VIEWER, owner.organization)
    path = f"workflows/{create(owner.api)['id']}"

    assert viewer.api.get(path).status_code == 200
    assert viewer.api.patch(path, {"name": "Mine"}).status_code == 403
