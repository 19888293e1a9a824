"""What a node may touch during one attempt: its inputs, the network, its log, its deadline."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import httpx

from automaton import outbound
from executions import sessions
from executions.engine import Attempt
from workflows.nodes.base import Cancelled, ExecutionInfo, HttpResponse, Item, LogLevel, NodeError

MAX_LOG_LINES = 1_000
MAX_LOG_MESSAGE = 4_000
MAX_REDIRECTS = 10


@dataclass
class NodeContext:
    """Implements ``workflows.nodes.base.Context`` for one attempt."""

    execution: ExecutionInfo
    current: Attempt
    load_inputs: Callable[[], Mapping[str, Sequence[Item]]]
    timeout_s: float
    session: sessions.Session
    began: float = field(default_factory=time.monotonic)
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return self.current.node

    @property
    def attempt(self) -> int:
        return self.current.attempt

    @cached_property
    def idempotency_key(self) -> str:
        """The same for every attempt of this node execution, and for no other; not for nodes after a user's retry."""
        identity = f"{self.current.organization_id}/{self.current.execution_id}/{self.current.node}"
        return hashlib.sha256(identity.encode()).hexdigest()[:32]

    @cached_property
    def http(self) -> OutboundHttp:
        return OutboundHttp(self)

    def items_at(self, port: str) -> Sequence[Item]:
        return self.load_inputs().get(port, ())

    def log(self, level: LogLevel, message: str, **data: Any) -> None:
        if len(self.lines) < MAX_LOG_LINES:
            line = {"at": time.time(), "level": level, "message": message[:MAX_LOG_MESSAGE], "data": data}
            self.lines.append(line)

    def remaining_s(self) -> float:
        return max(0.0, self.began + self.timeout_s - time.monotonic())

    def checkpoint(self) -> None:
        if self.session.is_superseded(self.current.task_id):
            raise Cancelled
        if self.remaining_s() <= 0:
            raise NodeError(f"The node did not finish within its {self.timeout_s:g} s.", code="DEADLINE")

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


class OutboundHttp:
    """``HttpClient`` of a node: the installation's outbound client under the attempt's deadline."""

    def __init__(self, ctx: NodeContext) -> None:
        self._ctx = ctx

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        body: bytes | None = None,
        timeout_s: float = 30,
        max_bytes: int = 50_000_000,
        follow_redirects: bool = True,
    ) -> HttpResponse:
        """As ``workflows.nodes.base.HttpClient.request``."""
        self._ctx.checkpoint()
        deadline = time.monotonic() + min(timeout_s, self._ctx.remaining_s())
        try:
            address = httpx.URL(url).copy_merge_params(httpx.QueryParams(_pairs(query))) if query else url
            request = outbound.client().build_request(method, address, headers=dict(headers or {}), content=body)
            for _ in range(MAX_REDIRECTS + 1):
                response, content = self._send(request, deadline, max_bytes)
                if not (follow_redirects and response.next_request is not None):
                    return _answer(response, content)
                request = response.next_request
        except outbound.AddressRefused as error:
            raise NodeError(f"{error}, which workflows may not reach.", code="HTTP_REFUSED") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, ValueError) as error:
            raise NodeError(f"'{url}' is not an address one can request: {error}", code="HTTP_URL") from error
        except httpx.TimeoutException as error:
            raise NodeError(
                f"{url} did not answer within {timeout_s:g} s.", code="HTTP_TIMEOUT", retryable=True
            ) from error
        except httpx.HTTPError as error:
            raise NodeError(f"{url} cannot be reached: {error}", code="HTTP_CONNECTION", retryable=True) from error
        raise NodeError(f"{url} redirects more than {MAX_REDIRECTS} times.", code="HTTP_REDIRECTS")

    def _send(self, request: httpx.Request, deadline: float, max_bytes: int) -> tuple[httpx.Response, bytes]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("the time for the whole request is up")
        request.extensions = {"timeout": httpx.Timeout(left, connect=min(left, 10)).as_dict()}
        response = outbound.client().send(request, stream=True)
        try:
            return response, self._read(response, deadline, max_bytes)
        finally:
            response.close()

    def _read(self, response: httpx.Response, deadline: float, max_bytes: int) -> bytes:
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > max_bytes:
                raise NodeError(
                    f"{response.url} answered more than the {max_bytes:,} bytes allowed.", code="HTTP_TOO_LARGE"
                )
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the time for the whole request is up")
            self._ctx.checkpoint()
            chunks.append(chunk)
        return b"".join(chunks)


def _answer(response: httpx.Response, content: bytes) -> HttpResponse:
    headers = dict(response.headers)
    return HttpResponse(status=response.status_code, headers=headers, body=content, url=str(response.url))


def _pairs(query: Mapping[str, str] | Sequence[tuple[str, str]]) -> list[tuple[str, str | int | float | bool | None]]:
    return list(query.items()) if isinstance(query, Mapping) else list(query)
