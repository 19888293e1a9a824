"""What the profile works on, in this process: a signed-in person, a published workflow of ten no-ops, its engine."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property
from uuid import UUID

import orjson
from django.core.handlers.wsgi import WSGIHandler

from automaton.accounts.access import Actor
from automaton.accounts.authentication import actor_from_jwt
from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD
from automaton.mongo import ObjectId
from automaton.redis import engine as redis_engine
from executions import engine, payloads, plans, sessions, start
from executions.engine import Attempt
from executions.plan import Plan, compile_plan
from ops.bench.shapes import PAYLOAD, linear
from workflows.nodes.base import Item, Output
from workflows.versions import PublishedVersion, published_version

LENGTH = 10


class Subject:
    """Everything is made when it is first needed."""

    def __init__(self) -> None:
        self._web = WSGIHandler()

    def ask(self, method: str, path: str, body: bytes = b"", *, is_signed_in: bool = True) -> bytes:
        """What Gunicorn does with a request, from the parsed head on."""
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": f"/api/v1/{path}",
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        if is_signed_in:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self._token}"
        response = self._web(environ, _ignore_head)
        content = b"".join(response)
        response.close()
        if response.status_code >= 400:
            raise AssertionError(f"{method} {path} was answered with {response.status_code}: {content.decode()}")
        return content

    @cached_property
    def actor(self) -> Actor:
        return actor_from_jwt(self._token)

    @cached_property
    def organization_id(self) -> str:
        return str(self.actor.organization_id)

    @cached_property
    def workflow_id(self) -> UUID:
        made = orjson.loads(self.ask("POST", "workflows", orjson.dumps(linear(LENGTH))))
        self.ask("POST", f"workflows/{made['id']}/publish", b"{}")
        return UUID(made["id"])

    @cached_property
    def version(self) -> PublishedVersion:
        return published_version(self.actor, self.workflow_id)

    @cached_property
    def plan(self) -> Plan:
        """Compiled, and stored where workers find it."""
        plan = compile_plan(self.version.graph, start="start")
        plans.store(self.organization_id, plan, self.version.graph)
        return plan

    @cached_property
    def output(self) -> Output:
        return Output.main([Item(json=PAYLOAD)])

    @cached_property
    def payload(self) -> bytes:
        return payloads.encode(self.organization_id, self.output)

    def execute(self) -> Attempt:
        """Accept an execution as the API does; its first attempt is queued."""
        accepted = start.execute_workflow(actor=self.actor, version=self.version, input=PAYLOAD)
        return Attempt(self.organization_id, accepted.execution_id, "start", 1, 1, self.plan.hash)

    def unborn(self) -> Attempt:
        """The first attempt of an execution that the engine has not heard of."""
        return Attempt(self.organization_id, str(ObjectId()), "start", 1, 1, self.plan.hash)

    def begin(self, attempt: Attempt) -> None:
        """Run the script `start`, without a document in MongoDB."""
        engine.start(
            organization_id=self.organization_id,
            execution_id=attempt.execution_id,
            plan=attempt.plan,
            node=attempt.node,
            node_class=self.plan.nodes[attempt.node].node_class,
            input_payload=self.payload,
            meta=b'{"workflowId":"w","workflowName":"Bench","mode":"api"}',
            somebody_waits=False,
            not_after_ms=start.start_deadline_ms(),
        )

    def empty_engine(self) -> None:
        """Forget every execution in Redis."""
        redis_engine().flushdb()
        plans.forget_stored()
        sessions.close_current()
        engine.open_gate()
        self.__dict__.pop("plan", None)  # to be stored again

    @cached_property
    def _token(self) -> str:
        body = orjson.dumps({"email": DEMO_EMAIL, "password": DEMO_PASSWORD})
        return str(orjson.loads(self.ask("POST", "auth/token", body, is_signed_in=False))["access"])


def _ignore_head(*_: object) -> Callable[[bytes], object]:
    """WSGI's start_response; the status is on the response object as well."""
    return len
