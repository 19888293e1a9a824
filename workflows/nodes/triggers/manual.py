"""Starts the workflow when somebody presses Run, or when a program asks for it over the API.

What they hand over arrives as one item.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflows.nodes.base import MAIN, Category, Context, Example, Item, NodeParams, NodeType, Output, Params


class Manual(NodeType[NodeParams]):
    key = "trigger.manual"
    label = "Manual trigger"
    category = Category.TRIGGERS
    is_trigger = True
    inputs = ()
    examples = (
        Example(title="Nothing handed over", params={}, output={MAIN: [{}]}),
        Example(
            title="An order handed over",
            params={},
            items={MAIN: [{"order": 7, "total": 12.5}]},
            output={MAIN: [{"order": 7, "total": 12.5}]},
        ),
    )

    def run(self, params: Params[NodeParams], items: Sequence[Item], ctx: Context) -> Output:  # noqa: ARG002 - the interface
        return Output.main([item.derive(item.json) for item in items])
