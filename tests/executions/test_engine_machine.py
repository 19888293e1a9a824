"""Random lives of random executions: the real scripts on a real Redis, judged by the pure reducer after every step."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import orjson
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from automaton.redis import engine as redis_engine
from automaton.redis import keys
from executions import engine
from executions.conf import NODE_CLASSES
from executions.engine import Attempt, Claimed, Done, Late, NoClaim, Outcome
from executions.journal import Event, parse_entry
from executions.plan import Plan
from executions.states import ExecutionStatus, Snapshot
from tests.executions.invariants import check_execution
from tests.executions.plans import Wire, plan_of

ORGANIZATION, EXECUTION = "11111111-1111-4111-8111-111111111111", "6b03fe997e3243022fa9d54e"
PORTS = ("main", "other")
BUDGET = 2
FOR_EVER_MS = 10**15


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """An acyclic graph of up to seven nodes in which everything hangs on the start."""
    count = draw(st.integers(1, 7))
    wires: list[Wire] = []
    for target in range(1, count):
        sources = draw(st.sets(st.integers(0, target - 1), min_size=1, max_size=3))
        wires += [Wire(f"n{source}", draw(st.sampled_from(PORTS)), f"n{target}") for source in sorted(sources)]
    classes = {f"n{i}": draw(st.sampled_from(NODE_CLASSES)) for i in range(count)}
    return plan_of(wires, classes=classes)


class Commit(NamedTuple):
    """What a worker wants recorded."""

    outcome: Outcome
    result: bytes
    routes: bytes
    may_chain: bool


class EngineMachine(RuleBasedStateMachine):
    """One execution, two worker processes, and everything that can go wrong between them."""

    steps = 0  # of all examples together

    def __init__(self) -> None:
        super().__init__()
        redis_engine().flushdb()
        engine.open_gate()
        self.sessions: list[str] = []
        self.opened = 0
        self.messages: list[Attempt] = []  # every message ever pushed, for duplicates
        self.held: dict[Attempt, str] = {}  # attempt -> session that claimed it
        self.answered: dict[Attempt, tuple[str, Commit, Done]] = {}
        self.live_ports: dict[str, frozenset[str]] = {}
        self.ended: ExecutionStatus | None = None

    @initialize(plan=plans())
    def begin(self, plan: Plan) -> None:
        self.plan = plan
        for _ in range(2):
            self._open_session()
        assert self._start() == "started"

    # ------------------------------------------------------------ rules

    @rule()
    def start_again(self) -> None:
        assert self._start() == "exists"

    @precondition(lambda self: self._queued())
    @rule(data=st.data())
    def claim_from_queue(self, data: st.DataObject) -> None:
        node_class = data.draw(st.sampled_from(self._queued()))
        self._claim(self._pop(node_class), data.draw(st.sampled_from(self.sessions)))

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def claim_a_duplicate(self, data: st.DataObject) -> None:
        self._claim(data.draw(st.sampled_from(self.messages)), data.draw(st.sampled_from(self.sessions)))

    @precondition(lambda self: self._queued())
    @rule(data=st.data())
    def lose_a_message_and_sweep(self, data: st.DataObject) -> None:
        node_class = data.draw(st.sampled_from(self._queued()))
        lost = self._pop(node_class)
        is_wanted = self._current(lost, "queued")
        others = redis_engine().llen(keys.queue(node_class))
        engine.redispatch(node_class, after_s=0)
        if is_wanted and not others:
            assert redis_engine().llen(keys.queue(node_class)) == 1, "the lost message was not pushed again"
        elif is_wanted:
            redis_engine().lpush(keys.queue(node_class), self._popped)  # found by a later sweep; put back for now

    @precondition(lambda self: self.held)
    @rule(data=st.data(), may_chain=st.booleans())
    def complete(self, data: st.DataObject, may_chain: bool) -> None:
        attempt = data.draw(st.sampled_from(sorted(self.held)))
        live = data.draw(st.frozensets(st.sampled_from(PORTS)))
        self._commit(attempt, self._completion(attempt, live, may_chain=may_chain), live)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        attempt = data.draw(st.sampled_from(sorted(self.held)))
        error = orjson.dumps({"code": "TEST", "message": "it failed", "node": attempt.node})
        self._commit(attempt, Commit(Outcome.FAILED, error, b"", may_chain=False))

    @precondition(lambda self: self.answered)
    @rule(data=st.data())
    def repeat_a_completion_whose_answer_was_lost(self, data: st.DataObject) -> None:
        attempt = data.draw(st.sampled_from(sorted(self.answered)))
        session, commit, first = self.answered[attempt]
        again = self._complete(attempt, session, commit)
        assert isinstance(again, Done), f"a repeated completion of {attempt.task_id} was answered {again}"
        assert again.next_node == first.next_node, "I3: a repeated completion handed on something else"

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def complete_without_holding_it(self, data: st.DataObject) -> None:
        attempt = data.draw(st.sampled_from(self.messages))
        holder = self.held.get(attempt)
        answer = self._complete(attempt, "a.session.that.never.was", self._completion(attempt, frozenset()))
        assert answer is Late.STALE, f"{attempt.task_id} (held by {holder}) was committed by a stranger"

    @rule(data=st.data())
    def kill_a_worker(self, data: st.DataObject) -> None:
        """Its attempts go to others; what it still tries to commit comes too late."""
        session = data.draw(st.sampled_from(self.sessions))
        late = [attempt for attempt, holder in self.held.items() if holder == session and self._is_held(attempt)]
        assert engine.expire(session, lost_budget=BUDGET, is_dead=True)
        self._drop_session(session)
        for attempt in late:
            answer = self._complete(attempt, session, self._completion(attempt, frozenset(PORTS), may_chain=True))
            assert answer is Late.STALE, f"I11: {attempt.task_id} was committed by a process that had lost it"

    @rule(data=st.data())
    def shut_a_worker_down(self, data: st.DataObject) -> None:
        session = data.draw(st.sampled_from(self.sessions))
        engine.release(session)
        self._drop_session(session)

    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        session = data.draw(st.sampled_from(self.sessions))
        superseded = engine.renew(session, ttl_s=60)
        assert superseded is not None, "a session in use was refused"
        mine = {attempt.task_id for attempt, holder in self.held.items() if holder == session}
        wrong = {task_id for task_id in superseded if task_id in mine and self._is_held_id(task_id)}
        assert not wrong, f"{wrong} are held and were called superseded"

    @precondition(lambda self: self.ended is None)
    @rule(rarely=st.integers(0, 9))
    def cancel(self, rarely: int) -> None:
        if rarely == 0:
            answer, status = engine.cancel(ORGANIZATION, EXECUTION, reason='he said "stop"')
            assert (answer, status) == ("cancelled", "cancelled")

    @rule()
    def forget_too_early(self) -> None:
        if self.ended is None:
            engine.forget([(ORGANIZATION, EXECUTION)], tombstone_s=60)

    # ------------------------------------------------------------ after every step

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "plan"):
            return
        EngineMachine.steps += 1
        events = self._events()
        snapshot = check_execution(self.plan, events, engine.dump(ORGANIZATION, EXECUTION), self.live_ports)
        if snapshot.status.is_terminal:
            assert self.ended in (None, snapshot.status), f"I7: the end changed from {self.ended} to {snapshot.status}"
            self.ended = snapshot.status
            assert not self._live(snapshot), "I2: it ended with live nodes"
        else:
            assert self._live(snapshot), f"I2: nothing is live, but it is {snapshot.status}"
            self._everything_live_has_somebody_to_care_for_it(snapshot)

    def _everything_live_has_somebody_to_care_for_it(self, snapshot: Snapshot) -> None:
        """Queued: in the list that the sweeper reads. Running: in the set of a session that is open."""
        for node in snapshot.nodes.values():
            node_class = self.plan.nodes[node.node].node_class
            member = f"{ORGANIZATION}|{EXECUTION}|{node.node}|{node.attempt}|{node_class}|1|{self.plan.hash}"
            if node.status.value == "queued":
                assert redis_engine().zscore(keys.dispatched(node_class), member) is not None, f"{member} is lost"
            if node.status.value == "running":
                holders = [s for s in self.sessions if redis_engine().sismember(keys.session(s), member)]
                assert len(holders) == 1, f"{member} is held by {holders}"

    # ------------------------------------------------------------ doing

    def _start(self) -> str:
        return engine.start(
            organization_id=ORGANIZATION,
            execution_id=EXECUTION,
            plan=self.plan.hash,
            node=self.plan.start,
            node_class=self.plan.nodes[self.plan.start].node_class,
            input_payload=b'{"counts":{"main":1},"inline":{"main":[{"json":{}}]}}',
            meta=b"{}",
            somebody_waits=False,
            not_after_ms=FOR_EVER_MS,
        ).answer

    def _claim(self, attempt: Attempt, session: str) -> None:
        is_free = self._current(attempt, "queued")
        is_mine = self.held.get(attempt) == session and self._is_held(attempt)
        answer = engine.claim(
            attempt, session=session, node_class=self.plan.nodes[attempt.node].node_class, outputs_of=[""]
        )
        assert isinstance(answer, Claimed) == (is_free or is_mine), f"{attempt.task_id} answered {answer}"
        if isinstance(answer, Claimed):
            self.held[attempt] = session
        else:
            assert answer is NoClaim.STALE

    def _commit(self, attempt: Attempt, commit: Commit, live: frozenset[str] = frozenset()) -> None:
        is_held, session = self._is_held(attempt), self.held.pop(attempt)
        if is_held and commit.outcome is Outcome.COMPLETED:
            self.live_ports[attempt.node] = live
        answer = self._complete(attempt, session, commit)
        if not is_held:
            assert not isinstance(answer, Done) or attempt in self.answered, f"{attempt.task_id} was committed late"
            return
        assert isinstance(answer, Done), f"{attempt.task_id} is held and was answered {answer}"
        self.answered[attempt] = (session, commit, answer)
        if answer.next_node is not None:
            assert commit.may_chain
            self.held[attempt._replace(node=answer.next_node, attempt=1)] = session

    def _complete(self, attempt: Attempt, session: str, commit: Commit) -> Done | Late:
        return engine.complete(
            attempt,
            session=session,
            node_class=self.plan.nodes[attempt.node].node_class,
            outcome=commit.outcome,
            result=commit.result,
            routes=commit.routes,
            may_chain=commit.may_chain,
        )

    def _completion(self, attempt: Attempt, live: frozenset[str], *, may_chain: bool = False) -> Commit:
        output = orjson.dumps({"counts": dict.fromkeys(sorted(live), 1), "inline": {}})
        return Commit(Outcome.COMPLETED, output, self.plan.routes(attempt.node, live), may_chain)

    def _open_session(self) -> None:
        self.opened += 1
        self.sessions.append(f"host.1.{self.opened}")
        engine.open_session(self.sessions[-1], ttl_s=600)

    def _drop_session(self, session: str) -> None:
        self.sessions.remove(session)
        self.held = {attempt: holder for attempt, holder in self.held.items() if holder != session}
        self._open_session()

    def _pop(self, node_class: str) -> Attempt:
        message: Any = redis_engine().rpop(keys.queue(node_class))
        self._popped = bytes(message)
        arguments, _, _ = orjson.loads(orjson.loads(self._popped)["body"])
        attempt = Attempt(*arguments)
        self.messages.append(attempt)
        return attempt

    # ------------------------------------------------------------ asking

    def _queued(self) -> list[str]:
        return [one for one in NODE_CLASSES if redis_engine().llen(keys.queue(one))]

    def _events(self) -> list[Event]:
        entries: Any = redis_engine().xrange(keys.JOURNAL)
        return [event for entry_id, fields in entries for event in parse_entry(entry_id, fields).events]

    def _record(self, attempt: Attempt) -> list[str]:
        record: Any = redis_engine().hget(keys.execution(ORGANIZATION, EXECUTION)[1], attempt.node)
        return (record or b"pending|0").decode().split("|")

    def _current(self, attempt: Attempt, status: str) -> bool:
        """Whether the execution runs and this very attempt of the node has that status."""
        return self.ended is None and self._record(attempt)[:2] == [status, str(attempt.attempt)]

    def _is_held(self, attempt: Attempt) -> bool:
        return self._current(attempt, "running")

    def _is_held_id(self, task_id: str) -> bool:
        return any(attempt.task_id == task_id and self._is_held(attempt) for attempt in self.held)

    @staticmethod
    def _live(snapshot: Snapshot) -> list[str]:
        return [node.node for node in snapshot.nodes.values() if node.status.value in ("queued", "running")]


def test_the_scripts_keep_every_invariant_through_random_lives() -> None:
    EngineMachine.steps = 0
    run_state_machine_as_test(
        EngineMachine,
        settings=settings(
            max_examples=int(os.environ.get("ENGINE_MACHINE_EXAMPLES", "100")),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert EngineMachine.steps >= 500, f"only {EngineMachine.steps} steps were taken"
