"""What is to be translated, read from the code: every string that templates and Python mark. Needs no gettext program.

Strings are marked where the public and service users read them; pages of staff are in English and mark none.
"""

import ast
import re

import polib
from django.template import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from core.start.places import ROOT
from core.start.translations import LOCALE

APPS = ("core", "consent", "involvement", "governance")
# Names that modules give Django's functions, and what of their arguments is a message.
_FROM_DJANGO = "django.utils.translation"
_MESSAGES = {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}


def marked() -> dict:
    """{message: sorted places "file"} of all that is marked. A plural is a pair."""
    found = {}
    for message, place in [*_in_templates(), *_in_python()]:
        found.setdefault(message, set()).add(place)
    return {message: sorted(places) for message, places in sorted(found.items(), key=lambda each: str(each[0]))}


def _in_templates():
    folder = ROOT / "templates"
    engine = Engine.get_default()
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".html", ".txt"):
            continue
        name = str(path.relative_to(ROOT))
        for node in _all_in(engine.from_string(path.read_text()).nodelist):
            if isinstance(node, TranslateNode) and isinstance(node.filter_expression.var, str):
                yield _unescaped(node.filter_expression.var), name
            elif isinstance(node, TranslateNode):
                yield from ((message, name) for message in _of_constant(node))
            elif isinstance(node, BlockTranslateNode):
                yield _of_block(node), name


def _all_in(nodes):
    """Every node of a template. Django's own `get_nodes_by_type` does not look inside block tags of ours."""
    for node in nodes:
        yield node
        for name in {*getattr(node, "child_nodelists", ()), "nodelist"}:
            yield from _all_in(getattr(node, name, None) or ())


def _unescaped(text) -> str:
    return str(text).replace("%%", "%")


def _of_constant(node):
    var = node.filter_expression.var
    if getattr(var, "literal", None) is not None and var.lookups is None:
        yield str(var.literal)


def _of_block(node):
    singular, _ = node.render_token_list(node.singular)
    message = singular.strip() if not node.trimmed else re.sub(r"\s*\n\s*", " ", singular.strip())
    if not node.plural:
        return message if node.trimmed else singular
    plural, _ = node.render_token_list(node.plural)
    return singular, plural


def _in_python():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if "tests" in parts or "migrations" in parts:
                continue
            tree = ast.parse(path.read_text())
            names = _names_of(tree)
            if not names:
                continue
            for node in ast.walk(tree):
                many = names.get(_called(node)) if isinstance(node, ast.Call) else None
                if many and (message := _message(node, many)):
                    yield message, str(path.relative_to(ROOT))


def _called(node) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _names_of(tree) -> dict:
    """{name in this module: how many messages it takes} of Django's functions."""
    return {
        alias.asname or alias.name: _MESSAGES[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == _FROM_DJANGO
        for alias in node.names
        if alias.name in _MESSAGES
    }


def _message(node, many):
    """The text or texts of a call; None where it translates what stands elsewhere, such as reference data."""
    if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args[:many]):
        raise ValueError(f"Line {node.lineno}: a text that is put together cannot be translated.")
    if not all(isinstance(argument, ast.Constant) for argument in node.args[:many]):
        return None
    texts = [argument.value for argument in node.args[:many]]
    return texts[0] if many == 1 else tuple(texts)


def catalogue(language) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"), wrapwidth=110)


def bring_up_to_date(catalogue, messages) -> polib.POFile:
    """The catalogue with exactly these messages, in their order: what was translated stays, what is new is empty."""
    known = {(entry.msgid, entry.msgid_plural): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=catalogue.wrapwidth)
    fresh.header, fresh.metadata = catalogue.header, catalogue.metadata
    for message, places in messages.items():
        singular, plural = message if isinstance(message, tuple) else (message, "")
        entry = known.get((singular, plural)) or polib.POEntry(msgid=singular, msgid_plural=plural)
        if plural and not entry.msgstr_plural:
            entry.msgstr_plural = dict.fromkeys(range(_plurals_of(catalogue)), "")
        entry.occurrences = [(place, "") for place in places]
        entry.flags = ["python-format"] if re.search(r"%\(\w+\)|%[sd]", singular) else []
        fresh.append(entry)
    return fresh


def _plurals_of(catalogue) -> int:
    return int(re.search(r"nplurals=(\d+)", catalogue.metadata["Plural-Forms"])[1])
