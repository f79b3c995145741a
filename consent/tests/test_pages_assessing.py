"""Assessing somebody on record: step by step, kept in a draft, recorded once; and reading what was recorded."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from consent import actions, rules
from consent.models import (
    AccessLogEntry,
    BestInterestsDecision,
    CapacityAssessment,
    CompetenceAssessment,
    Draft,
    FollowUp,
)
from consent.tests import assessing as screens
from consent.tests.factories import (
    COMPETENT,
    LACKS_CAPACITY,
    a_command,
    in_days,
    make_person,
    make_service,
    make_staff,
)
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def client(service):
    return signed_in(make_staff(service))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def person_of(service, years, **details):
    born = date(in_days(0).year - years, 1, 1)
    if years >= 16:
        return make_person(service, date_of_birth=born, **details)
    return actions.record_person(
        by=a_command(),
        service=service,
        details={"name_to_use": "Robin", "connection": "uses_now", "date_of_birth": born},
        record_wording=words(service, "record"),
        contact={"answer": "given", "wording": words(service, "contact")},
        findings={"competence": COMPETENT},
    )


def words(service, purpose):
    from consent.tests.factories import wording

    return wording(service, purpose)


class Assessing:
    """A practitioner on the screens of one assessment."""

    def __init__(self, client, person, kind, purpose="share"):
        self.client = client
        self.url = reverse("assess", args=[person.reference, purpose, kind])
        self.page = client.post(self.url, follow=True)

    @property
    def step(self):
        return self.page.context["step"].key if self.page.context and "step" in self.page.context else ""

    @property
    def text(self):
        return " ".join(self.page.content.decode().split())

    def answers(self, **values):
        self.page = self.client.post(self.page.request["PATH_INFO"], values, follow=True)
        return self

    def goes(self, answers):
        for key, values in answers.items():
            assert self.step == key, self.text
            self.answers(**values)
        return self

    def records(self):
        assert "Check the answers" in self.text, self.text
        self.page = self.client.post(self.page.request["PATH_INFO"], follow=True)
        return self


def test_competence_is_assessed_in_three_screens_and_the_child_is_asked_next(service, client):
    with scope_of_staff(service):
        child = person_of(service, 14)
    page = client.get(reverse("assess", args=[child.reference, "share", "competence"])).content.decode()
    assert "A parent can be the danger." in page and "Fraser" not in page
    assessing = Assessing(client, child, "competence").goes(screens.COMPETENT)
    assert "We may talk to: only the people they name: My big sister" in assessing.text
    with scope_of_staff(service):
        assert CompetenceAssessment.objects.filter(purpose="share").count() == 0
    assessing.records()
    assert "The assessment of competence is recorded." in assessing.text and "They answer themselves." in assessing.text
    with scope_of_staff(service):
        made = CompetenceAssessment.objects.get(purpose="share")
        assert (made.outcome, made.may_tell_whom) == ("competent", "My big sister")
        assert not Draft.objects.exists()


def test_a_child_is_not_competent_with_a_no_and_the_page_says_which(service, client):
    with scope_of_staff(service):
        child = person_of(service, 14)
    assessing = Assessing(client, child, "competence")
    assessing.goes({**screens.NOT_COMPETENT, "competent": {"outcome": "competent"}})
    assert assessing.step == "competent"
    assert "A child is competent only if all five are true." in assessing.text
    assert "can weigh it up; understands it the same when asked again" in assessing.text
    assessing.answers(outcome="not_competent").records()
    with scope_of_staff(service):
        assert rules.finding_of(child, "share") == "not_competent"


def test_has_capacity_needs_no_diagnosis(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    assessing = Assessing(client, person, "capacity")
    assert "Whether we share information with the people they name" in assessing.text
    assessing.goes(screens.HAS).records()
    with scope_of_staff(service):
        made = CapacityAssessment.objects.get()
        assert (made.outcome, made.impairment, made.can_wait) == ("has", "", False)


def test_lacks_capacity_is_kept_whole_and_best_interests_come_next(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    assessing = Assessing(client, person, "capacity").goes(screens.LACKS).records()
    assert "Decide what is in their best interests" in assessing.text
    with scope_of_staff(service):
        made = CapacityAssessment.objects.get()
        assert made.outcome == "lacks" and not made.retains and made.why_now == "The group begins this week"
    assessing = Assessing(client, person, "best-interests").goes(screens.decision("yes")).records()
    assert "Now record the answer that follows from it." in assessing.text
    with scope_of_staff(service):
        decided = BestInterestsDecision.objects.get()
        assert decided.in_favour and decided.capacity == made and decided.review_on == in_days(90)


CAPACITY = ["helped", "abilities", "cause", "can-wait", "capacity"]


@pytest.mark.parametrize(
    ("step", "left_out", "says"),
    [
        ("helped", "presumed", "Start from them being able to decide"),
        ("helped", "help_given", "Answer the question “What was done to help them decide?”"),
        ("abilities", "retains", "Answer the question “Can they keep it in mind"),
        ("abilities", "weighs_why", "Write what shows it: weighs it up"),
        ("cause", "impairment", "Answer the question “What is the impairment of"),
        ("cause", "causal_link", "Answer the question “Why is that the reason"),
        ("can-wait", "why_now", "Answer the question “Why can it not wait?”"),
        ("capacity", "least_restrictive", "Tick that the way that restricts them least"),
        ("capacity", "outcome", "Select whether they have capacity for it"),
    ],
)
def test_lacks_capacity_cannot_be_left_incomplete_and_nothing_typed_is_lost(service, client, step, left_out, says):
    with scope_of_staff(service):
        person = person_of(service, 40)
    before = {key: screens.LACKS[key] for key in CAPACITY[: CAPACITY.index(step)]}
    assessing = Assessing(client, person, "capacity").goes(before)
    sent = {name: value for name, value in screens.LACKS[step].items() if name != left_out}
    assessing.answers(**sent)
    assert assessing.step == step and says in assessing.text
    typed = [value for value in sent.values() if len(value) > 5]
    assert all(value in assessing.text for value in typed)
    ticked = [name for name, value in sent.items() if value in ("on", "yes", "no", "lacks")]
    assert assessing.text.count(" checked") == len(ticked)


def test_contradictions_are_said_in_plain_words(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    assessing = Assessing(client, person, "capacity").goes({**screens.LACKS, "capacity": {"outcome": "has"}})
    assert "They have capacity only if they can do all four. You noted “no” to: keeps it in mind." in assessing.text
    able = Assessing(client, person, "capacity", "publish").goes({**screens.HAS, "capacity": {"outcome": "lacks"}})
    assert "You noted that they can do all four, so they have capacity." in able.text


def test_what_can_wait_is_asked_again_from_a_day_and_no_assessment_is_kept(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    assessing = Assessing(client, person, "capacity").goes({**screens.UNABLE, "can-wait": {"can_wait": "yes"}})
    assert assessing.step == "wait" and "Nobody decides for somebody who can decide in time." in assessing.text
    assessing.answers(**screens.parts_of("ask_on", in_days(0)))
    assert "To be asked later" in assessing.text and "Could not decide yet" in assessing.text
    with scope_of_staff(service):
        assert not CapacityAssessment.objects.exists() and not Draft.objects.exists()
        assert FollowUp.objects.get().waits_for_id == "share"
        assert rules.may_contact(person), "It is not the person who asked to wait."
    today = client.get(reverse("today")).content.decode()
    assert "See whether Sam can decide now." in today
    with scope_of_staff(service):
        answer = {"kind": "person", "name": "Kim"}
        actions.record_answer(
            by=a_command(), person=person, purpose_key="share", answer="given", wording=words(service, "share"),
            recipient=answer, information="First name",
        )  # fmt: skip
        assert not FollowUp.objects.open().exists()


@pytest.mark.parametrize(
    ("years", "kind", "says"),
    [
        (40, "competence", "Competence is assessed from 10 to 15."),
        (14, "capacity", "Capacity is assessed from 16 on."),
        (40, "best-interests", "Assess capacity first."),
    ],
)
def test_what_may_not_be_assessed_is_refused_with_the_reason(service, client, years, kind, says):
    with scope_of_staff(service):
        person = person_of(service, years)
    url = reverse("assess", args=[person.reference, "share", kind])
    assert says in client.get(url).content.decode() and says in client.post(url).content.decode()
    with scope_of_staff(service):
        assert not Draft.objects.exists()


def test_an_age_corrected_meanwhile_is_refused_at_the_end_and_nothing_typed_is_lost(service, client):
    with scope_of_staff(service):
        child = person_of(service, 14)
    assessing = Assessing(client, child, "competence").goes(screens.COMPETENT)
    with scope_of_staff(service):
        actions.change_details(by=a_command(), person=child, details={"date_of_birth": date(1990, 1, 1)})
    assessing.records()
    assert "Competence is assessed from 10 to 15." in assessing.text and "My big sister" in assessing.text


def test_an_assessment_can_be_left_and_gone_on_with_and_thrown_away(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    assessing = Assessing(client, person, "capacity").goes({"helped": screens.HELPED})
    today = client.get(reverse("today")).content.decode()
    assert "You began to assess the capacity of Sam at" in today and "at the question “What they can do”" in today
    again = client.get(assessing.url).content.decode()
    assert "You began this at" in again
    assert Assessing(client, person, "capacity").step == "abilities"
    with scope_of_staff(service):
        draft = Draft.objects.get()
    client.post(reverse("throw_away_assessment", args=[draft.pk]))
    with scope_of_staff(service):
        assert not Draft.objects.exists() and not CapacityAssessment.objects.exists()


def test_the_button_pressed_twice_records_one(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    assessing = Assessing(client, person, "capacity").goes(screens.HAS)
    url = assessing.page.request["PATH_INFO"]
    assessing.records()
    assert client.post(url).status_code == 404
    with scope_of_staff(service):
        assert CapacityAssessment.objects.count() == 1


def test_nobody_else_sees_an_assessment_that_was_begun(service, client):
    with scope_of_staff(service):
        person = person_of(service, 40)
    Assessing(client, person, "capacity").goes({"helped": screens.HELPED})
    with scope_of_staff(service):
        draft = Draft.objects.get()
    others = [make_staff(service), make_staff(service, "manager"), make_staff(make_service("Eastshire"))]
    for other in map(signed_in, others):
        for name in ("go_on_assessing", "check_assessment", "throw_away_assessment"):
            assert other.get(reverse(name, args=[draft.pk])).status_code == 404
        assert other.post(reverse("assess_step", args=[draft.pk, "abilities"])).status_code == 404
    assert (
        signed_in(make_staff(service, "str_worker")).get(reverse("go_on_assessing", args=[draft.pk])).status_code == 403
    )


# --- Reading


@pytest.fixture
def assessed(service):
    with scope_of_staff(service):
        person = person_of(service, 40)
        made = actions.assess_capacity(by=a_command(), person=person, purpose_key="share", **LACKS_CAPACITY)
    return person, reverse("assessment", args=["capacity", made.pk])


@pytest.mark.parametrize("role", ["practitioner", "manager", "ig_lead"])
def test_those_who_need_it_read_an_assessment_and_each_reading_is_logged(service, assessed, role):
    person, url = assessed
    page = signed_in(make_staff(service, role)).get(url).content.decode()
    assert "Lacks capacity for this decision" in page and "Keeps it in mind: no. What was seen" in page
    assert "Opening it is logged." in page
    with scope_of_staff(service):
        assert [entry.page for entry in AccessLogEntry.objects.filter(person=person)] == ["assessment of capacity"]


def test_nobody_else_reads_an_assessment_or_learns_that_there_is_one(service, client, assessed):
    person, url = assessed
    support_worker = signed_in(make_staff(service, "str_worker"))
    assert support_worker.get(url).status_code == 403
    page = support_worker.get(reverse("person", args=[person.reference])).content.decode()
    assert "ssessment" not in page and "apacity" not in page
    assert signed_in(make_staff(make_service("Eastshire"))).get(url).status_code == 404
    page = client.get(reverse("person", args=[person.reference])).content.decode()
    assert url in page and "lacks capacity for this decision" in page
    for address in ("/consent/assessments/mood/1/", f"/consent/assessments/capacity/{10**30}/"):
        assert client.get(address).status_code == 404


def test_a_restricted_record_hides_its_assessments(service, client, assessed):
    person, url = assessed
    with scope_of_staff(service):
        agreement = person.agreements.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    assert client.get(url).status_code == 404


def test_the_record_costs_the_same_however_many_assessments_there_are(service, client, assessed):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person, _ = assessed
    counts = []
    for number in (1, 15):
        with scope_of_staff(service):
            for _ in range(number):
                actions.assess_capacity(by=a_command(), person=person, purpose_key="share", **LACKS_CAPACITY)
        client.get(reverse("person", args=[person.reference]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("person", args=[person.reference]))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
