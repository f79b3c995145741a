"""Pages of what was shared: the list and its file, recording one, its page, letters that ask for it back, answers."""

import csv
import io
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from consent import actions
from consent.models import AccessLogEntry, Disclosure
from consent.tests.factories import in_days, make_account, make_person, make_service, make_staff
from consent.tests.sharing import agree_to_share, ask_back, day, decide_to_share, share, withdraw
from core.actors import staff
from core.models import Export
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def worker(service):
    return make_staff(service)


@pytest.fixture
def client(worker):
    return signed_in(worker)


@pytest.fixture
def lead(service):
    return signed_in(make_staff(service, "ig_lead", "Ines Lead"))


@pytest.fixture
def sam(service):
    with scope_of_staff(service):
        return make_person(service, full_name="Samira Sample")


@pytest.fixture
def shared(service, worker, sam):
    """Something shared ten days ago, on a yes that holds."""
    with scope_of_staff(service):
        yes = agree_to_share(sam, by=staff(worker), ago=12)
        return share(yes, by=staff(worker), ago=10, what="That mornings are best")


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def account_of(service, person):
    with scope_of_staff(service):
        return signed_in(make_account(service, person))


def take_back(service, disclosure, by=None):
    with scope_of_staff(service):
        withdraw(Disclosure.objects.get(pk=disclosure.pk).agreement, by=by)


def names(page):
    return [disclosure.recipient.name for disclosure in page.context["page"].rows]


def words_of(disclosure_page):
    return " ".join(disclosure_page.text.split())


def filled_in(ground, **changed):
    today = day()
    return {
        "ground": f"agreement-{ground.pk}",
        "why": "To keep a place",
        "what": "First name",
        "necessary": "They cannot without",
        "how": "spoken",
        "disclosed_on_day": today.day,
        "disclosed_on_month": today.month,
        "disclosed_on_year": today.year,
    } | changed


# --- The list and the file


def test_the_list_is_newest_first_and_is_narrowed_by_words_by_what_is_to_do_by_whom_and_by_days(
    client, service, worker, sam
):
    other = make_staff(service, name="Osman Other")
    with scope_of_staff(service):
        by = staff(worker)
        kim, housing = agree_to_share(sam, "Kim Advocate", ago=40), agree_to_share(sam, "Northtown housing", ago=40)
        school, doctor = agree_to_share(sam, "Abbey School", ago=40), agree_to_share(sam, "Dr Example", ago=40)
        share(kim, by=by, ago=1)
        overdue, waiting = share(housing, by=by, ago=30), share(school, by=staff(other), ago=20)
        answered = share(doctor, by=by, ago=25)
        to_do = share(housing, by=by, ago=26, what="Mornings")
        withdraw(housing)
        ask_back(overdue, ago=15)
        ask_back(waiting, ago=3)
        actions.note_recall_answer(by=by, disclosure=ask_back(answered), answer="returned")
    url = reverse("disclosures")
    newest = ["Kim Advocate", "Abbey School", "Dr Example", "Northtown housing", "Northtown housing"]
    assert names(client.get(url)) == newest
    assert names(client.get(url, {"q": "NORTHTOWN h"})) == ["Northtown housing"] * 2
    assert names(client.get(url, {"q": sam.reference[:7].lower().replace("-", " ")})) == newest
    assert names(client.get(url, {"q": f"{sam.reference}/{waiting.pk}"})) == ["Abbey School"]
    for show, found in {
        "to_recall": [to_do], "overdue": [overdue], "waiting": [waiting, overdue], "answered": [answered]
    }.items():  # fmt: skip
        assert client.get(url, {"show": show}).context["page"].rows == found, show
    assert names(client.get(url, {"by": other.pk})) == ["Abbey School"]
    on = day(20)
    days = {f"{end}_{part}": getattr(on, part) for end in ("from_day", "to_day") for part in ("day", "month", "year")}
    assert names(client.get(url, days)) == ["Abbey School"]
    assert "Nothing fits what you asked for." in client.get(url, {"q": "zzz"}).text
    wrong = client.get(url, {"from_day_day": 32, "from_day_month": 1, "from_day_year": 2026})
    assert "Error:" in wrong.text and "page" not in wrong.context


