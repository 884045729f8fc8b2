"""Jinja, quicker at what makes up nearly all of a page: calling plain functions and macros, importing macros."""

from types import FunctionType

from flask.templating import Environment
from jinja2.runtime import Context, Macro


class QuickContext(Context):
    """A context that calls functions and macros at once, without asking each whether it wants the context."""

    def call(self, called, /, *args, **kwargs):
        """As Context.call, which still serves everything else."""
        kind = type(called)
        if kind is Macro or (kind is FunctionType and not hasattr(called, "jinja_pass_arg")):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return called(self.eval_ctx, *args, **kwargs) if kind is Macro else called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class QuickEnvironment(Environment):
    """Flask's environment for an app whose globals are complete before the first page."""

    context_class = QuickContext

    def make_globals(self, d):
        """A plain dictionary: every import of macros compares the names in it."""
        return {**self.globals, **(d or {})}
