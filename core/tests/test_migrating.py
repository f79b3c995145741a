"""Migrations draw a model again where its fields changed, and only there."""

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from core.migrating import models_drawn_once

RULE = models.CheckConstraint(condition=models.Q(size__gt=0), name="size_is_something")


@pytest.fixture
def project():
    with models_drawn_once():
        project = ProjectState()
        fields = [("id", models.AutoField(primary_key=True)), ("size", models.IntegerField())]
        project.add_model(ModelState("core", "Thing", fields))
        project.add_model(
            ModelState("core", "Part", [fields[0], ("thing", models.ForeignKey("core.Thing", models.CASCADE))])
        )
        project.drawn = project.apps.get_model("core", "thing")
        yield project


def test_a_rule_is_noted_on_the_model_that_was_drawn(project):
    project.add_constraint("core", "thing", RULE)
    assert project.apps.get_model("core", "thing") is project.drawn
    assert [rule.name for rule in project.drawn._meta.constraints] == [RULE.name]
    project.remove_constraint("core", "thing", RULE.name)
    assert project.drawn._meta.constraints == []


def test_a_field_draws_the_model_again_with_its_rules_and_those_that_point_to_it(project):
    project.add_constraint("core", "thing", RULE)
    project.add_field("core", "thing", "colour", models.TextField(default=""), True)
    again = project.apps.get_model("core", "thing")
    assert again is not project.drawn
    assert [field.name for field in again._meta.fields] == ["id", "size", "colour"]
    assert [rule.name for rule in again._meta.constraints] == [RULE.name]
    assert project.apps.get_model("core", "part")._meta.get_field("thing").related_model is again


def test_an_altered_field_draws_the_model_again(project):
    project.alter_field("core", "thing", "size", models.BigIntegerField(), True)
    assert project.apps.get_model("core", "thing")._meta.get_field("size").get_internal_type() == "BigIntegerField"