def test_an_empty_list_says_where_recording_begins(client):
    assert "Record what is shared from the record of the person" in client.get(reverse("disclosures")).text


def test_the_list_costs_the_same_with_three_and_with_thirty(client, service, sam, django_assert_max_num_queries):
    with scope_of_staff(service):
        yes, decided = agree_to_share(sam), agree_to_share(make_person(service), "Somebody else")
        counts = []
        for number in range(30):
            share(yes if number % 2 else decided, what=f"Number {number}")
            if number in (2, 29):
                with django_assert_max_num_queries(8) as counted:
                    page = client.get(reverse("disclosures"))
                counts.append(len(counted))
    assert counts[0] == counts[1]
    assert len(page.context["page"].rows) == 25 and page.context["page"].has_next
    assert len(client.get(reverse("disclosures"), {"page": 2}).context["page"].rows) == 5


def test_the_file_holds_what_the_list_shows_by_reference_and_is_noted(client, service, worker, shared, sam):
    answer = client.get(reverse("disclosures_file"), {"q": "kim"})
    head, *lines = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert len(head) == len(lines[0]) and len(lines) == 1
    assert lines[0][:3] == [f"{sam.reference}/{shared.pk}", day(10).isoformat(), "Kim Advocate"]
    assert "That mornings are best" in lines[0] and "Samira" not in str(lines)
    with scope_of_staff(service):
        [note] = Export.objects.all()
    assert (note.what, note.made_by, note.narrowed_to) == ("disclosures", worker, "“kim”")
    wrong = client.get(reverse("disclosures_file"), {"from_day_day": 32})
    assert wrong.headers["Location"].startswith(reverse("disclosures"))


# --- Recording


def test_something_shared_is_recorded_with_what_helps_them_and_who_may_see_it_does(client, service, sam):
    with scope_of_staff(service):
        yes = agree_to_share(sam)
        actions.record_needs(by=staff(make_staff(service)), person=sam, needs={"large_print": ""}, other="A quiet room")
    url = reverse("disclose", args=[sam.reference])
    page = client.get(url)
    text = words_of(page)
    assert "What may be shared: My first name" in text
    # The questions come before the box that they are about.
    assert text.index("Could they do it with a first name") < text.index("What is the least that would do?")
    offered = [value for value, _ in page.context["form"].fields["needs"].choices]
    assert page.context["form"].initial["needs"] == offered and len(offered) == 2
    answer = client.post(url, filled_in(yes, needs=offered), follow=True)
    with scope_of_staff(service):
        made = Disclosure.objects.get()
    assert made.needs_passed_on == " ".join(offered)
    assert answer.redirect_chain[-1][0] == reverse("disclosure", args=[made.pk])
    assert "What was shared with Kim Advocate" in answer.text and "large print" in words_of(answer).lower()
    with scope_of_staff(service):
        pages = AccessLogEntry.objects.filter(person=sam).order_by("pk").values_list("page", flat=True)
    assert list(pages) == ["sharing information", "what was shared"]


def test_a_refused_form_keeps_what_was_typed_and_says_beside_the_field_what_to_do(client, service, sam):
    with scope_of_staff(service):
        yes = agree_to_share(sam)
    url = reverse("disclose", args=[sam.reference])
    before = day(30)
    dated = {f"disclosed_on_{part}": getattr(before, part) for part in ("day", "month", "year")}
    page = client.post(url, filled_in(yes, why="A long story", necessary=" ") | dated)
    assert list(page.context["form"].errors) == ["necessary"]
    page = client.post(url, filled_in(yes, why="A long story") | dated)
    assert list(page.context["form"].errors) == ["disclosed_on"]
    assert "This allows sharing from" in page.text and "A long story" in page.text
    page = client.post(url, filled_in(yes, why="A long story") | {"ground": "decision-999"})
    assert list(page.context["form"].errors) == ["ground"] and "A long story" in page.text


