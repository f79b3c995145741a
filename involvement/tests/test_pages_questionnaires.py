"""The pages of questionnaires: written by a manager, answered by anybody with the code, and on a device handed over."""

import re
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.actions import record_person_from_registration
from consent.models import AccessLogEntry, InterestRegistration
from core.history import acting
from core.locking import HANDED_OVER_KEY
from core.suppression import Figure
from involvement import actions
from involvement.models import Answer, Questionnaire, Response, View
from involvement.models.activities import State
from involvement.results import Counted, Line, Results
from involvement.tests.factories import BY
from involvement.tests.test_questionnaires import ASKS, answer, begin, publish, say
from involvement.views.answering import LIMIT


@pytest.fixture
def manager(house):
    return house.client(house.staff("manager"))


@pytest.fixture
def made(house):
    return publish(house)


def public(made):
    return reverse("answer_questionnaire", args=[made.code.code])


def fields(made):
    """The names of the fields, in the order of the questions."""
    return [f"question_{question.pk}" for question in made.current.questions.all()]


def opened(client, url):
    """The page, and the key that its form carries."""
    page = client.get(url)
    return page, {"key": re.search(r'name="key" type="hidden" value="([^"]+)"', page.text)[1]}


# --- Writing


def test_a_manager_writes_each_kind_of_question_and_publishes(house, manager):
    words = {"title": "How was it?", "introduction": "Tell us.", "easy_introduction": "Tell us."}
    page = manager.post(reverse("add_questionnaire"), words, follow=True)
    assert "It asks nothing yet" in page.text
    with house.scope():
        version = Questionnaire.objects.get(title="How was it?").draft
    for typed in (
        {"kind": "choice", "text": "Where?", "easy_text": "Where?", "choices": "Police\n\n Court "},
        {"kind": "scale", "text": "How well?", "easy_text": "How?", "low": "bad", "high": "good"},
        {"kind": "yes_no", "text": "Do you know?", "easy_text": "Know?", "choices": "left over"},
        {"kind": "words", "text": "What else?", "easy_text": "Else?", "required": "on"},
        {"kind": "any", "text": "What helped?", "easy_text": "Helped?", "any_choices": "Talk\nTea", "choices": "left"},
    ):
        page = manager.post(reverse("add_question", args=[version.pk]), typed, follow=True)
        assert page.redirect_chain, page.context["form"].errors
    with house.scope():
        asked = [(q.kind, q.choices, q.required) for q in version.questions.all()]
    assert asked == [
        ("choice", ["Police", "Court"], False),
        ("scale", ["bad", "good"], False),
        ("yes_no", [], False),
        ("words", [], True),
        ("any", ["Talk", "Tea"], False),
    ]
    assert "1: bad" in manager.get(reverse("try_questionnaire", args=[version.pk])).text
    page = manager.post(reverse("publish_version", args=[version.pk]), follow=True)
    assert "People can answer it" in page.text
    refused = manager.get(reverse("change_introduction", args=[version.pk]))
    assert "never changes" in refused.text


def test_a_mistake_in_a_question_stands_beside_it_and_keeps_what_was_typed(house, manager):
    with house.scope():
        version = begin(house).draft
    url = reverse("add_question", args=[version.pk])
    typed = {"kind": "choice", "text": "A new question", "choices": "Only one"}
    page = manager.post(url, typed)
    assert "Write 2 to 10 answers" in page.text
    assert "A new question" in page.text and "Only one" in page.text
    page = manager.post(url, {"kind": "any", "text": "A new question", "any_choices": "Only one"})
    assert set(page.context["form"].errors) == {"any_choices"} and "Only one" in page.text
    page = manager.post(url, {"kind": "scale", "text": "A new question"})
    assert set(page.context["form"].errors) == {"low", "high"}
    page = manager.post(url, {**typed, "choices": "Same\nSame"})
    assert "must differ" in page.text


def test_the_list_is_searched_narrowed_and_says_when_nothing_fits(house, manager):
    with house.scope():
        begin(house, title="Being written")
        publish(house, title="Published one")
        closed = publish(house, title="Closed one")
        actions.close_questionnaire(by=house.by, questionnaire=closed)
    url = reverse("questionnaires")

    def titles(**query):
        return [row.title for row in manager.get(url, query).context["page"]]

    assert titles() == ["Being written", "Closed one", "Published one"]
    assert titles(state="open") == ["Published one"]
    assert titles(state="written") == ["Being written"]
    assert titles(state="closed") == ["Closed one"]
    assert titles(q="publ") == ["Published one"]
    assert titles(q=closed.code.code.lower()) == ["Closed one"]
    assert "No questionnaire fits" in manager.get(url, {"q": "zzz"}).text


