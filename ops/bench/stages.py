"""The steps of an execution of ten no-ops, each alone, against the embedded stores and without a network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import orjson
from celery.app.trace import build_tracer

from automaton.celery import app as celery_app
from automaton.mongo import ObjectId, collection
from automaton.redis import engine as redis_engine
from automaton.redis import keys
from executions import engine, payloads, plans, sessions, store, tasks
from executions.drain import Drain
from executions.engine import Attempt, Outcome
from ops.bench.meter import Meter
from ops.bench.shapes import PAYLOAD
from ops.bench.subject import LENGTH, Subject
from workflows.versions import published_version


class Stages:
    """Each stage begins with an engine that has nothing to do. Indented steps are parts of the one above them."""

    def __init__(self, meter: Meter, subject: Subject, *, turns: int) -> None:
        self._meter = meter
        self._subject = subject
        self._turns = turns

    def run(self) -> None:
        store.ensure_indexes()
        for stage in (self._accept, self._verbs, self._values, self._worker, self._drain):
            self._subject.empty_engine()
            stage()

    def _accept(self) -> None:
        subject = self._subject
        body = orjson.dumps({"input": PAYLOAD})
        path = f"workflows/{subject.workflow_id}/executions"
        self._each("a request that does nothing else (GET auth/me)", lambda _: subject.ask("GET", "auth/me"))
        self._each("a request that starts an execution (POST)", lambda _: subject.ask("POST", path, body))
        self._each("  find the published version", lambda _: published_version(subject.actor, subject.workflow_id))
        self._each("  accept (execute_workflow)", lambda _: subject.execute())
        documents = [self._document() for _ in range(self._turns)]
        self._each("    insert the document", lambda number: collection("profile").insert_one(documents[number]))
        unborn = [subject.unborn() for _ in range(self._turns)]
        self._each("    script start", lambda number: subject.begin(unborn[number]))

    def _verbs(self) -> None:
        subject, plan = self._subject, self._subject.plan
        session = sessions.current().id
        attempts = [subject.unborn() for _ in range(self._turns)]
        for attempt in attempts:
            subject.begin(attempt)

        def claim(attempt: Attempt) -> object:
            return engine.claim(attempt, session=session, node_class="fast", outputs_of=("",))

        def complete(attempt: Attempt) -> object:
            return engine.complete(
                attempt,
                session=session,
                node_class="fast",
                outcome=Outcome.COMPLETED,
                result=subject.payload,
                routes=plan.routes(attempt.node, ["main"]),
                may_chain=True,
            )

        self._each("script claim", lambda number: claim(attempts[number]))
        self._each("script complete, the next node handed on", lambda number: complete(attempts[number]))
        *between, last = list(plan.nodes)[1:]
        for attempt in attempts:
            for node in between:
                complete(attempt._replace(node=node))
        self._each("script complete of the last node", lambda number: complete(attempts[number]._replace(node=last)))

    def _worker(self) -> None:
        """Whole executions through the Celery task, as a worker runs them once the message is there."""
        attempts = [self._subject.unborn() for _ in range(self._turns // LENGTH)]
        for attempt in attempts:
            self._subject.begin(attempt)
        self._meter.measure(
            "a node in a worker, everything (a tenth of the task)",
            lambda number: self._run(attempts[number]),
            turns=len(attempts),
            share=LENGTH,
        )

    def _values(self) -> None:
        subject, plan = self._subject, self._subject.plan
        organization_id, items = subject.organization_id, subject.output.ports["main"]
        self._each("payload encode", lambda _: payloads.encode(organization_id, subject.output))
        self._each("payload decode", lambda _: payloads.decode(organization_id, "start", subject.payload))
        self._each("items for the next node", lambda _: payloads.addressed("start", "main", items))
        self._each("params, compiled before", lambda _: plans.compiled_params(plan.hash, plan.nodes["n1"]))
        self._each("routes, built before", lambda _: plan.routes("n1", ["main"]))

    def _drain(self) -> None:
        """All the journal of executions that are over: one entry for each call of a script."""
        for _ in range(self._turns // LENGTH):
            self._run(self._subject.execute())
        entries = int(redis_engine().xlen(keys.JOURNAL))  # type: ignore[arg-type]  # typed for the async client too
        drain = Drain()

        def drain_all(_: int) -> None:
            while drain.run_once(block_ms=1):
                pass

        self._meter.measure("drain, an entry of the journal", drain_all, turns=1, share=entries)

    def _each(self, step: str, action: Callable[[int], object]) -> None:
        self._meter.measure(step, action, turns=self._turns)

    @staticmethod
    def _run(attempt: Attempt) -> None:
        task = tasks.run_node
        if task.__trace__ is None:
            task.__trace__ = build_tracer(task.name, task, app=celery_app)
        task.__trace__(attempt.task_id, tuple(attempt), {}, {"id": attempt.task_id, "hostname": "profile"})

    def _document(self) -> dict[str, object]:
        return store.new_document(
            execution_id=ObjectId(),
            organization_id=self._subject.organization_id,
            workflow_id=str(self._subject.workflow_id),
            plan=self._subject.plan.hash,
            input_payload=orjson.loads(self._subject.payload),
            metadata={"trigger": "start", "mode": "api", "version": 1, "workflowName": "Bench", "startedBy": None},
            now=datetime.now(UTC),
        )