@pytest.mark.parametrize(
    ("ago", "field", "sentence"),
    [(30, "ground", "does not cover that recipient on that day"), (-2, "disclosed_on", "once it was shared")],
)
def test_what_the_database_refuses_stands_beside_the_field(client, service, sam, monkeypatch, ago, field, sentence):
    with scope_of_staff(service):
        yes = agree_to_share(sam)
    monkeypatch.setattr("consent.rules.may_disclose", lambda *known: True)
    monkeypatch.setattr("consent.forms.disclosures.DiscloseForm.base_fields", _any_day())
    on = day(ago)
    dated = {f"disclosed_on_{part}": getattr(on, part) for part in ("day", "month", "year")}
    page = client.post(reverse("disclose", args=[sam.reference]), filled_in(yes, why="A long story") | dated)
    assert list(page.context["form"].errors) == [field]
    assert sentence in page.text and "A long story" in page.text


def _any_day():
    from copy import deepcopy

    from consent.forms.disclosures import DiscloseForm

    fields = deepcopy(DiscloseForm.base_fields)
    fields["disclosed_on"].latest = None
    return fields


def test_without_a_ground_the_page_says_why_and_what_can_be_done(client, service, sam):
    url = reverse("disclose", args=[sam.reference])
    text = words_of(client.get(url))
    assert "Nobody has agreed yet" in text and "tell your information governance lead today" in text
    assert client.post(url, {"what": "x"}).status_code == 200
    with scope_of_staff(service):
        withdraw(agree_to_share(sam, ago=5))
    text = words_of(client.get(url))
    assert "Nothing may be shared today" in text and "only for a day gone by" in text


def test_recording_is_not_for_support_workers_nor_for_others(client, service, sam, shared):
    support = signed_in(make_staff(service, "str_worker"))
    outsider = signed_in(make_staff(make_service("Eastshire")))
    for url in (reverse("disclose", args=[sam.reference]), reverse("disclosure", args=[shared.pk])):
        assert support.get(url).status_code == support.post(url).status_code == 403
        assert outsider.get(url).status_code == 404
    for name in ("disclosure_to_print", "recall_answer"):
        assert outsider.get(reverse(name, args=[shared.pk])).status_code == 404
    for name in ("recall_letters", "recall_letters_to_print"):
        assert outsider.get(f"{reverse(name)}?for={shared.pk}").status_code == 404
        assert support.get(f"{reverse(name)}?for={shared.pk}").status_code == 403
    assert names(outsider.get(reverse("disclosures"))) == []


# --- One disclosure


def test_the_page_and_the_sheet_of_paper_tell_everything_and_are_logged(client, service, worker, shared):
    page = client.get(reverse("disclosure", args=[shared.pk]))
    paper = client.get(reverse("disclosure_to_print", args=[shared.pk]))
    for text in (words_of(page), words_of(paper)):
        for words in ("That mornings are best", "To keep a place", "No less would do", "They agreed on", "Priya Shah"):
            assert words in text
    assert "Printed by Priya Shah" in words_of(paper) and "Samira Sample" in paper.text
    with scope_of_staff(service):
        entries = AccessLogEntry.objects.filter(opened_by=worker).order_by("pk")
        assert [entry.page for entry in entries] == ["what was shared", "printable record of what was shared"]


def test_what_may_be_done_follows_from_where_the_recall_stands(client, service, shared):
    url = reverse("disclosure", args=[shared.pk])

    def buttons():
        return [(deed["label"], deed.get("secondary", False)) for deed in client.get(url).context["can"]]

    assert buttons() == [("Ask for it back", True), ("Print this record", True)]
    take_back(service, shared)
    assert buttons()[0] == ("Ask for it back", False)
    with scope_of_staff(service):
        ask_back(shared)
    assert [label for label, _ in buttons()] == ["Note their answer", "Print the letter again", "Print this record"]
    with scope_of_staff(service):
        actions.note_recall_answer(by=staff(make_staff(service)), disclosure=shared, answer="destroyed")
    assert [label for label, _ in buttons()] == ["Print the letter again", "Print this record"]