def test_a_practitioner_sees_no_draft_beside_what_people_answer(house, made):
    with house.scope():
        draft = actions.start_version(by=house.by, questionnaire=made)
        actions.change_question(by=house.by, question=draft.questions.first(), text="Not yet decided?")
    page = house.client().get(reverse("questionnaire", args=[made.pk])).text
    assert "Where did you meet us?" in page and "Not yet decided?" not in page
    assert "Add a question" not in page


# --- Answering


def test_anybody_answers_by_the_code_and_is_asked_for_no_name(house, made):
    client, url = Client(), public(made)
    page, sent = opened(client, url)
    assert "We do not ask who you are" in page.text
    where, _how, _know, words = fields(made)
    thanks = client.post(url, {**sent, where: "2", words: "Say why we wait."}, follow=True)
    assert "We have your answers" in thanks.text and "Say why we wait" not in thanks.text
    with house.scope():
        [response] = Response.objects.all()
        assert (response.how, response.person_id, response.answers.count()) == ("link", None, 2)


def test_one_form_sent_twice_is_stored_once_and_thanked_twice(house, made):
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    for _ in range(2):
        page = client.post(url, {**sent, fields(made)[0]: "1"}, follow=True)
        assert "Thank you" in page.text
    with house.scope():
        assert Response.objects.count() == 1


def test_a_mistake_keeps_what_was_typed(house):
    with house.scope():
        made = publish(house, asks=[{**ASKS[0], "required": True}, ASKS[3]])
    where, words = fields(made)
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    page = client.post(url, {**sent, words: "Kept as typed"})
    assert page.text.count("Answer the question “Where did you meet us?”") == 2
    assert "Kept as typed" in page.text and "<title>Error:" in page.text
    page = client.post(url, {**sent, where: "7", words: "Kept as typed"})
    assert where in page.context["form"].errors


def test_a_form_without_any_answer_says_so(made):
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    assert "Answer at least one question" in client.post(url, sent).text


def test_switching_to_easy_read_keeps_what_was_answered_and_finds_no_fault(house, made):
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    words = fields(made)[3]
    page = client.post(url, {**sent, words: "Half a sent", "switch": "1"})
    assert "What should be better?" in page.text and "Half a sent" in page.text
    assert not page.context["form"].errors
    _page, sent = opened(client, f"{url}?words=easy_read")
    client.post(url, {**sent, "easy_read": "yes", words: "All of it"})
    with house.scope():
        assert Response.objects.get().easy_read


def test_any_that_apply_are_ticked_and_switching_to_easy_read_keeps_all_of_them(house):
    helped = {"kind": "any", "text": "What helped?", "easy_text": "Helped?", "choices": ["Talk", "Tea", "Time"]}
    with house.scope():
        made = publish(house, asks=[helped])
        url, [name] = public(made), fields(made)
    client, kept = Client(), {name: ["1", "3"]}
    _page, sent = opened(client, url)
    page = client.post(url, kept | sent | {"switch": "1"})
    assert "Helped?" in page.text and page.text.count(" checked") == 2
    assert client.post(url, kept | sent).status_code == 302
    with house.scope():
        assert Answer.objects.get().chosen == [1, 3]


def test_a_form_from_before_a_new_version_is_kept_with_the_old_one(house, made):
    client, url, first = Client(), public(made), made.current
    where = fields(made)[0]
    _page, sent = opened(client, url)
    with house.scope():
        actions.publish_version(by=house.by, version=actions.start_version(by=house.by, questionnaire=made))
    client.post(url, {**sent, where: "1"})
    with house.scope():
        assert Response.objects.get().version == first


def test_a_key_that_does_not_hold_asks_to_press_again_and_keeps_the_answers(house, made):
    client, url = Client(), public(made)
    page = client.post(url, {"key": "of my own", fields(made)[3]: "Still here"})
    assert "open for too long" in page.text and "Still here" in page.text
    with house.scope():
        assert not Response.objects.exists()


def test_what_fills_in_every_box_stores_nothing(house, made):
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    page = client.post(url, {**sent, fields(made)[0]: "1", "website": "https://spam.example"})
    assert "hidden box" in page.text
    with house.scope():
        assert not Response.objects.exists()


