"""Every node type that comes with Automaton. One file each; a new one is a file and a line here."""

from __future__ import annotations

from typing import Any

from workflows.nodes.base import NodeType
from workflows.nodes.data.set_fields import SetFields
from workflows.nodes.data.summarize import Summarize
from workflows.nodes.flow.if_ import If
from workflows.nodes.flow.merge import Merge
from workflows.nodes.flow.stop_with_error import StopWithError
from workflows.nodes.http.request import HttpRequest
from workflows.nodes.triggers.manual import Manual
from workflows.nodes.triggers.webhook import Webhook

BUILT_IN: tuple[type[NodeType[Any]], ...] = (
    Manual,
    Webhook,
    If,
    Merge,
    StopWithError,
    SetFields,
    Summarize,
    HttpRequest,
)