# --- Letters


def test_several_letters_are_read_changed_made_and_printed_at_once(client, service, sam, shared):
    with scope_of_staff(service):
        second = share(agree_to_share(sam, "Northtown housing", ago=5, address=""), ago=4)
    take_back(service, shared)
    take_back(service, second)
    url = f"{reverse('recall_letters')}?for={shared.pk}&for={second.pk}"
    page = client.get(url)
    typed = {name: page.context["form"].fields[name].initial for name in page.context["form"].fields}
    assert "about Samira Sample, by word of mouth" in typed[f"words_{shared.pk}"]
    assert "That mornings are best" not in page.text
    empty = client.post(url, typed | {f"words_{shared.pk}": " ", f"words_{second.pk}": "My own words"})
    assert list(empty.context["form"].errors) == [f"words_{shared.pk}"] and "My own words" in empty.text
    letters = client.post(url, typed | {f"words_{second.pk}": "My own words"}, follow=True)
    text = words_of(letters)
    assert "2 letters are ready. Print this page." in text
    assert text.count(f"Please answer by {in_days(14):%-d %B %Y}.") == 2
    assert "1 Example Road" in text and "My own words" in text and "Private: for Northtown housing only" in text
    with scope_of_staff(service):
        assert set(Disclosure.objects.waiting_for_an_answer()) == {shared, second}
    again = words_of(client.get(url))
    assert "These were asked for back already." in again and "Print these letters again" in again


def test_letters_of_nothing_lead_to_the_list(client, service, shared):
    for name, show in (("recall_letters", "to_recall"), ("recall_letters_to_print", "waiting")):
        for query in ("", "?for=", "?for=x"):
            answer = client.get(reverse(name) + query)
            assert answer.headers["Location"] == f"{reverse('disclosures')}?show={show}"
        assert client.get(f"{reverse(name)}?for={10**17}").status_code == 404
    assert "No letter was made yet." in client.get(f"{reverse('recall_letters_to_print')}?for={shared.pk}").text


def test_a_letter_that_somebody_else_made_meanwhile_is_left_out_and_the_others_keep_their_words(client, service, sam):
    with scope_of_staff(service):
        yes = agree_to_share(sam)
        first, second = share(yes), share(yes, what="More")
    url = f"{reverse('recall_letters')}?for={first.pk}&for={second.pk}"
    typed = {
        f"words_{first.pk}": "One",
        f"words_{second.pk}": "Two",
        f"address_{first.pk}": "",
        f"address_{second.pk}": "",
    }
    with scope_of_staff(service):
        ask_back(first)
    page = client.post(url, typed)
    assert "Somebody else asked for some of this back in the meantime." in page.text
    assert (
        "Two" in page.context["form"].data[f"words_{second.pk}"]
        and f"words_{first.pk}" not in page.context["form"].fields
    )
    del typed[f"words_{first.pk}"]
    assert client.post(url, typed).status_code == 302


# --- Answers


def test_an_answer_is_noted_in_its_words(client, service, shared):
    with scope_of_staff(service):
        ask_back(shared)
    url = reverse("recall_answer", args=[shared.pk])
    page = client.post(url, {"answer": "kept", "more": "They were kind"})
    assert list(page.context["form"].errors) == ["kept"] and "They were kind" in page.text
    early = client.post(url, {"answer": "silent"})
    assert list(early.context["form"].errors) == ["answer"] and "They were given until" in early.text
    done = client.post(url, {"answer": "kept", "kept": "A court order", "more": "They were kind"}, follow=True)
    assert "It is noted: they keep it, and said why." in done.text
    assert "A court order<br>They were kind" in done.text
    refused = client.get(url)
    assert "Their answer was noted already." in refused.text and "A court order" in refused.text


