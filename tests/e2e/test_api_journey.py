"""What a person with curl does: create, publish, run, read; and what they hear when something is wrong."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx
import pytest

from examples import demo
from examples.expected import expected_report
from tests.e2e.conftest import Addresses
from tests.waiting import eventually

TRIGGER = {"id": "start", "name": "Start", "type": "trigger.manual"}
GREET = {
    "id": "greet",
    "name": "Greet",
    "type": "data.set_fields",
    "params": {"fields": [{"name": "greeting", "value": "Hello {{ $json.name }}"}]},
}


def a_workflow(*nodes: dict[str, Any]) -> dict[str, Any]:
    """The nodes one after another."""
    drawn = [
        {"id": f"e{number}", "source": before["id"], "target": after["id"]}
        for number, (before, after) in enumerate(pairwise(nodes))
    ]
    return {"name": f"Test {uuid4()}", "nodes": list(nodes), "edges": drawn}


def published(api: httpx.Client, document: dict[str, Any]) -> str:
    workflow_id: str = api.post("workflows", json=document).raise_for_status().json()["id"]
    api.post(f"workflows/{workflow_id}/publish", json={}).raise_for_status()
    return workflow_id


def ended(api: httpx.Client, execution_id: str) -> dict[str, Any]:
    def execution() -> dict[str, Any]:
        found: dict[str, Any] = api.get(f"executions/{execution_id}").raise_for_status().json()
        return found

    eventually(lambda: execution()["completedAt"], what="the execution ends")
    return execution()


def assert_problem(answer: httpx.Response, status: int, code: str, *words: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["code"] == code
    for word in words:
        assert word in answer.text
    return document


def test_the_demo_prints_every_node_and_the_right_report(
    platform: Addresses, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", platform.public_url)
    monkeypatch.setenv("FEED_URL", platform.feed_url)

    assert demo.main() == 0

    said = capsys.readouterr().out
    for line in expected_report(""):
        assert line["line"] in said
    assert said.count(" completed ") >= 12


def test_a_workflow_is_created_published_run_and_read(api: httpx.Client) -> None:
    workflow_id = published(api, a_workflow(TRIGGER, GREET))

    accepted = api.post(f"workflows/{workflow_id}/executions", json={"input": {"name": "Ada"}})

    assert accepted.status_code == 202
    assert accepted.headers["Location"] == f"/api/v1/executions/{accepted.json()['id']}"
    execution = ended(api, accepted.json()["id"])
    assert execution["status"] == "completed"
    assert [node["status"] for node in execution["nodes"]] == ["completed", "completed"]
    output = api.get(f"executions/{execution['id']}/nodes/greet").json()["output"]
    assert output["items"]["main"] == [{"json": {"greeting": "Hello Ada"}, "from": [["start", "main", 0]]}]
    assert execution["output"] == output


def test_with_wait_the_answer_carries_the_end(api: httpx.Client) -> None:
    workflow_id = published(api, a_workflow(TRIGGER, GREET))

    answer = api.post(f"workflows/{workflow_id}/executions", json={"input": {"name": "Bo"}, "waitS": 20})

    assert answer.status_code == 200
    assert answer.json()["status"] == "completed"
    assert answer.json()["output"]["items"]["main"][0]["json"] == {"greeting": "Hello Bo"}


def test_the_same_idempotency_key_starts_nothing_twice(api: httpx.Client) -> None:
    workflow_id = published(api, a_workflow(TRIGGER, GREET))
    key = {"Idempotency-Key": str(uuid4())}

    first, again = (api.post(f"workflows/{workflow_id}/executions", json={}, headers=key).json() for _ in range(2))

    assert first["id"] == again["id"]
    assert len(api.get("executions", params={"workflowId": workflow_id}).json()["items"]) == 1


def test_a_draft_runs_without_being_published(api: httpx.Client) -> None:
    workflow_id = api.post("workflows", json=a_workflow(TRIGGER, GREET)).json()["id"]

    refused = api.post(f"workflows/{workflow_id}/executions", json={})
    ran = api.post(f"workflows/{workflow_id}/executions", json={"version": "draft", "waitS": 20})

    assert_problem(refused, 409, "conflict", "publish")
    assert ran.json()["status"] == "completed"


def test_a_failing_node_fails_the_execution_and_says_where_and_why(api: httpx.Client) -> None:
    stop = {
        "id": "stop",
        "name": "Stop",
        "type": "flow.stop_with_error",
        "params": {"message": "No order {{ $json.order }}"},
    }
    workflow_id = published(api, a_workflow(TRIGGER, stop))

    answer = api.post(f"workflows/{workflow_id}/executions", json={"input": {"order": 7}, "waitS": 20}).json()

    assert answer["status"] == "failed"
    assert answer["error"] == {"code": "STOPPED", "message": "No order 7", "node": "stop", "retryable": False}
    assert ended(api, answer["id"])["error"] == answer["error"]


def test_a_webhook_answers_with_what_the_last_node_put_out(api: httpx.Client, platform: Addresses) -> None:
    hook = {
        "id": "hook",
        "name": "Hook",
        "type": "trigger.webhook",
        "params": {"path": f"greet/{uuid4()}", "respond": "last_node"},
    }
    greet = GREET | {"params": {"fields": [{"name": "greeting", "value": "Hello {{ $json.body.name }}"}]}}
    published(api, a_workflow(hook, greet))
    organization_id = api.get("auth/me").json()["organization"]["id"]
    address = f"{platform.public_url}/webhooks/{organization_id}/{hook['params']['path']}"  # type: ignore[index]  # a literal above

    answer = httpx.post(address, json={"name": "Cy"}, trust_env=False)

    assert answer.json() == [{"greeting": "Hello Cy"}]
    execution = ended(api, answer.headers["X-Execution-ID"])
    assert execution["mode"] == "webhook"
    assert_problem(httpx.get(address, trust_env=False), 404, "not_found", "GET")


def test_what_cannot_be_kept_or_run_is_refused_by_name(api: httpx.Client) -> None:
    unknown = a_workflow(TRIGGER, {"id": "x", "name": "X", "type": "data.set_feilds"})
    cycle = a_workflow(TRIGGER, GREET, GREET | {"id": "again", "name": "Again"})
    cycle["edges"].append({"id": "back", "source": "again", "target": "greet"})

    for document, code, word in ((unknown, "unknown_type", "data.set_fields"), (cycle, "cycle", "greet")):
        workflow_id = api.post("workflows", json=document).raise_for_status().json()["id"]
        problem = assert_problem(api.post(f"workflows/{workflow_id}/publish", json={}), 400, "invalid_graph", word)
        assert code in [one["code"] for one in problem["problems"]]
        ran = api.post(f"workflows/{workflow_id}/executions", json={"version": "draft"})
        assert_problem(ran, 400, "invalid_graph", word)


def test_two_megabytes_a_wrong_token_and_a_wrong_body_are_refused(api: httpx.Client) -> None:
    large = a_workflow(TRIGGER) | {"description": "x" * 2_000_000}

    assert_problem(api.post("workflows", json=large), 413, "too_large")
    assert_problem(api.get("workflows", headers={"Authorization": "Bearer wrong"}), 401, "not_authenticated")
    assert_problem(api.post("workflows", json=a_workflow(TRIGGER) | {"nmae": 1}), 400, "invalid_input", "nmae")


def test_another_organization_finds_nothing_of_it(api: httpx.Client, stranger: httpx.Client) -> None:
    workflow_id = published(api, a_workflow(TRIGGER, GREET))
    execution_id = api.post(f"workflows/{workflow_id}/executions", json={"waitS": 20}).json()["id"]

    for answer in (
        stranger.get(f"workflows/{workflow_id}"),
        stranger.post(f"workflows/{workflow_id}/executions", json={}),
        stranger.get(f"executions/{execution_id}"),
        stranger.get(f"executions/{execution_id}/nodes/greet"),
        stranger.get(f"executions/{execution_id}/logs"),
        stranger.post(f"executions/{execution_id}/cancel", json={}),
    ):
        assert_problem(answer, 404, "not_found")
    assert execution_id not in stranger.get("executions", params={"workflowId": workflow_id}).text


def test_flower_lists_the_workers_and_every_node_the_chained_ones_too(api: httpx.Client, platform: Addresses) -> None:
    chain = [GREET | {"id": f"n{i}", "name": f"N{i}"} for i in range(5)]
    workflow_id = published(api, a_workflow(TRIGGER, *chain))
    execution_id = api.post(f"workflows/{workflow_id}/executions", json={"waitS": 20}).json()["id"]
    ids = {f"{execution_id}.{node}.1" for node in ("start", *(node["id"] for node in chain))}

    with httpx.Client(base_url=platform.flower_url, auth=("demo", "automaton-demo"), trust_env=False) as flower:
        began = time.monotonic()
        eventually(lambda: ids <= flower.get("/api/tasks", params={"limit": 200}).json().keys(), what="Flower has them")
        workers = {name.partition("@")[0] for name in flower.get("/api/workers", params={"refresh": "true"}).json()}
        tasks = flower.get("/api/tasks", params={"limit": 200}).json()

    assert time.monotonic() - began < 10
    assert {"fast1", "fast2", "io", "code"} <= workers
    assert {tasks[task_id]["state"] for task_id in ids} == {"SUCCESS"}
    assert {tasks[task_id]["name"] for task_id in ids} == {"executions.run_node"}