def test_one_address_sends_so_many_and_no_more_in_an_hour(house, made):
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    client.post(url, {**sent, fields(made)[0]: "1"})
    [key] = [key.split(":", 2)[-1] for key in _kept_counts()]
    cache.set(key, LIMIT.most, 60)
    _page, sent = opened(client, url)
    assert client.post(url, {**sent, fields(made)[0]: "1"}).status_code == 429
    with house.scope():
        assert Response.objects.count() == 1


def _kept_counts():
    with connection.cursor() as cursor:
        cursor.execute("select cache_key from core_cache where cache_key like '%answers:%'")
        return [key for (key,) in cursor.fetchall()]


def test_what_is_not_published_or_not_there_is_not_found_and_what_is_closed_says_so(house, made):
    with house.scope():
        draft = begin(house)
    assert Client().get(public(draft)).status_code == 404
    assert Client().get("/questionnaires/222-222/").status_code == 404
    with house.scope():
        actions.close_questionnaire(by=house.by, questionnaire=made)
    page = Client().get(public(made))
    assert "These questions are closed" in page.text and "<form" not in page.text.split("<main")[1]


def test_the_code_from_a_card_leads_to_the_questions(made):
    url = reverse("find_questionnaire")
    assert Client().get(url, {"code": made.code.code.lower().replace("-", " ")}).url == public(made)
    assert "We do not know this code" in Client().get(url, {"code": "ABC"}).text
    assert "There is a problem" not in Client().get(url).text


# --- Asking to hear back

REACH = {
    "age_band": "18_over",
    "name_to_use": "Robin",
    "connection": "used_before",
    "channel": "text",
    "text_phone": "07700 900123",
    "agree_record": "on",
    "agree_contact": "on",
}


@pytest.fixture
def answered(house, made):
    """Somebody who has just sent words, still at their browser, and the page on which they ask to hear back."""
    client, url = Client(), public(made)
    _page, sent = opened(client, url)
    client.post(url, {**sent, fields(made)[3]: "Say why we wait."})
    return client, reverse("hear_back", args=[made.code.code])


def test_whoever_asks_to_hear_back_registers_apart_from_their_answers(house, answered):
    client, url = answered
    assert "apart from your answers" in client.get(url).text
    for _ in range(2):
        assert "We will tell you what comes of it" in client.post(url, REACH, follow=True).text
    with house.scope():
        [registration] = InterestRegistration.objects.all()
        response = Response.objects.get()
        assert (registration.pk, registration.name_to_use) == (response.pk, "Robin")
        assert response.person_id is None


def test_once_they_are_on_record_their_words_are_theirs_and_they_are_told(house, made, answered):
    client, url = answered
    client.post(url, REACH)
    words = reverse("words", args=[made.pk])
    assert "look at their registration first" in house.client().get(words).text
    with house.scope():
        registration = InterestRegistration.objects.get()
        person = record_person_from_registration(by=house.by, registration=registration)
        activity = house.activity(State.RUNNING)
        [answer] = Answer.objects.waiting()
    assert "Robin is told what comes of it" in house.client().get(words).text
    with house.scope():
        [view] = actions.take_words(by=house.by, answers=[answer], activity=activity, theme_name="Waiting")
        assert view.person == person


def test_of_somebody_under_16_nothing_is_kept(house, answered):
    client, url = answered
    page = client.post(url, {"age_band": "under_16", "name_to_use": "Kit"})
    assert "a worker talks with you first" in page.text
    with house.scope():
        assert not InterestRegistration.objects.exists()


def test_a_mistake_in_how_to_be_reached_stands_beside_it(answered):
    client, url = answered
    page = client.post(url, {**REACH, "text_phone": "0161 496 0000", "agree_record": ""})
    assert set(page.context["form"].errors) == {"text_phone", "agree_record"}
    assert "Robin" in page.text


def test_nobody_asks_to_hear_back_who_has_not_just_answered(made):
    assert Client().get(reverse("hear_back", args=[made.code.code])).url == public(made)


# --- A device that is handed over


@pytest.fixture
def tablet(house, made):
    client = house.client()
    client.post(reverse("hand_over_tablet", args=[made.pk]), {"minutes": "5"})
    return client


def test_handing_over_ends_the_session_and_leaves_the_questions_alone_open(house, made, tablet):
    assert "_auth_user_id" not in tablet.session
    for path in (
        "/",
        "/staff/",
        "/my/",
        "/register-interest/",
        "/nothing-here/",
        reverse("questionnaires"),
        "/privacy/",
    ):
        assert tablet.get(path).headers.get("Location") == public(made), path
    assert "Sign in" in tablet.get("/account/login/").text
    page = tablet.get(public(made)).text
    assert 'data-clear-after="5"' in page and "nhsuk-header__navigation" not in page and "Lock" not in page


