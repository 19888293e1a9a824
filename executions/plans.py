"""Compiled plans where workers find them: in memory, else in Redis, else in MongoDB.

Plans are immutable and named by their content, so every copy is right for ever. An organization's plan is only
ever looked up under that organization.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import orjson

from automaton.errors import NotFound
from automaton.mongo import collection
from automaton.redis import engine, keys
from executions.plan import Plan, PlanNode
from workflows import params, registry
from workflows.graph import Graph

_REDIS_TTL_S = 86_400
_stored_at: dict[tuple[str, str], float] = {}  # when this process last put a plan into the stores


def store(organization_id: str, plan: Plan, graph: Graph) -> None:
    """Make the plan findable before an execution refers to it; at most one write an hour and process for each."""
    key = (organization_id, plan.hash)
    if time.monotonic() - _stored_at.get(key, float("-inf")) < _REDIS_TTL_S / 24:
        return
    collection("plans").update_one(
        {"_id": f"{organization_id}:{plan.hash}"},
        {
            "$setOnInsert": {
                "organizationId": organization_id,
                "plan": plan.content,
                "graph": orjson.dumps(graph.model_dump(mode="json")),
            }
        },
        upsert=True,
    )
    engine().set(keys.plan(*key), plan.content, ex=_REDIS_TTL_S)
    _stored_at[key] = time.monotonic()


def forget_stored() -> None:
    """Store plans again when they are next used; for when the stores were emptied."""
    _stored_at.clear()
    load.cache_clear()


@lru_cache(maxsize=500)
def load(organization_id: str, plan_hash: str) -> Plan:
    """Raises NotFound, RedisError, PyMongoError."""
    content = engine().get(keys.plan(organization_id, plan_hash))
    if not isinstance(content, bytes):
        content = _document(organization_id, plan_hash)["plan"]
        engine().set(keys.plan(organization_id, plan_hash), content, ex=_REDIS_TTL_S)
    return Plan.parse(content)


def load_graph(organization_id: str, plan_hash: str) -> dict[str, Any]:
    """The graph the plan was compiled from, as JSON. Raises NotFound."""
    graph: dict[str, Any] = orjson.loads(_document(organization_id, plan_hash)["graph"])
    return graph


def _document(organization_id: str, plan_hash: str) -> Any:
    found = collection("plans").find_one({"_id": f"{organization_id}:{plan_hash}"})
    if found is None:
        raise NotFound(f"Plan {plan_hash} of organization {organization_id} is not stored.")
    return found


_compiled: dict[tuple[str, str], params.CompiledParams[Any]] = {}


def compiled_params(plan_hash: str, node: PlanNode) -> params.CompiledParams[Any]:
    """The node's params with their expressions parsed once. Raises NodeError."""
    key = (plan_hash, node.id)
    if key not in _compiled:
        if len(_compiled) > 20_000:
            _compiled.clear()
        _compiled[key] = params.compile_params(registry.get(node.type, node.type_version), node.params)
    return _compiled[key]