def test_an_answer_before_anybody_asked_is_refused_with_the_sentence(client, shared):
    url = reverse("recall_answer", args=[shared.pk])
    assert "Ask for it back first." in client.get(url).text
    assert "Ask for it back first." in client.post(url, {"answer": "destroyed"}).text


# --- Two at once


def at_once(*presses):
    """Requests that start together, each on a connection of its own. Returns the answers, sorted by their status."""
    start, answers = threading.Barrier(len(presses)), []

    def run(press):
        try:
            start.wait(timeout=10)
            answers.append(press())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[press]) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(answers, key=lambda answer: answer.status_code)


def two(service):
    return signed_in(make_staff(service, name="Ana First")), signed_in(make_staff(service, name="Ben Second"))


def test_two_people_who_record_the_same_at_once_make_one(service, sam):
    with scope_of_staff(service):
        yes = agree_to_share(sam)
    url = reverse("disclose", args=[sam.reference])
    lost, won = at_once(*(lambda one=one: one.post(url, filled_in(yes)) for one in two(service)))
    assert (lost.status_code, won.status_code) == (200, 302)
    assert "This was recorded already, in the same words for the same day." in lost.text
    assert "They cannot without" in lost.text
    with scope_of_staff(service):
        assert Disclosure.objects.count() == 1


def test_two_people_who_make_the_same_letter_at_once_make_one(service, shared):
    url = f"{reverse('recall_letters')}?for={shared.pk}"
    typed = {f"words_{shared.pk}": "Please destroy it", f"address_{shared.pk}": ""}
    lost, won = at_once(*(lambda one=one: one.post(url, typed) for one in two(service)))
    assert (lost.status_code, won.status_code) == (200, 302)
    assert "This was asked for back already." in lost.text and "Print this letter again" in lost.text


def test_two_people_who_note_an_answer_at_once_note_one_and_the_other_reads_which(service, shared):
    with scope_of_staff(service):
        ask_back(shared)
    url = reverse("recall_answer", args=[shared.pk])
    answers = {"destroyed": "They destroyed it", "returned": "They gave it back"}
    presses = zip(two(service), answers, strict=True)
    lost, won = at_once(
        *(lambda one=one, said=said: one.post(url, {"answer": said, "more": "Rang me"}) for one, said in presses)
    )
    assert (lost.status_code, won.status_code) == (200, 302)
    with scope_of_staff(service):
        noted = Disclosure.objects.get()
    assert "Their answer was noted already." in lost.text and answers[noted.recall_answer] in words_of(lost)
    assert str(noted.recall_answered_by) in lost.text and "Rang me" in lost.text


# --- On the pages of others


def test_the_record_shows_the_newest_and_the_way_to_the_others(client, service, sam):
    url = reverse("person", args=[sam.reference])
    assert "Nothing was shared about them." in client.get(url).text
    with scope_of_staff(service):
        yes = agree_to_share(sam)
        for number in range(4):
            share(yes, what=f"Number {number}")
    page = client.get(url)
    assert page.text.count("With Kim Advocate on") == 3
    assert f"{reverse('disclosures')}?q={sam.reference}" in page.text
    assert reverse("disclose", args=[sam.reference]) in page.text
    support = signed_in(make_staff(service, "str_worker")).get(url).text
    assert "With Kim Advocate on" not in support and "Information was shared with" not in support
    with scope_of_staff(service):
        withdraw(yes)
    text = words_of(client.get(url))
    assert "To be asked for back. The agreement was withdrawn on" in text and "Nothing may be shared today." in text


