"""Migrations with every row in sight, in a third of the time: a model is drawn again only where its fields changed.

Django draws a model anew, with all that relate to it, after each operation on it. Adding a rule, an index or a
trigger changes no field, and two thirds of our operations are such.
"""

from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.db.migrations.state import ModelState, ProjectState

from core.models import Service
from core.scope import scope_of_system

# What may change on a model without any other model having to know.
ALONE = ("indexes", "constraints", "triggers")


@contextmanager
def models_drawn_once():
    """While this is open, a change of rules, indexes or triggers alone draws no model again."""
    draw, draw_again = ModelState.render, ProjectState.reload_model

    def draw_and_note(state, apps):
        model = draw(state, apps)
        model.drawn_from = _what_is_drawn(state)
        return model

    def draw_again_where_needed(project, app_label, model_name, delay=False):
        state = project.models[app_label, model_name.lower()]
        model = project.apps.all_models[app_label].get(state.name_lower) if "apps" in project.__dict__ else None
        if model is None or model.__dict__.get("drawn_from") != _what_is_drawn(state):
            return draw_again(project, app_label, model_name, delay)
        # Whoever alters a field next looks here for the names of the rules that are there.
        model._meta.indexes = list(state.options.get("indexes", ()))
        model._meta.constraints = list(state.options.get("constraints", ()))

    with (
        patch.object(ModelState, "render", draw_and_note),
        patch.object(ProjectState, "reload_model", draw_again_where_needed),
    ):
        yield


@contextmanager
def every_row_in_sight():
    """While this is open, row policies hide nothing. A relation that is made anew is checked against all its rows."""
    if Service._meta.db_table not in connection.introspection.table_names():
        yield
        return
    with scope_of_system():
        yield


def _what_is_drawn(state) -> tuple:
    options = {key: value for key, value in state.options.items() if key not in ALONE}
    return tuple(state.fields.items()), state.bases, options, tuple(state.managers)
