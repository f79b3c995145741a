"""Recording consent of those who may not, or cannot, answer for themselves: in the journey, to the end of it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from consent import rules
from consent.models import (
    Agreement,
    Asked,
    BestInterestsDecision,
    CapacityAssessment,
    CompetenceAssessment,
    Draft,
    Person,
)
from consent.tests import assessing as screens
from consent.tests.factories import in_days, make_service, make_site, make_staff
from consent.tests.journeys import Going
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def site(service):
    return make_site(service)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def going(service, site):
    return Going(client_of(make_staff(service)), service, site)


def born(years):
    return screens.parts_of("date_of_birth", date(in_days(0).year - years, 1, 1))


def answer_each(going, answers):
    for key, values in answers.items():
        assert going.step == key, going.text
        going.answers(**values)
    return going


MOTHER = {
    "giver_name": "Ana Example",
    "giver_relationship": "mother",
    "giver_checked": "Birth certificate seen",
    "child_agrees": "yes",
}
CANNOT = {"record": {"answer": "cannot"}}


def nothing_is_stored(service):
    with scope_of_staff(service):
        models = (Person, Agreement, CompetenceAssessment, CapacityAssessment, BestInterestsDecision, Asked)
        return not any(model.objects.exists() for model in models)


def test_a_competent_child_of_fifteen_is_recorded_on_their_own_answer(going, service):
    going.goes(until="understands", age=born(15))
    answer_each(going, screens.COMPETENT)
    assert going.step == "site" and nothing_is_stored(service)
    going.goes().records()
    assert "Samira is recorded" in going.text and "They agreed that we hold their information." in going.text
    with scope_of_staff(service):
        person = Person.objects.get()
        found = CompetenceAssessment.objects.filter(person=person)
        assert {made.purpose_id for made in found} == {"record", "contact"}
        assert {answer.ground for answer in person.agreements.all()} == {"person"}
        assert all(answer.competence is not None for answer in person.agreements.all())
        assert not Draft.objects.exists()


def test_for_a_child_who_is_not_competent_a_parent_answers_both_questions(going, service):
    going.goes(until="understands", age=born(15))
    answer_each(going, screens.NOT_COMPETENT)
    assert going.step == "giver" and "A parent can be the danger." in going.text
    going.answers(**{**MOTHER, "child_agrees": "no"})
    assert "Enter why they are asked all the same" in going.text and "Ana Example" in going.text
    going.answers(**MOTHER)
    assert "Read this out to Ana Example, or let them read it" in going.text
    assert "The words to read out have changed" not in going.text
    going.answers(answer="yes").goes()
    assert "Ana Example, mother" in going.text and "Not competent to decide this" in going.text
    going.records()
    assert "Ana Example (mother) agreed that we hold their information." in going.text
    with scope_of_staff(service):
        answers = Person.objects.get().agreements.all()
        assert {(a.ground, a.giver_name, a.child_agrees) for a in answers} == {("parental", "Ana Example", True)}


def test_a_parent_who_says_no_leaves_nothing_but_that_somebody_was_asked(going, service):
    going.goes(until="understands", age=born(12))
    answer_each(going, {**screens.NOT_COMPETENT, "giver": MOTHER, "giver-answer": {"answer": "no"}})
    assert "Nothing about the person was stored." in going.text
    with scope_of_staff(service):
        assert Asked.objects.count() == 1 and not Person.objects.exists() and not Draft.objects.exists()
        assert not CompetenceAssessment.objects.exists()


def test_a_parent_who_was_not_asked_about_contact_leaves_that_question_for_the_child(going, service):
    going.goes(until="understands", age=born(15))
    answer_each(going, {**screens.NOT_COMPETENT, "giver": MOTHER, "giver-answer": {"answer": "yes"}})
    going.goes(contact={"answer": "not_asked"})
    going.answers(not_asked_reason="no_time").records()
    with scope_of_staff(service):
        answer = Agreement.objects.get(purpose_id="contact")
        assert (answer.answer, answer.ground) == ("not_asked", "person")


def test_without_a_date_of_birth_no_parent_is_asked(going):
    going.goes(until="understands", age={"age_band": "10_15"})
    answer_each(going, screens.NOT_COMPETENT)
    assert going.step == "no-birthday" and "Parental responsibility ends on the 18th birthday" in going.text
    going.opens("age").answers(**born(15))
    assert going.step == "giver"


def test_somebody_of_seventeen_without_capacity_is_recorded_in_their_best_interests(going, service):
    going.goes(until="helped", **CANNOT, age=born(17))
    answer_each(going, screens.LACKS)
    assert going.step == "who-answers"
    assert "Their attorney for health and welfare: An attorney or deputy can answer only from 18 on." in going.text
    going.answers(ground="best_interests")
    answer_each(going, screens.decision("both"))
    assert going.step == "their-name"
    going.answers(name_to_use="Samira").goes().records()
    assert "It was decided in their best interests that we hold their information." in going.text
    assert "It was decided in their best interests that we contact them about involvement." in going.text
    assert "It was decided in their best interests: yes to “hold my information”" in going.text
    assert "Said yes" not in going.text
    with scope_of_staff(service):
        person = Person.objects.get()
        assert {a.ground for a in person.agreements.all()} == {"best_interests"}
        # On the day the decision names, or on the 18th birthday where that comes first.
        due = min(in_days(90), rules.birthday(person.date_of_birth, 18))
        assert {a.review_on for a in person.agreements.all()} == {due}
        assert BestInterestsDecision.objects.count() == 2 and CapacityAssessment.objects.count() == 2
        assert rules.status_for(person, "contact").given


def test_what_is_not_in_their_interests_ends_with_nothing_stored(going, service):
    going.goes(until="helped", **CANNOT)
    answer_each(going, {**screens.LACKS, "who-answers": {"ground": "best_interests"}})
    answer_each(going, screens.decision("neither"))
    assert going.step == "not-in-interests"
    going.answers()
    assert "Nothing of them was stored." in going.text and nothing_is_stored(service)
    with scope_of_staff(service):
        assert not Draft.objects.exists()


def test_to_hold_and_not_to_contact_is_a_no_to_being_contacted(going, service):
    going.goes(until="helped", **CANNOT)
    answer_each(going, {**screens.LACKS, "who-answers": {"ground": "best_interests"}})
    answer_each(going, screens.decision("record"))
    going.answers(name_to_use="Samira").goes().records()
    with scope_of_staff(service):
        person = Person.objects.get()
        assert rules.status_for(person, "record").given and rules.status_for(person, "contact").state == "refused"
        assert dict(BestInterestsDecision.objects.values_list("purpose", "in_favour")) == {
            "record": True,
            "contact": False,
        }


def test_an_attorney_answers_for_an_adult_with_the_document_seen(going, service):
    going.goes(until="helped", **CANNOT)
    answer_each(going, {**screens.LACKS, "who-answers": {"ground": "attorney"}})
    assert going.step == "giver" and "Which document was seen?" in going.text and "child" not in going.text.lower()
    going.answers(giver_name="Cleo Example", giver_relationship="daughter")
    assert "Enter how that was checked, or which document was seen" in going.text
    going.answers(giver_name="Cleo Example", giver_relationship="daughter", giver_checked="Registered, stamped copy")
    going.answers(answer="yes").answers(name_to_use="Samira")
    going.goes().records()
    with scope_of_staff(service):
        assert {a.ground for a in Agreement.objects.all()} == {"attorney"}


def test_somebody_found_able_to_decide_is_asked_themselves(going, service):
    going.goes(until="helped", **CANNOT)
    answer_each(going, screens.HAS)
    assert going.step == "own-answer" and "They cannot answer" not in going.text
    going.answers(answer="yes").answers(name_to_use="Samira")
    going.goes().records()
    with scope_of_staff(service):
        assert {a.ground for a in Agreement.objects.all()} == {"person"}
        assert CapacityAssessment.objects.filter(outcome="has").count() == 2


def test_what_can_wait_waits_and_the_answers_can_be_thrown_away_or_gone_on_with(going, service):
    going.goes(until="helped", **CANNOT)
    answer_each(going, {**screens.UNABLE, "can-wait": {"can_wait": "yes"}})
    assert going.step == "wait" and "within 24 hours" in going.text
    assert "Stop for now, and keep these answers" in going.text
    assert "nhsuk-button--secondary" in going.text
    going.opens("can-wait").answers(can_wait="no", why_now="The group begins now")
    assert going.step == "capacity"
    going.opens("can-wait").answers(can_wait="yes")
    going.answers()
    assert nothing_is_stored(service)
    with scope_of_staff(service):
        assert not Draft.objects.exists()


@pytest.mark.parametrize("changes", [{"age": born(15)}, CANNOT])
def test_a_support_worker_hands_over_to_a_colleague_who_may_assess(service, site, changes):
    stevie = Going(client_of(make_staff(service, "str_worker", "Stevie Support")), service, site)
    priya, another = make_staff(service, name="Priya Shah"), make_staff(service, "str_worker", "Another Worker")
    stevie.goes(**changes)
    assert "A practitioner or manager goes on from here" in stevie.text
    url = stevie.url("hand_over_draft")
    assert url in stevie.text
    page = stevie.client.get(url).content.decode()
    assert "Priya Shah" in page and "Another Worker" not in page
    assert b"Select a colleague from the list" in stevie.client.post(url, {"to": another.pk}).content
    told = stevie.client.post(url, {"to": priya.pk}, follow=True).content.decode()
    assert "The answers are handed over to Priya Shah" in told
    with scope_of_staff(service):
        assert Draft.objects.get().owner == priya
    going = Going(client_of(priya), service, site)
    going.page = going.client.get(going.url("go_on_recording"), follow=True)
    assert going.step in ("understands", "helped")


def test_a_support_worker_alone_is_told_that_nobody_may_assess(service, site):
    stevie = Going(client_of(make_staff(service, "str_worker")), service, site)
    stevie.goes(age=born(15))
    page = stevie.client.get(stevie.url("hand_over_draft")).content.decode()
    assert "Nobody else in this service may assess" in page and "<select" not in page


def test_whoever_takes_over_concludes_anew_and_answers_for_it(going, service, site):
    going.goes(until="understands", age=born(15))
    answer_each(going, screens.COMPETENT)
    ana = make_staff(service, name="Ana Ng")
    going.client.post(f"{reverse('hand_over')}?to={ana.pk}")
    theirs = Going(client_of(ana), service, site)
    theirs.page = theirs.client.get(theirs.url("go_on_recording"), follow=True)
    assert theirs.step == "competent"
    theirs.answers(outcome="competent").goes().records()
    with scope_of_staff(service):
        assert {made.assessed_by for made in CompetenceAssessment.objects.all()} == {ana}


def test_a_support_worker_who_takes_over_records_nothing_that_was_assessed(going, service, site):
    going.goes(until="understands", age=born(15))
    answer_each(going, screens.COMPETENT)
    going.goes()
    stevie = make_staff(service, "str_worker")
    going.client.post(f"{reverse('hand_over')}?to={stevie.pk}")
    theirs = client_of(stevie)
    check = going.url("check_answers")
    page = theirs.post(check, follow=True).content.decode()
    assert "A practitioner or manager goes on from here" in page and nothing_is_stored(service)


def test_the_database_holds_no_word_of_an_assessment_before_the_end(going, service):
    from django.db import connection

    going.goes(until="understands", age=born(15))
    answer_each(going, {"understands": {**screens.COMPETENT["understands"], "evidence": "Xanthippe said so"}})
    with connection.cursor() as cursor, scope_of_staff(service):
        cursor.execute("select d::text from consent_draft d")
        assert "Xanthippe" not in cursor.fetchone()[0]
    assert nothing_is_stored(service)


def test_what_helps_them_is_taken_from_the_coded_list(going, service):
    need = rules.access_needs()[0]
    page = going.text
    assert "None of these" in page and "They cannot say now: ask them later" in page
    going.answers(common=["none", "later"])
    assert "Select either" in going.text
    going.answers(other="A quiet room", **{need.category: [need.key]} if not need.common else {"common": [need.key]})
    going.goes().records()
    with scope_of_staff(service):
        person = Person.objects.get()
        assert [row.need.key for row in rules.open_needs(person)] == [need.key]
        assert person.access_needs == "A quiet room"


def test_what_helps_them_can_be_asked_later_and_becomes_a_task(going, service):
    going.goes(help={"common": ["later"]}).records()
    assert "What helps them" in going.text or "what helps them" in going.text
    with scope_of_staff(service):
        person = Person.objects.get()
        assert person.details_to_add.filter(detail="access_needs").exists() and not rules.was_asked(person)