def test_what_is_sent_from_it_is_of_a_tablet_and_it_stays_handed_over(house, made, tablet):
    _page, sent = opened(tablet, public(made))
    thanks = tablet.post(public(made), {**sent, fields(made)[0]: "1"}, follow=True)
    assert "give the device back" in thanks.text
    with house.scope():
        assert Response.objects.get().how == "tablet"
    assert tablet.get("/staff/").url == public(made)


def test_the_next_person_asks_nothing_in_the_name_of_the_one_before(made, tablet):
    _page, sent = opened(tablet, public(made))
    tablet.post(public(made), {**sent, fields(made)[0]: "1"})
    tablet.get(public(made))
    for name in ("hear_back", "answers_sent"):
        assert tablet.get(reverse(name, args=[made.code.code])).url == public(made)


def test_whoever_handed_it_over_signs_in_and_is_back_where_they_were(house, made):
    somebody = house.staff("practitioner")
    with acting(BY, "test"):
        somebody.set_password("a long enough phrase")
        somebody.save()
    tablet = house.client(somebody)
    tablet.post(reverse("hand_over_tablet", args=[made.pk]), {"minutes": "5"})
    page = tablet.post("/account/login/", {"login": somebody.email, "password": "a long enough phrase"})
    assert page.url == reverse("questionnaire", args=[made.pk])
    assert tablet.get("/staff/").status_code == 200
    assert HANDED_OVER_KEY not in tablet.session


def test_nothing_is_handed_over_for_what_nobody_can_answer(house):
    with house.scope():
        draft = begin(house)
    client = house.client()
    for name in ("hand_over_tablet", "interview", "print_card"):
        assert "not published" in client.get(reverse(name, args=[draft.pk])).text
    assert client.post(reverse("hand_over_tablet", args=[draft.pk]), {"minutes": "5"}).status_code == 200
    assert "_auth_user_id" in client.session


def test_a_card_has_the_code_and_the_square(house, made):
    page = house.client().get(reverse("print_card", args=[made.pk])).text
    assert page.count(made.code.code) >= 4 and "<svg" in page


# --- Interviews


def test_an_interview_is_kept_with_the_record_only_where_the_person_is_chosen(house, made):
    with house.scope():
        person = house.person("Quest Sample")
    client, url = house.client(), reverse("interview", args=[made.pk])
    assert "Quest Sample" in client.get(url, {"q": "Quest"}).text
    where = fields(made)[0]
    for chosen in ("nobody", person.pk):
        key = uuid4()
        for _ in range(2):
            page = client.post(f"{url}?q=Quest", {"key": key, "person": chosen, where: "1"}, follow=True)
            assert "Their answers are saved" in page.text
    with house.scope():
        assert list(Response.objects.order_by("received_at").values_list("how", "person")) == [
            ("interview", None),
            ("interview", person.pk),
        ]
        assert apps.get_model("involvement.ResponseEvent").objects.filter(person=person).exists()


def test_the_record_leads_to_what_somebody_answered_by_name_and_opening_it_is_logged(house, made):
    with house.scope():
        person = house.person("Kim")
        response = answer(house, made.current, 1, None, None, "More time", how="interview", person=person)
        nameless = answer(house, made.current, 1)
    client, url = house.client(), reverse("answers_by_name", args=[response.pk])
    assert url in client.get(reverse("person", args=[person.reference])).text
    page = client.get(url).text
    assert "Where did you meet us?" in page and "Police" in page and "More time" in page
    with house.scope():
        assert AccessLogEntry.objects.filter(person=person, page="answers in an interview").count() == 1
    assert client.get(reverse("answers_by_name", args=[nameless.pk])).status_code == 404


def test_the_page_of_an_activity_leads_to_the_questionnaires_its_words_come_from(house, made):
    with house.scope():
        activity = house.activity(State.RUNNING)
        [words] = say(house, made.current, "More tea")
    url, results = reverse("activity", args=[activity.pk]), reverse("results", args=[made.pk])
    assert results not in house.client().get(url).text
    with house.scope():
        actions.take_words(by=house.by, answers=[words], activity=activity, theme_name="Tea")
    assert results in house.client().get(url).text


# --- Results and words


