"""Jinja, quicker at what makes up nearly all of a page: texts, calls of functions and macros, escaping, imports."""

import keyword

from flask import current_app
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape

import texts

OBJECTS = ("row", "listing", "current", "hoster")
TABLES = ("words",)


class QuickGenerator(CodeGenerator):
    """Writes templates whose calls and rows are Python's own, and that make no Markup of what is only written out.

    No function or macro of ours asks for the context or the environment, OBJECTS have attributes, not items, and TABLES
    have every key that they are asked for.
    """

    def visit_Call(self, node, frame, forward_caller=False):
        if node.dyn_args or node.dyn_kwargs or any(keyword.iskeyword(each.key) for each in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Getattr(self, node, frame):
        if isinstance(node.node, nodes.Name) and node.node.name in OBJECTS:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)

    def visit_Getitem(self, node, frame):
        if isinstance(node.node, nodes.Name) and node.node.name in TABLES:
            self.visit(node.node, frame)
            self.write("[")
            self.visit(node.arg, frame)
            self.write("]")
        else:
            super().visit_Getitem(node, frame)

    def write_commons(self):
        super().write_commons()
        self.writeline("escape_text, escaped = environment.escape_text, environment.escaped")

    def _output_child_pre(self, node, frame, finalize):
        if self._is_escaped(frame, finalize):
            self.write("(escape_text(said) if type(said := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node, frame, finalize):
        if self._is_escaped(frame, finalize):
            self.write(") is str else escaped(said))")
        else:
            super()._output_child_post(node, frame, finalize)

    @staticmethod
    def _is_escaped(frame, finalize):
        return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None


class Translation(NodeTransformer):
    """Replaces t("…") by the text in the language of the moment, once, when a template is compiled."""

    def visit_Call(self, node):
        node = self.generic_visit(node)
        is_text = isinstance(node.node, nodes.Name) and node.node.name == "t" and not node.kwargs
        if is_text and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
            return nodes.Const(texts.t(node.args[0].value), lineno=node.lineno)
        return node


class QuickEnvironment(Environment):
    """Flask's environment for an app whose globals are complete before the first page; one for each language."""

    code_generator_class = QuickGenerator
    spoken = "de"

    def _parse(self, source, name, filename):
        with texts.speak(self.spoken):
            return Translation().visit(super()._parse(source, name, filename))

    escape_text = staticmethod(_escape_inner)

    @staticmethod
    def escaped(value):
        """What may stand in a page for a value that is no plain text."""
        kind = type(value)
        return value if kind is Markup else str(value) if kind is int else escape(value)

    def make_globals(self, d):
        """A plain dictionary: every import of macros compares the names in it."""
        return {**self.globals, **(d or {})}


MOST_KEPT = 2000
_kept = {}


def kept(*key, caller):
    """What a block of a template says, drawn once for each key and language.

    For what is the same for everybody who asks alike: the key has all that the block depends on.
    """
    key = (texts.language(), *key)
    said = _kept.get(key)
    if said is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()  # others may be reading
        said = _kept[key] = caller()
    return said


MOST_ROWS = 10_000
_rows = {}


def drawn(rows, draw, *key):
    """The rows of a list as the macro `draw` writes them: whoever searches, sorts or pages sees most of them again.

    A row is kept under all that it says. `key` names the list and has what else `draw` depends on.
    """
    key, written = (texts.language(), *key), []
    for row in rows:
        said = _rows.get((key, row))
        if said is None:
            if len(_rows) >= MOST_ROWS:
                _rows.clear()
            said = _rows[key, row] = draw(row)
        written.append(said)
    return Markup("").join(written)


def speak_all(app):
    """Give the app an environment for each language; the German one is Flask's own."""
    environments = {}
    for language in texts.LANGUAGES:
        environments[language] = app.jinja_env.overlay() if environments else app.jinja_env
        environments[language].spoken = language
    app.extensions["environments"] = environments


def render(template, **values):
    """A template in the language of the moment, with the environment's globals and `values`."""
    return current_app.extensions["environments"][texts.language()].get_template(template).render(values)
