"""Shows the platform at work, over its REST API only: creates the sample workflow, publishes it, runs it, and
prints what every node did. Exits with 0 only when the report is the one that plain Python computes.

    python -m examples.demo          (``make demo`` starts a platform for it first)
"""

from __future__ import annotations

import math
import sys
import time
from typing import Any

import httpx
from pydantic import Field

from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD
from automaton.env import load
from examples.expected import expected_report
from examples.sample import SampleSettings, sample_workflow

WITHIN_S = 60
TERMINAL = ("completed", "failed", "cancelled")


class DemoSettings(SampleSettings):
    public_url: str = Field(default="http://127.0.0.1:8000", description="Where the platform answers.")


def main() -> int:
    settings = load(DemoSettings)
    with httpx.Client(base_url=f"{settings.public_url}/api/v1/", timeout=30, trust_env=False) as api:
        sign_in(api)
        workflow_id = create_and_publish(api, settings.address)
        execution = run(api, workflow_id)
        tell(execution)
        return 0 if judge(execution, settings.address) else 1


def sign_in(api: httpx.Client) -> None:
    tokens = answer(api.post("auth/token", json={"email": DEMO_EMAIL, "password": DEMO_PASSWORD}))
    api.headers["Authorization"] = f"Bearer {tokens['access']}"
    say(f"signed in as {DEMO_EMAIL}")


def create_and_publish(api: httpx.Client, address: str) -> str:
    sample = sample_workflow(address)
    workflow = answer(api.post("workflows", json=sample))
    answer(api.post(f"workflows/{workflow['id']}/publish", json={}))
    say(f"created and published '{sample['name']}' with {len(sample['nodes'])} nodes")
    return str(workflow["id"])


def run(api: httpx.Client, workflow_id: str) -> dict[str, Any]:
    """Start it and ask until it has ended."""
    accepted = answer(api.post(f"workflows/{workflow_id}/executions", json={}))
    say(f"accepted as execution {accepted['id']}")
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        execution: dict[str, Any] = answer(api.get(f"executions/{accepted['id']}"))
        if execution["status"] in TERMINAL:
            return execution
        time.sleep(0.05)
    raise SystemExit(f"the execution did not end within {WITHIN_S} s")


def tell(execution: dict[str, Any]) -> None:
    names = {node["id"]: node["name"] for node in execution["graph"]["nodes"]}
    began = execution["startedAt"]
    say("")
    say(f"  {'node':<24} {'status':<10} {'began':>9} {'took':>9}   items")
    for node in execution["nodes"]:
        started, completed = node["startedAt"], node["completedAt"]
        timing = f"{started - began:>6} ms {completed - started:>6} ms" if started and completed else " " * 19
        counts = ", ".join(f"{count} {port}" for port, count in node["counts"].items())
        say(f"  {names[node['node']]:<24} {node['status']:<10} {timing}   {counts}")
    say("")
    say(f"{execution['status']} after {execution['completedAt'] - began} ms")


def judge(execution: dict[str, Any], feed_url: str) -> bool:
    if execution["status"] != "completed":
        say(f"it should have completed: {execution['error']}")
        return False
    report = [item["json"] for item in execution["output"]["items"]["main"]]
    for line in report:
        say(f"  {line['line']}, on average {line['averageDepthKm']:.0f} km deep")
    expected = expected_report(feed_url)
    is_right = len(report) == len(expected) and all(map(same, report, expected))
    say("the report is right" if is_right else f"the report is wrong; it should be {expected}")
    return is_right


def same(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Equal, but for the last digits of an average."""
    return found.keys() == expected.keys() and all(
        math.isclose(found[key], value) if isinstance(value, float) else found[key] == value
        for key, value in expected.items()
    )


def answer(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise SystemExit(f"{response.request.method} {response.url} answered {response.status_code}: {response.text}")
    content: dict[str, Any] = response.json()
    return content


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
