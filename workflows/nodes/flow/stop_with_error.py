"""Ends the execution as failed, with a message of yours.

Put it on a branch that should never be taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Never

from workflows.nodes.base import (
    MAIN,
    Category,
    Context,
    Example,
    Item,
    NodeError,
    NodeParams,
    NodeType,
    Params,
    Text,
    param,
)


class StopWithErrorParams(NodeParams):
    message: Text = param(label="Message", help="What people read in the execution.", min_length=1, max_length=10_000)


class StopWithError(NodeType[StopWithErrorParams]):
    key = "flow.stop_with_error"
    label = "Stop with error"
    category = Category.FLOW
    outputs = ()
    params_model = StopWithErrorParams
    examples = (
        Example(
            title="An order without a customer",
            params={"message": "Order {{ $json.order }} has no customer"},
            items={MAIN: [{"order": 7}]},
            error="STOPPED",
        ),
    )

    def run(self, params: Params[StopWithErrorParams], items: Sequence[Item], ctx: Context) -> Never:  # noqa: ARG002 - the interface
        raise NodeError(params.once.message, code="STOPPED")
