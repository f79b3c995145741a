"""Conventions that matter, each held by a test that walks the code."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from core.actors import ActorKind
from core.held import everything_held
from core.history import ACTOR_KINDS
from core.registries import timeline
from core.start.places import ROOT

APPS = ["core", "consent", "involvement", "governance"]
OUR_MODELS = [
    model for model in apps.get_models() if model._meta.app_label in APPS and not model.__name__.endswith("Event")
]
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# What has these names and writes no row of ours.
HARMLESS = {"request.session", "query", "messages"}


def sources(*parts):
    for app in APPS:
        for part in parts:
            for path in [ROOT / app / f"{part}.py", *(ROOT / app / part).rglob("*.py")]:
                if path.is_file():
                    yield path


def path_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def named_routes(patterns=None):
    """(name, names of the parts of its address, view) of every address of the system."""
    for pattern in get_resolver("core.urls").url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from named_routes(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, list(pattern.pattern.converters), pattern.callback


@pytest.mark.parametrize(
    "path", list(sources("views", "forms", "rules", "registered", "models", "templatetags")), ids=path_id
)
def test_only_actions_write(path):
    """No view, form, rule, template tag or manager saves, creates, updates or deletes a row."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            target = ast.unparse(node.func.value)
            if target in HARMLESS or target.startswith("super()"):
                continue
            raise AssertionError(f"{path_id(path)}:{node.lineno} calls {target}.{node.func.attr}()")


@pytest.mark.parametrize("app", APPS)
def test_every_function_of_actions_that_others_call_is_an_action(app):
    paths = [ROOT / app / "actions.py", *(ROOT / app / "actions").glob("*.py")]
    # Steps are shared by actions and run inside them.
    written = [path for path in paths if path.is_file() and path.name not in ("__init__.py", "steps.py")]
    if not written:
        pytest.skip(f"{app} writes nothing yet.")
    for node in [node for path in written for node in ast.parse(path.read_text()).body]:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith(("_", "after_")):
            continue
        if node.name == "log_opening":
            continue  # one row that says itself who and when, paid for at every opening of a record
        assert [ast.unparse(d) for d in node.decorator_list] == ["action"], node.name
        assert not node.args.args, f"{node.name} takes keyword arguments only"
        assert node.args.kwonlyargs[0].arg == "by", node.name
        assert ast.get_docstring(node), f"{node.name} says what it does"


@pytest.mark.parametrize("path", list(sources("views", "forms", "registered", "templatetags")), ids=path_id)
def test_no_page_takes_the_steps_of_actions(path):
    """Steps write without an action around them, so only actions take them. The steps of a walk are its questions."""
    taken = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            taken |= {f"{node.module}.{name.name}." for name in node.names}
        elif isinstance(node, ast.Import):
            taken |= {f"{name.name}." for name in node.names}
        elif isinstance(node, ast.Attribute):
            taken.add(f"{ast.unparse(node)}.")
    assert not [name for name in taken if "actions.steps." in name]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_moment_in_the_past_has_its_actor(model):
    """`x_at` pairs with `x_by`: a deed. `starts_at` and `ends_at` are moments to come."""
    deeds = set(getattr(model, "deeds", ()))
    for field in model._meta.local_fields:
        if isinstance(field, models.DateTimeField) and field.name.endswith("_at"):
            name = field.name.removesuffix("_at")
            assert name in deeds or name in {"starts", "ends"}, f"{field.name} has no actor"


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_relations_are_protected(model):
    """Nothing goes because something it points to goes, but what is only made from it."""
    derived = {
        "consent.SearchWord",
        "involvement.PartnerGroup",
        "involvement.ActivityGroup",
        "involvement.DecisionView",
        "involvement.DecisionTheme",
    }
    if model._meta.auto_created or model._meta.label in derived:
        return
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field


def test_every_model_with_a_person_is_on_the_timeline_or_says_why_not():
    with_person = {
        model
        for model in OUR_MODELS
        if model._meta.label == "consent.Person" or any(f.name == "person" for f in model._meta.local_fields)
    }
    assert with_person == set(timeline.models) | set(timeline.without_entries)
    assert all(reason for reason in timeline.without_entries.values())


def test_everything_held_about_a_person_is_theirs_to_take_along_or_says_why_not():
    with_person = {
        model
        for model in OUR_MODELS
        if model._meta.label == "consent.Person" or any(f.name == "person" for f in model._meta.local_fields)
    }
    assert with_person <= everything_held.models
    assert all(everything_held.reasons)


def test_every_view_says_who_may_open_it():
    silent = [
        name
        for name, _, view in named_routes()
        if getattr(view, "access", None) is None and not view.__module__.startswith("allauth.")
    ]
    assert silent == []


def test_every_model_with_personal_information_keeps_its_history():
    """Those that do not are named here with the reason, so that a new one has to be thought about."""
    reasons = {
        "consent.SearchWord": "made from the person",
        "consent.AccountOf": "ids only",
        "consent.Message": "its text stays outside history",
        "consent.AccessLogEntry": "append-only itself",
        "involvement.Outcome": "read by the person alone, and append-only itself",
    }
    for model in OUR_MODELS:
        personal = model._meta.label == "consent.Person" or any(f.name == "person" for f in model._meta.local_fields)
        if personal:
            assert hasattr(model, "history") != (model._meta.label in reasons), model


def test_history_knows_the_same_actors_as_deeds():
    assert set(ACTOR_KINDS) == {"user", *ActorKind.values}


@pytest.mark.parametrize("path", [p for app in APPS for p in (ROOT / app).rglob("*.py")], ids=path_id)
def test_every_module_opens_with_its_job(path):
    source = path.read_text()
    if not source.strip() or "migrations" in path.parts or "tests" in path.parts:
        return
    docstring = ast.get_docstring(ast.parse(source))
    if docstring is None and path.name in ("urls.py", "apps.py"):
        return
    assert docstring, f"{path_id(path)} says nothing of its job"


@pytest.mark.parametrize("path", list((ROOT / "templates").rglob("*.html")), ids=path_id)
def test_templates_have_no_unsafe_text_and_no_inline_style_or_script(path):
    text = path.read_text()
    assert "|safe" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert "onclick=" not in text


@pytest.mark.parametrize("path", [p for app in APPS for p in (ROOT / app).rglob("*.py")], ids=path_id)
def test_no_design_system_class_names_in_python(path):
    if "tests" not in path.parts and "migrations" not in path.parts:
        assert "nhsuk-" not in path.read_text().replace("nhsuk-frontend", "")
