"""The demonstration is the paper's case study as it happened, plainly invented, and built once however often run."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse

from consent.models import Agreement, FollowUp, Person
from core.resources import RESOURCES
from core.scope import scope_of_staff, scope_of_system
from governance.demo.build import MEMBERS, PASSWORD, SERVICE_USER, build
from involvement import promises
from involvement.models import Activity, Level, PartnerOrganisation, View

PAPER = {
    "5 Boroughs Partnership": "learning_difficulty",
    "Anawim Women's Centre": "women",
    "Black Training Enterprise Group": "bme",
    "Middlesbrough and Stockton Mind": "older_people",
    "Recovery Near You": "substance_misuse",
    "Young Hackney": "young_people",
}


def counts():
    ours = [model for model in apps.get_models() if model._meta.app_label not in ("pghistory", "pgtrigger")]
    return {model._meta.label: model._base_manager.count() for model in ours}


def test_building_it_again_changes_nothing(world):
    with scope_of_system():
        before = counts()
    build()
    with scope_of_system():
        assert counts() == before


def test_it_is_never_built_where_debug_is_off(world, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only where DEBUG is on"):
        call_command("seed_demo", stdout=StringIO())


def test_the_six_partners_of_the_paper_reach_their_groups_and_held_a_workshop_each(world):
    with scope_of_staff(world.northshire):
        partners = {p.name: [g.pk for g in p.groups.all()] for p in PartnerOrganisation.objects.all()}
        assert partners == {name: [group] for name, group in PAPER.items()}
        for name in PAPER:
            workshop = Activity.objects.get(partner__name=name)
            assert workshop.level_id == Level.PARTICIPATION
            assert workshop.sessions.filter(held_at__isnull=False).exists()


def test_a_representative_of_each_workshop_reported_back(world):
    with scope_of_staff(world.northshire):
        reporting = Activity.objects.get(title="Reporting back from the workshops")
        assert reporting.taken_places.exclude(constituency="").count() == len(PAPER)


@pytest.mark.parametrize(
    ("group", "finding"),
    [
        ("women", "access to children"),
        ("women", "finances"),
        ("bme", "diverse staff team"),
        ("bme", "different cultures"),
        ("older_people", "medication"),
        ("older_people", "dignity and respect"),
    ],
)
def test_the_findings_of_the_paper_are_there_by_group(world, group, finding):
    with scope_of_staff(world.northshire):
        assert View.objects.filter(group=group, words__icontains=finding).exclude(words__icontains="invented").exists()


def test_other_findings_say_that_they_are_invented(world):
    with scope_of_staff(world.northshire):
        others = View.objects.exclude(group__in=["women", "bme", "older_people"])
        assert others.exists()
        assert not others.exclude(words__icontains="(Invented for the demonstration.)").exists()


def test_some_loops_are_closed_some_open_and_some_promises_at_risk(world):
    with scope_of_staff(world.northshire):
        activities = promises.with_figures(Activity.objects.select_related("service"))
        states = [promises.track(activity).state for activity in activities]
    assert {promises.KEPT, promises.AT_RISK, promises.UNDER_WAY, promises.NO_DATA} <= set(states)


def test_people_gave_every_kind_of_answer(world):
    with scope_of_system():
        assert 43 <= Person.objects.count() <= 56
        answers = Agreement.objects.filter(purpose="contact", ended_at=None)
        assert {"given", "refused", "not_asked"} == set(answers.values_list("answer", flat=True))
        assert FollowUp.objects.open().exists()
        assert Agreement.objects.filter(purpose="contact", ended_kind="withdrawn").exists()
    for service in (world.northshire, world.eastshire):
        with scope_of_staff(service):
            assert Person.objects.restricted().exists()


def test_everybody_is_plainly_invented(world):
    """Names say so, numbers are those reserved for examples, and addresses are at example.org."""
    with scope_of_system():
        for person in Person.objects.all():
            assert re.fullmatch(r"\w+ (Sample|Example|Placeholder)", person.full_name)
            assert str(person.phone).startswith("+447700900")
            assert person.email.endswith((".example.org", "@example.org"))
            assert person.address == "" or "Example Street" in person.address


@pytest.mark.parametrize("email", [email for _, email, _, _ in MEMBERS] + [SERVICE_USER[0]])
def test_each_account_signs_in_with_the_password(world, email):
    client = world.client()
    response = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert response.headers["Location"] == reverse("landing")


def test_the_resources_page_lists_the_papers_entries_with_a_sentence_each(world):
    page = world.client().get(reverse("resources")).text
    names = """Citizen Participation|Healthwatch|Involve|Making Every Adult Matter|National Involvement Standards|
    NHS involvement|People First|Revolving Doors National Service User Forum|A volunteering and mentoring guide|
    Shaping Our Lives|The Power of Participation|Shared Learning Group|User Voice"""
    for name in names.split("|"):
        assert name.strip() in page
    assert len(RESOURCES) == 13
    assert all(resource.sentence.endswith(".") for resource in RESOURCES)
    assert "Arnstein" not in page
