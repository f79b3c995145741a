"""Paper forms: printed with the words of their day, typed in once, and never above what was said after signing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, rules
from consent.models import Agreement, Asked, FollowUp, PaperForm, Person, SafeContact, Wording
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_service,
    make_site,
    make_staff,
    publish_next,
    wording,
)
from consent.views.paper import as_reference
from core import clock
from core.qr import qr_code
from core.registries import timeline
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def site(service):
    return make_site(service)


@pytest.fixture
def client(service, site):
    client = Client()
    client.force_login(make_staff(service))
    return client


def ago(days):
    return clock.at(timezone.now() - timedelta(days=days))


def print_sheet(service, days_ago=10, format="standard"):
    """A sheet printed some days ago."""
    with scope_of_staff(service), ago(days_ago):
        [sheet] = actions.print_paper_forms(by=a_command(), service=service, format=format, language="en", copies=1)
    return sheet


def parts_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def filled_in(site, signed=None, **changes):
    """The smallest valid sheet, signed three days ago."""
    return {
        **parts_of("signed_on", signed or in_days(-3)),
        "who_signed": "self",
        "site": getattr(site, "pk", site),
        "record": "yes",
        "name_to_use": "Perry",
        "age_band": "18_over",
        "connection": "uses_now",
        "contact": "yes",
        "phone": "0161 496 0009",
        "channels": ["telephone"],
        **changes,
    }


def enter(client, sheet, data):
    return client.post(reverse("enter_paper_form", args=[sheet.reference]), data, follow=True)


def nothing_is_stored(service, sheet):
    with scope_of_staff(service):
        waits = PaperForm.objects.get(pk=sheet.pk).waits
        return waits and not (Person.objects.exists() or Agreement.objects.exists() or Asked.objects.exists())


# --- Printing


def test_each_copy_has_a_reference_of_its_own_a_code_and_the_words_in_force(client, service):
    made = client.post(
        reverse("print_paper_forms"), {"format": "standard", "language": "en", "copies": "3"}, follow=True
    )
    page = made.content.decode()
    with scope_of_staff(service):
        sheets = list(PaperForm.objects.all())
        record, contact = wording(service), wording(service, "contact")
    assert len({sheet.reference for sheet in sheets}) == 3 and page.count("<svg class=") == 3
    for sheet in sheets:
        assert page.count(f'<strong class="app-sheet__reference">{sheet.reference}') == 2
        assert (sheet.record_wording, sheet.contact_wording) == (record, contact)
    assert page.count(record.question) == 3 and page.count(contact.question) == 3
    for words in ("Your signature", "name of the worker", "another language", "For you to keep", "0161 496 0000"):
        assert words in page
    assert "3 forms are ready." in page and "http" not in page.split("app-sheet__qr")[1].split("</svg>")[0]


def test_easy_read_is_printed_from_its_own_words(client, service):
    made = client.post(
        reverse("print_paper_forms"), {"format": "easy_read", "language": "en", "copies": "1"}, follow=True
    )
    page = made.content.decode()
    assert "May we write this down and keep it?" in page and "drawings/record" in page and "Your choice" in page


@pytest.mark.parametrize("copies", ["0", "51", "-1", "x", "", "9" * 40])
def test_a_number_of_copies_that_does_not_fit_is_refused(client, service, copies):
    answered = client.post(reverse("print_paper_forms"), {"format": "standard", "language": "en", "copies": copies})
    assert answered.status_code == 200 and b"There is a problem" in answered.content
    with scope_of_staff(service):
        assert not PaperForm.objects.exists()


def test_without_published_words_nothing_is_printed():
    from core import actions as core_actions

    bare = core_actions.create_service(by=a_command(), name="Bare", slug="bare-paper")
    client = Client()
    client.force_login(make_staff(bare))
    answered = client.post(reverse("print_paper_forms"), {"format": "standard", "language": "en", "copies": "1"})
    assert "There are no published words for both questions" in answered.content.decode()


def test_the_code_leads_to_the_form_and_is_drawn_in_one_path():
    code = qr_code("https://example.org/consent/paper/7KD-PQ2-X4M/")
    assert code["size"] >= 29 and code["path"].startswith("M4,4h1v1h-1z")


# --- Typing in


def test_a_sheet_is_typed_in_with_the_day_it_was_signed_apart_from_the_day_it_was_typed(client, service, site):
    sheet = print_sheet(service)
    page = enter(client, sheet, filled_in(site)).content.decode()
    signed, typed = f"{in_days(-3):%-d %B %Y}", f"{timezone.localdate():%-d %B %Y}"
    assert f"The form, signed on {signed}, is typed in. Perry is recorded" in page
    assert f"They said yes on paper, signed on {signed}, typed in on {typed}" in page
    with scope_of_staff(service):
        person = Person.objects.get()
        for answer in person.agreements.all():
            assert (answer.route, answer.signed_on, answer.site) == ("paper", in_days(-3), site)
            assert timezone.localtime(answer.recorded_at).date() == timezone.localdate()
        assert SafeContact.objects.get().channel == "telephone"
        done = PaperForm.objects.get()
        assert (done.person, done.signed_on, done.entered_at is not None) == (person, in_days(-3), True)
        entries = [f"{entry.sentence} {entry.detail}" for entry in timeline.of(person)]
    assert any(f"Signed on {signed}, typed in on {typed}. Wording version 1" in entry for entry in entries)
    assert any(f"The paper form {sheet.reference} was typed in" in entry for entry in entries)


def test_what_helps_is_asked_from_the_list_afterwards_and_that_closes_the_task(client, service, site):
    page = enter(client, print_sheet(service), filled_in(site, access_needs="Large print, please")).content.decode()
    with scope_of_staff(service):
        person = Person.objects.get()
        assert [task.detail for task in person.details_to_add.open()] == ["access_needs"]
    needs = reverse("person_needs", args=[person.reference])
    assert needs in page
    client.post(needs, {"common": ["none"], "other": "Large print, please"})
    with scope_of_staff(service):
        assert not person.details_to_add.open().exists()


def test_the_words_kept_are_those_printed_even_if_newer_are_in_force(client, service, site):
    sheet = print_sheet(service, format="easy_read")
    with scope_of_staff(service):
        printed = sheet.contact_wording
        publish_next(by=a_command(), old=printed)
    url = reverse("enter_paper_form", args=[sheet.reference])
    assert "Newer words are in force now." in client.get(url).content.decode()
    enter(client, sheet, filled_in(site))
    with scope_of_staff(service):
        assert Agreement.objects.get(purpose_id="contact").wording == printed
        assert Agreement.objects.get(purpose_id="record").wording.format == "easy_read"


def test_a_no_keeps_a_day_and_a_site_and_nothing_of_the_person(client, service, site):
    sheet = print_sheet(service)
    page = enter(client, sheet, filled_in(site, record="no", name_to_use="Perry", phone="nonsense")).content.decode()
    assert "nothing about the person" in page
    with scope_of_staff(service):
        asked, done = Asked.objects.get(), PaperForm.objects.get()
        assert (asked.asked_on, asked.site) == (in_days(-3), site)
        assert done.person is None and not Person.objects.exists()


@pytest.mark.parametrize("who", ["under_16", "other"])
def test_under_16_and_answers_through_somebody_else_are_refused_and_nothing_is_stored(client, service, site, who):
    sheet = print_sheet(service)
    page = enter(client, sheet, filled_in(site, who_signed=who)).content.decode()
    assert "Nothing has been stored." in page and 'value="Perry"' in page and nothing_is_stored(service, sheet)


def test_the_age_is_that_of_the_day_it_was_signed(client, service, site):
    sheet = print_sheet(service)
    today = timezone.localdate()
    born = (today - timedelta(days=2)).replace(year=(today - timedelta(days=2)).year - 16)
    page = enter(client, sheet, filled_in(site, **parts_of("date_of_birth", born))).content.decode()
    assert "They are under 16. Assess first, today" in page and nothing_is_stored(service, sheet)


@pytest.mark.parametrize(
    ("signed", "sentence"),
    [
        (1, "must be today or in the past"),
        (-11, "so it was signed on that day or later"),
        (-400, "This sheet was printed"),
    ],
)
def test_it_was_signed_between_printing_and_today(client, service, site, signed, sentence):
    sheet = print_sheet(service)
    page = enter(client, sheet, filled_in(site, in_days(signed))).content.decode()
    assert sentence in page and 'id="id_signed_on_error"' in page and 'value="Perry"' in page
    assert nothing_is_stored(service, sheet)


def test_a_sheet_typed_in_twice_makes_one_person(client, service, site):
    sheet = print_sheet(service)
    enter(client, sheet, filled_in(site))
    again = enter(client, sheet, filled_in(site, name_to_use="Other")).content.decode()
    assert "This form was typed in already" in again and "Open the record of Perry" in again
    with scope_of_staff(service):
        assert Person.objects.get().name_to_use == "Perry"
        person = Person.objects.get()
        with pytest.raises(ValidationError, match="typed in already"):
            answer = {"answer": "refused", "wording": sheet.contact_wording}
            actions.enter_paper_answer(
                by=a_command(), paper=sheet, signed_on=in_days(-3), person=person, contact=answer
            )


def test_yes_later_may_name_a_day_that_has_passed_but_not_one_before_the_signature(client, service, site):
    sheet = print_sheet(service)
    page = enter(client, sheet, filled_in(site, contact="later", **parts_of("ask_on", in_days(-3)))).content.decode()
    assert "must be after the day it was signed" in page and nothing_is_stored(service, sheet)
    enter(client, sheet, filled_in(site, contact="later", **parts_of("ask_on", in_days(-1))))
    with scope_of_staff(service):
        assert FollowUp.objects.get().not_before == in_days(-1)


@pytest.mark.parametrize("sent", [{}, {"record": "maybe", "signed_on_day": "x"}, {"record": "yes"}])
def test_a_sheet_not_filled_in_says_what_is_missing(client, service, sent):
    sheet = print_sheet(service)
    answered = enter(client, sheet, sent)
    assert answered.status_code == 200 and b"There is a problem" in answered.content
    assert nothing_is_stored(service, sheet)


@pytest.mark.parametrize("bad", ["\x00", "x" * 100_000, "\ud800", "<b>bold</b>"])
def test_no_text_breaks_the_page(client, service, site, bad):
    sheet = print_sheet(service)
    bad = bad.encode("utf-8", "replace").decode()
    names = ["name_to_use", "who_signed", "record", "contact", "safe_times", "who_is_it", "signed_on_day"]
    assert enter(client, sheet, filled_in(bad, **dict.fromkeys(names, bad))).status_code == 200
    for name in ("paper_forms", "wordings"):
        assert client.get(reverse(name), {"q": bad, "show": bad, "format": bad, "page": bad}).status_code == 200
    assert client.get(f"/consent/paper/{'x' * 300}/").status_code == 404


# --- Somebody we know


def test_somebody_known_is_noticed_and_only_their_answer_is_added(client, service, site):
    with scope_of_staff(service), ago(8):
        known = make_person(service, contact="not_asked", name_to_use="Perry", phone="0161 496 0009", ways=())
    sheet = print_sheet(service)
    asked = enter(client, sheet, filled_in(site))
    page = asked.content.decode()
    assert "Select whether this is somebody we know" in page and known.reference in page
    with scope_of_staff(service):
        assert PaperForm.objects.get().waits and Person.objects.count() == 1
    page = enter(client, sheet, filled_in(site, who_is_it=known.reference)).content.decode()
    assert "The answer of Perry is added." in page
    with scope_of_staff(service):
        assert Person.objects.count() == 1 and not SafeContact.objects.exists()
        answer = known.agreements.open().get(purpose_id="contact")
        assert (answer.answer, answer.signed_on, answer.route) == ("given", in_days(-3), "paper")
        assert PaperForm.objects.get().person == known


def test_somebody_else_of_the_same_name_becomes_a_new_person(client, service, site):
    with scope_of_staff(service):
        make_person(service, name_to_use="Perry", phone="0161 496 0009")
    enter(client, print_sheet(service), filled_in(site, who_is_it="new"))
    with scope_of_staff(service):
        assert Person.objects.count() == 2


def answers_then(service, days_ago, **answer):
    """Somebody who agreed eight days ago, and said something else some days ago."""
    with scope_of_staff(service):
        with ago(8):
            person = make_person(service, contact=answer.pop("first", "not_asked"))
        with ago(days_ago):
            if answer.get("withdraws"):
                agreement = person.agreements.open().get(purpose_id="contact")
                actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="No more")
            else:
                kept = {"purpose_key": "contact", "wording": wording(service, "contact"), **answer}
                actions.record_answer(by=a_command(), person=person, **kept)
    return person


@pytest.mark.parametrize(
    ("then", "days_ago", "paper_says", "taken"),
    [
        ({"answer": "refused"}, 2, "given", False),
        ({"answer": "given"}, 2, "refused", False),
        ({"first": "given", "withdraws": True}, 2, "given", False),
        ({"answer": "refused"}, 4, "given", True),
        ({"first": "given", "withdraws": True}, 4, "given", True),
        # Of two words on one day nobody knows the order: a no stands against a yes.
        ({"answer": "refused"}, 3, "given", False),
        ({"first": "given", "withdraws": True}, 3, "given", False),
        ({"answer": "given"}, 3, "refused", True),
        ({"answer": "given"}, 3, "given", True),
    ],
)
def test_what_they_said_after_signing_stays(service, then, days_ago, paper_says, taken):
    person = answers_then(service, days_ago, **dict(then))
    sheet = print_sheet(service)
    answer = {"answer": paper_says, "wording": sheet.contact_wording}
    more = {"paper": sheet, "signed_on": in_days(-3), "person": person, "contact": answer}
    with scope_of_staff(service):
        if not taken:
            with pytest.raises(ValidationError, match="That stays: ask them again."):
                actions.enter_paper_answer(by=a_command(), **more)
            assert PaperForm.objects.get().waits
            return
        actions.enter_paper_answer(by=a_command(), **more)
        assert person.agreements.open().get(purpose_id="contact").answer == paper_says


def test_of_two_papers_the_later_signature_counts_whichever_was_typed_in_first(service):
    with scope_of_staff(service), ago(9):
        person = make_person(service, contact="not_asked")
    first, second = print_sheet(service), print_sheet(service)
    with scope_of_staff(service):
        no = {"answer": "refused", "wording": second.contact_wording}
        yes = {"answer": "given", "wording": first.contact_wording}
        later = {"paper": second, "signed_on": in_days(-2), "person": person, "contact": no}
        actions.enter_paper_answer(by=a_command(), **later)
        with pytest.raises(ValidationError, match="They said no on"):
            earlier = {"paper": first, "signed_on": in_days(-5), "person": person, "contact": yes}
            actions.enter_paper_answer(by=a_command(), **earlier)


def test_the_refusal_shows_on_the_page_and_loses_nothing(client, service, site):
    with scope_of_staff(service):
        known = make_person(service, contact="refused", name_to_use="Perry", phone="0161 496 0009")
    page = enter(client, print_sheet(service), filled_in(site, who_is_it=known.reference)).content.decode()
    assert "after this was signed. That stays: ask them again." in page and 'value="Perry"' in page


def test_a_registration_from_between_signing_and_typing_in_is_newer_than_the_paper(service):
    with scope_of_staff(service), ago(9):
        person = make_person(service, contact="not_asked")
    sheet = print_sheet(service)
    with scope_of_staff(service):
        no = {"answer": "refused", "wording": sheet.contact_wording}
        actions.enter_paper_answer(by=a_command(), paper=sheet, signed_on=in_days(-4), person=person, contact=no)
        sent, before = (timezone.now() - timedelta(days=days) for days in (2, 6))
        assert not rules.has_answered_since(person, "contact", sent)
        assert rules.has_answered_since(Person.objects.get(), "contact", before)


def test_only_paper_is_signed_says_the_database(service):
    with scope_of_staff(service):
        person = make_person(service, contact="not_asked")
        more = {"purpose_key": "contact", "answer": "given", "wording": wording(service, "contact")}
        with pytest.raises(ValidationError, match="Only an answer on paper is signed"):
            actions.record_answer(by=a_command(), person=person, route="telephone", signed_on=in_days(0), **more)


# --- Finding and cancelling


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}"])
def test_a_reference_however_it_is_typed_leads_to_its_form(client, service, typed):
    reference = print_sheet(service).reference
    typed = typed.format(reference, lower=reference.lower(), bare=reference.replace("-", ""))
    answered = client.get(reverse("paper_forms"), {"q": typed})
    assert answered.headers["Location"] == reverse("enter_paper_form", args=[reference])
    assert as_reference(typed) == reference


def test_the_list_shows_what_waits_and_what_became_of_the_rest(client, service, site):
    waits, entered, cancelled = (print_sheet(service) for _ in range(3))
    enter(client, entered, filled_in(site))
    url = reverse("cancel_paper_form", args=[cancelled.reference])
    assert b"There is a problem" in client.post(url).content
    page = client.post(url, {"because": "spoilt"}, follow=True).content.decode()
    assert f"The form {cancelled.reference} is cancelled." in page and waits.reference in page
    assert entered.reference not in page
    assert "typed in on" in client.get(reverse("paper_forms"), {"show": "entered"}).content.decode()
    assert "Lost, torn or spoilt" in client.get(reverse("paper_forms"), {"show": "cancelled"}).content.decode()
    page = client.get(reverse("paper_forms"), {"q": "222-222-222"}).content.decode()
    assert "No form of this service fits." in page
    assert "This form was cancelled on" in enter(client, cancelled, filled_in(site)).content.decode()
    assert (
        "This form was typed in already"
        in client.post(reverse("cancel_paper_form", args=[entered.reference]), {"because": "spoilt"}).content.decode()
    )


def test_the_form_of_somebody_restricted_is_not_there_any_more(client, service, site):
    sheet = print_sheet(service)
    enter(client, sheet, filled_in(site))
    with scope_of_staff(service):
        agreement = Agreement.objects.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="No more")
    assert client.get(reverse("enter_paper_form", args=[sheet.reference])).status_code == 404
    assert "Perry" not in client.get(reverse("paper_forms"), {"show": "entered"}).content.decode()


def test_another_services_form_is_not_there(client):
    other = make_service("Eastshire")
    sheet = print_sheet(other)
    for name, key in (
        ("enter_paper_form", sheet.reference),
        ("cancel_paper_form", sheet.reference),
        ("printed_paper_forms", sheet.pk),
    ):
        assert client.get(reverse(name, args=[key])).status_code == 404
    assert client.get(reverse("paper_forms"), {"q": sheet.reference}).status_code == 200


def test_a_sheet_that_was_used_is_not_printed_again(client, service, site):
    sheet = print_sheet(service)
    page = client.get(reverse("printed_paper_forms", args=[sheet.pk])).content.decode()
    assert sheet.reference in page
    enter(client, sheet, filled_in(site))
    page = client.get(reverse("printed_paper_forms", args=[sheet.pk])).content.decode()
    assert "None of these forms waits any more" in page and sheet.reference not in page


def test_lists_and_sheets_cost_the_same_however_many(client, service, django_assert_max_num_queries):
    def statements(url):
        with django_assert_max_num_queries(9) as counted:
            client.get(url)
        return len(counted)

    few = print_sheet(service)
    counts = [statements(url) for url in (reverse("paper_forms"), reverse("printed_paper_forms", args=[few.pk]))]
    with scope_of_staff(service):
        more = {"format": "standard", "language": "en", "copies": 30}
        many = actions.print_paper_forms(by=a_command(), service=service, **more)
    urls = (reverse("paper_forms"), reverse("printed_paper_forms", args=[many[0].pk]))
    assert [statements(url) for url in urls] == counts


def test_only_those_who_record_people_may(service):
    sheet = print_sheet(service)
    client = Client()
    client.force_login(make_staff(service, role="commissioner"))
    for name in ("paper_forms", "print_paper_forms", "paper_form"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("enter_paper_form", args=[sheet.reference])).status_code == 403


def test_a_wording_in_another_format_or_a_draft_is_never_printed(service):
    with scope_of_staff(service):
        easy = Wording.objects.in_force(service, "record", format="easy_read")
        assert rules.may_print(easy, None).why.startswith("There are no published words")
        sheet = print_sheet(service)
        with pytest.raises(ValidationError, match="printed with published words of both questions"):
            from core.deeds import deed
            from core.writing import action, save

            @action
            def mix(*, by):
                mixed = {"record_wording": easy, "contact_wording": sheet.contact_wording, "format": "standard"}
                return save(PaperForm(service=service, **mixed, **deed("printed", by)))

            mix(by=a_command())