def test_what_was_shared_before_records_were_joined_shows_on_the_newer(client, service, sam, shared):
    with scope_of_staff(service):
        withdraw(sam.agreements.open().get(purpose="record"))
        newer = make_person(service, name_to_use="Samira")
        actions.join_records(by=staff(make_staff(service)), restricted=sam, new=newer)
    assert "With Kim Advocate on" in client.get(reverse("person", args=[newer.reference])).text
    page = client.get(reverse("disclosure", args=[shared.pk]))
    assert reverse("person", args=[newer.reference]) in page.text
    with scope_of_staff(service):
        assert AccessLogEntry.objects.filter(person=newer, page="what was shared").exists()


def test_today_lists_letters_to_write_first_and_answers_that_are_late(client, service, sam, shared):
    with scope_of_staff(service):
        second = share(agree_to_share(sam, "Northtown housing", ago=40), ago=30)
        ask_back(second, ago=20)
    assert "Ask Kim Advocate" not in client.get(reverse("today")).text
    take_back(service, shared)
    rows = [row for row in client.get(reverse("today")).context["rows"] if "shared about Sam" in row.sentence]
    assert [row.harm for row in rows] == [1, 2]
    assert rows[0].sentence.startswith(
        "Ask Kim Advocate to give back or destroy what was shared about Sam. The agreement"
    )
    assert rows[0].url == f"{reverse('recall_letters')}?for={shared.pk}"
    assert "Northtown housing has not said what became of" in rows[1].sentence
    assert rows[1].since == day(6) and rows[1].url == reverse("recall_answer", args=[second.pk])
    support = signed_in(make_staff(service, "str_worker"))
    assert "shared about Sam" not in support.get(reverse("today")).text


def test_today_names_no_more_than_three_recipients_of_one_record(client, service, sam):
    with scope_of_staff(service):
        for name in ("A", "B", "C", "D"):
            yes = agree_to_share(sam, name)
            share(yes)
            withdraw(yes)
    [row] = [row for row in client.get(reverse("today")).context["rows"] if "shared about Sam" in row.sentence]
    assert row.sentence.startswith("Ask 4 recipients to give back") and row.button == "Write the letters"


def test_before_withdrawing_the_page_names_recipients_and_days(client, service, sam, shared):
    for purpose in ("share", "record"):
        with scope_of_staff(service):
            url = reverse("withdraw", args=[sam.agreements.open().get(purpose=purpose).pk])
        assert f"Kim Advocate, shared on {day(10):%-d %B %Y}" in client.get(url).text
    with scope_of_staff(service):
        url = reverse("withdraw", args=[sam.agreements.open().get(purpose="contact").pk])
    assert "Kim Advocate" not in client.get(url).text
    assert "asked for back" not in client.post(url, {"reason": "Enough"}, follow=True).text.split("</h3>")[0]
    with scope_of_staff(service):
        url = reverse("withdraw", args=[sam.agreements.open().get(purpose="share").pk])
    done = client.post(url, {"reason": "Enough"}, follow=True).text
    assert "What was shared is listed under “What was shared”, to be asked for back." in done


# --- Restricted records


@pytest.fixture
def restricted(service, sam, shared):
    take_back(service, shared)
    with scope_of_staff(service):
        withdraw(sam.agreements.open().get(purpose="record"))
    return sam


def test_what_was_shared_out_of_a_restricted_record_waits_with_the_lead_by_its_reference(
    client, lead, service, restricted, shared
):
    assert names(client.get(reverse("disclosures"))) == []
    assert client.get(reverse("disclosure", args=[shared.pk])).status_code == 404
    assert "shared about" not in client.get(reverse("today")).text
    listed = lead.get(reverse("disclosures"))
    assert names(listed) == ["Kim Advocate"] and f"Restricted record {restricted.reference}" in listed.text
    assert "Sam" not in listed.text
    today = lead.get(reverse("today")).text
    assert f"shared about restricted record {restricted.reference}" in today and "Sam" not in today
    lines = b"".join(lead.get(reverse("disclosures_file")).streaming_content).decode()
    assert "The record is restricted" in lines and "That mornings are best" not in lines


