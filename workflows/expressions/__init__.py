"""``{{ ... }}`` in params: compiled once, evaluated against a scope and an item.

This is the whole door: what lies behind it may learn more of JavaScript without anybody noticing.
"""

from workflows.expressions.errors import ExpressionError
from workflows.expressions.scope import Scope
from workflows.expressions.template import Reference, Template, compile_template, is_template

__all__ = ["ExpressionError", "Reference", "Scope", "Template", "compile_template", "is_template"]
