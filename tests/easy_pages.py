"""Which templates the pages of the public and of service users are drawn from, read from the code of their views."""

from types import CodeType, FunctionType

from core import easy_read, registries
from core.start.places import ROOT
from tests.test_architecture import named_routes

APPS = ("core.", "consent.", "involvement.", "governance.")
# Nobody can sign up, so that only the page that says so is ever shown.
NEVER_SHOWN = {"account/signup.html"}


def offered():
    """(name, view) of each address of ours that has the switch to easy read."""
    return [(name, view) for name, _, view in named_routes() if easy_read.is_offered(view, name)]


def templates_of(function) -> set[str]:
    """Every template that a function of ours names, or one that it calls."""
    found, seen, waiting = set(), set(), [function]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, FunctionType) or one in seen:
            continue
        seen.add(one)
        # What a decorator wraps, and what it holds on to, is called as well.
        waiting.append(getattr(one, "__wrapped__", None))
        waiting += [cell.cell_contents for cell in one.__closure__ or ()]
        found |= _of_class(getattr(one, "view_class", None))
        if one.__module__.startswith(APPS):
            names, words = _of_code(one.__code__)
            found |= words
            waiting += [one.__globals__.get(name) for name in names]
    return found - NEVER_SHOWN


def _of_class(view_class) -> set[str]:
    """The templates that a view of a library names."""
    return {getattr(view_class, name) for name in dir(view_class) if name.startswith("template_name")} - {None}


def _of_code(code: CodeType) -> tuple[set, set]:
    """The names that code uses, and the templates among its constants, with the functions written inside it."""
    names, words = set(code.co_names), set()
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            inner_names, inner_words = _of_code(constant)
            names, words = names | inner_names, words | inner_words
        elif isinstance(constant, str) and constant.endswith(".html"):
            words.add(constant)
    return names, words


def templates_by_address() -> dict[str, set[str]]:
    """By name of an address: the templates of its page, its sections and its refusals."""
    found = {name: templates_of(view) for name, view in offered()}
    for registry in (registries.public_home, registries.my_home):
        for source in registry:
            found[f"section {source.__name__}"] = templates_of(source)
    found["error pages"] = {path.name for path in (ROOT / "templates").glob("[45]*.html")}
    return found