def test_the_lead_types_a_reason_and_goes_on_to_what_was_asked_for(lead, service, restricted, shared):
    why = reverse("restricted_disclosures", args=[restricted.reference])
    for name, address in {
        "disclosure": reverse("disclosure", args=[shared.pk]),
        "disclosure_to_print": reverse("disclosure_to_print", args=[shared.pk]),
        "recall_answer": reverse("recall_answer", args=[shared.pk]),
        "recall_letters": f"{reverse('recall_letters')}?for={shared.pk}",
        "recall_letters_to_print": f"{reverse('recall_letters_to_print')}?for={shared.pk}",
    }.items():
        for answer in (lead.get(address), lead.post(address)):
            if answer.status_code == 405:
                continue
            assert answer.headers["Location"] == f"{why}?to={name}&for={shared.pk}"
    asked = f"{why}?to=recall_letters&for={shared.pk}"
    assert "There is a problem" in lead.post(asked, {"reason": " "}).text
    answer = lead.post(asked, {"reason": "To ask for it back"})
    assert answer.headers["Location"] == f"{reverse('recall_letters')}?for={shared.pk}"
    page = lead.get(answer.headers["Location"])
    assert "Samira Sample" in page.text
    typed = {name: page.context["form"].fields[name].initial for name in page.context["form"].fields}
    assert "1 letter is ready" in lead.post(answer.headers["Location"], typed, follow=True).text
    with scope_of_staff(service):
        entries = AccessLogEntry.objects.filter(person=restricted, role="information governance lead").order_by("pk")
        assert {entry.why for entry in entries} == {"To ask for it back"} and len(entries) == 3
    elsewhere = lead.post(f"{why}?to=https://example.org&for=1", {"reason": "Curious"})
    assert elsewhere.headers["Location"] == f"{reverse('disclosures')}?q={restricted.reference}"


# --- The person's own page


def test_a_person_reads_what_was_shared_with_whom_and_why_and_what_came_of_it(service, worker, sam, shared):
    mine = account_of(service, sam)
    text = words_of(mine.get(reverse("my_home")))
    assert f"On {day(10):%-d %B %Y} we told Kim Advocate something about you." in text
    for words in ("What we told them: That mornings are best", "Why: To keep a place", "You said yes to this."):
        assert words in text
    take_back(service, shared)
    assert "We are going to ask them to destroy it" in words_of(mine.get(reverse("my_home")))
    with scope_of_staff(service):
        ask_back(shared)
    assert "We asked them to destroy it or to give it back." in words_of(mine.get(reverse("my_home")))
    with scope_of_staff(service):
        actions.note_recall_answer(by=staff(worker), disclosure=shared, answer="returned")
    assert "They gave it back." in words_of(mine.get(reverse("my_shared")))


def test_of_what_was_shared_in_the_public_interest_they_read_only_what_they_were_told(service, worker, sam):
    mine = account_of(service, sam)
    assert "We have not told anybody anything that you said yes to." in mine.get(reverse("my_home")).text
    with scope_of_staff(service):
        share(decide_to_share(sam, staff(worker), "Police", told=False), what="Zebra")
        share(decide_to_share(sam, staff(worker), "Duty social worker", told=True), what="Zebra")
    for name in ("my_home", "my_shared"):
        text = words_of(mine.get(reverse(name)))
        assert "Duty social worker" in text and "You did not say yes to this." in text
        assert "Police" not in text and "Zebra" not in text


def test_a_long_list_has_a_page_of_its_own_and_others_read_none_of_it(service, sam):
    with scope_of_staff(service):
        other = make_person(service, name_to_use="Other")
        yes = agree_to_share(sam)
        for number in range(6):
            share(yes, what=f"Number {number}.")
    mine, theirs = account_of(service, sam), account_of(service, other)
    home = mine.get(reverse("my_home")).text
    assert home.count("we told Kim Advocate") == 5 and reverse("my_shared") in home
    assert mine.get(reverse("my_shared")).text.count("we told Kim Advocate") == 6
    assert "Kim Advocate" not in theirs.get(reverse("my_shared")).text