def test_results_protect_small_numbers_on_the_page_and_in_the_file(house, made):
    with house.scope():
        for given in [(1, 5)] * 20 + [(2, 1)] * 3:
            answer(house, made.current, *given)
    client = house.client()
    page = client.get(reverse("results", args=[made.pk]))
    where = next(c for c in page.context["results"].counted if c.title == "Where did you meet us?")
    assert [str(line.figure) for line in where.lines] == ["20", "*", "0"]
    text = b"".join(client.get(reverse("results_file", args=[made.pk])).streaming_content).decode()
    assert "Where did you meet us?,Police,20" in text and "Court,*,*" in text


def test_results_of_nobody_and_of_a_few_say_so(house, made):
    url = reverse("results", args=[made.pk])
    assert "Nobody has answered" in house.client().get(url).text
    with house.scope():
        answer(house, made.current, 1)
        draft = begin(house)
    assert "Only a few people" in house.client().get(url).text
    assert house.client().get(reverse("results", args=[draft.pk])).status_code == 404


def test_a_total_that_is_kept_back_beside_other_numbers_is_not_called_few():
    some, kept_back = Figure(10), Figure(None)
    lines = [Line("Yes", some, "*", 100), Line("No", kept_back, "*", 0)]
    assert not Results(kept_back, [Counted("Did we listen?", lines)], [], "").shows_no_number
    assert Results(kept_back, [Counted("Did we listen?", lines[1:])], [], "").shows_no_number


def test_words_are_ticked_and_become_views_or_are_left_out(house, made):
    with house.scope():
        activity = house.activity(State.RUNNING)
        one, two, three = say(house, made.current, "Say why.", "Say how long.", "Nothing.")
    client, url = house.client(), reverse("words", args=[made.pk])
    assert "Say why." in client.get(url).text
    typed = {"words": [one.pk, two.pk], "becomes": "view", "place": f"activity-{activity.pk}"}
    page = client.post(url, typed)
    assert "Enter a theme" in page.text
    page = client.post(url, {**typed, "theme_name": "Waiting"}, follow=True)
    assert "2 are now views" in page.text and "Say why." not in page.text
    page = client.post(url, {"words": [three.pk], "becomes": "left_out", "because": "No change"}, follow=True)
    assert "No words wait" in page.text
    with house.scope():
        assert View.objects.filter(activity=activity).count() == 2
        assert not Answer.objects.waiting().exists()
    assert "Left out: No change" in client.get(url, {"state": "left_out"}).text
    text = b"".join(client.get(reverse("words_file", args=[made.pk]), {"state": "all"}).streaming_content).decode()
    assert "Say why." in text and "A view of" in text and "Left out: No change" in text


def test_words_that_wait_are_in_the_work_of_whoever_decides(house, made):
    with house.scope():
        words = say(house, made.current, "Say why.")
    sentence = "What people wrote to “How was it?” waits"
    assert sentence in house.client().get("/staff/").text
    assert sentence not in house.client(house.str_worker).get("/staff/").text
    with house.scope():
        actions.leave_words_out(by=house.by, answers=words, because="No change")
    assert sentence not in house.client().get("/staff/").text


def test_a_round_of_a_standing_activity_can_be_chosen_for_words(house, made):
    with house.scope():
        activity = house.activity(State.RUNNING, standing=True)
        session = house.session(activity)
        [one] = say(house, made.current, "Say why.")
    typed = {"words": [one.pk], "becomes": "view", "place": f"session-{session.pk}", "theme_name": "Waiting"}
    house.client().post(reverse("words", args=[made.pk]), typed)
    with house.scope():
        assert View.objects.get(activity=activity).session == session


def test_a_support_worker_reads_words_and_decides_nothing_about_them(house, made):
    with house.scope():
        [one] = say(house, made.current, "Say why.")
    client, url = house.client(house.str_worker), reverse("words", args=[made.pk])
    page = client.get(url)
    assert "Say why." in page.text and page.context["form"] is None
    client.post(url, {"words": [one.pk], "becomes": "left_out", "because": "Not mine to say"})
    with house.scope():
        assert Answer.objects.waiting().exists()


def test_what_somebody_wrote_is_shown_as_text(house, made):
    with house.scope():
        say(house, made.current, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in house.client().get(reverse("words", args=[made.pk])).text


@pytest.mark.parametrize("name", ["questionnaire", "results", "words"])
def test_pages_cost_the_same_however_many_answered(house, made, name):
    client, url = house.client(house.staff("manager")), reverse(name, args=[made.pk])

    def statements():
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    with house.scope():
        say(house, made.current, "One", "Two", "Three")
    few = statements()
    with house.scope():
        say(house, made.current, *[f"More {n}" for n in range(22)])
    assert statements() == few <= 14
