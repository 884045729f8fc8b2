"""Jinja, quicker at what makes up nearly all of a page: calling functions and macros, escaping, importing macros."""

from types import FunctionType, MethodType

from flask.templating import Environment
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner, escape

PLAIN = (FunctionType, MethodType)


class QuickContext(Context):
    """A context that calls functions and macros at once, without asking each whether it wants the context."""

    def call(self, called, /, *args, **kwargs):
        """As Context.call, which still serves everything else."""
        kind = type(called)
        if kind is Macro or (kind in PLAIN and not hasattr(called, "jinja_pass_arg")):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return called(self.eval_ctx, *args, **kwargs) if kind is Macro else called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class QuickGenerator(CodeGenerator):
    """Writes templates that escape by `QuickEnvironment.escaped`."""

    def _output_child_pre(self, node, frame, finalize):
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class QuickEnvironment(Environment):
    """Flask's environment for an app whose globals are complete before the first page."""

    code_generator_class = QuickGenerator
    context_class = QuickContext

    @staticmethod
    def escaped(value):
        """What may stand in a page for a value: as `escape`, without making Markup of what is only written out."""
        kind = type(value)
        if kind is str:
            return _escape_inner(value)
        if kind is int:
            return str(value)
        return value if kind is Markup else escape(value)

    def make_globals(self, d):
        """A plain dictionary: every import of macros compares the names in it."""
        return {**self.globals, **(d or {})}
