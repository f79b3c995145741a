"""What may be done with a person today: each branch of each rule, without a database."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count, product

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from consent import rules
from consent.models import Agreement, Channel, FollowUp, InterestRegistration, Person, Purpose, SafeContact
from consent.models.agreements import Answer, Ending, Ground, NotAskedReason, Restriction
from core.models import User

TODAY = date(2027, 3, 3)
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
RECORD, CONTACT = Purpose(pk=Purpose.RECORD), Purpose(pk=Purpose.CONTACT)
_numbers = count(1)


def local_today():
    return timezone.localdate()


def in_days(days):
    return local_today() + timedelta(days=days)


# --- Age

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


def birthday(born, age):
    """The day somebody reaches an age: their birthday, or 1 March where there is no 29 February."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


@given(days, st.integers(min_value=0, max_value=130))
@example(date(2008, 2, 29), 16)
@example(date(2008, 2, 29), 17)
@example(date(1896 + 8, 2, 29), 96)
def test_an_age_is_reached_on_the_birthday_and_not_the_day_before(born, age):
    day = birthday(born, age)
    assert rules.age_on(born, day) == age
    assert rules.age_on(born, day - timedelta(days=1)) == age - 1


@given(days, days)
def test_age_never_falls(one, other):
    earlier, later = sorted([one, other])
    born = date(1890, 2, 28)
    assert rules.age_on(born, earlier) <= rules.age_on(born, later)


def test_somebody_born_on_29_february_is_16_on_29_february_and_17_on_1_march():
    born = date(2008, 2, 29)
    assert rules.age_on(born, date(2024, 2, 28)) == 15
    assert rules.age_on(born, date(2024, 2, 29)) == 16
    assert rules.age_on(born, date(2025, 2, 28)) == 16
    assert rules.age_on(born, date(2025, 3, 1)) == 17


UNDER_TEN = "This child is under 10. Nothing has been stored. Tell the safeguarding lead."


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        (date(2017, 3, 3), ""),
        (date(2017, 3, 4), UNDER_TEN),
        (date(2027, 3, 3), UNDER_TEN),
        (date(2027, 3, 4), "Date of birth must be in the past."),
        (date(1906, 3, 4), ""),
        (date(1906, 3, 3), "Check the year of birth."),
    ],
    ids=["10 today", "10 tomorrow", "born today", "born tomorrow", "120 until tomorrow", "121 today"],
)
def test_from_10_on_somebody_may_be_recorded(born, sentence):
    answer = rules.may_be_recorded(born, today=TODAY)
    assert bool(answer) == (sentence == "")
    assert answer.why == sentence
    if not answer:
        assert answer.field == "date_of_birth"


def test_nobody_is_recorded_without_an_age():
    answer = rules.may_be_recorded(None)
    assert (answer.why, answer.field) == ("Enter a date of birth, or choose an age.", "age_band")
    assert rules.may_be_recorded(None, "10_15")


def test_the_day_that_counts_is_today_unless_another_is_given():
    assert rules.may_be_recorded(birthday(local_today(), -10))
    assert not rules.may_be_recorded(local_today() - timedelta(days=300))


# --- Where a purpose stands


def answer_to(purpose=CONTACT, answer=Answer.GIVEN, at=NOON, **rest):
    """An answer, not stored. An ending is complete as the database would have it."""
    if answer == Answer.NOT_ASKED:
        rest.setdefault("not_asked_reason", NotAskedReason.TOO_UNWELL)
    return Agreement(pk=next(_numbers), person_id=1, purpose_id=purpose.pk, answer=answer, recorded_at=at, **rest)


def end(agreement, kind, at):
    agreement.ended_kind, agreement.ended_reason, agreement.ended_at = kind, "They said so", at
    return agreement


def test_without_any_answer_nobody_was_asked():
    status = rules.status_of(CONTACT, [])
    assert (status.state, status.sentence, status.agreement) == ("not_asked", "Not asked yet", None)
    assert not status.given


@pytest.mark.parametrize(
    ("answer", "state", "sentence"),
    [
        (Answer.GIVEN, "given", "They said yes on 3 March 2027"),
        (Answer.REFUSED, "refused", "They said no on 3 March 2027"),
        (Answer.NOT_ASKED, "not_asked", "Not asked on 3 March 2027: they were too unwell or upset"),
    ],
)
def test_an_open_answer_decides_and_says_who_and_when(answer, state, sentence):
    agreement = answer_to(answer=answer)
    status = rules.status_of(CONTACT, [agreement], TODAY)
    assert (status.state, status.sentence, status.agreement) == (state, sentence, agreement)
    assert status.given == (state == "given")


def test_the_day_of_an_answer_is_the_day_in_london():
    late = answer_to(at=datetime(2027, 6, 30, 23, 30, tzinfo=UTC))
    assert rules.status_of(CONTACT, [late], date(2027, 7, 1)).sentence == "They said yes on 1 July 2027"


@pytest.mark.parametrize(("days", "state"), [(-1, "expired"), (0, "expired"), (1, "given"), (None, "given")])
def test_a_yes_runs_out_on_its_day(days, state):
    until = None if days is None else TODAY + timedelta(days=days)
    status = rules.status_of(CONTACT, [answer_to(expires_on=until)], TODAY)
    assert status.state == state
    if state == "expired":
        assert status.sentence == f"Their yes ran out on {until:%-d %B %Y}"


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.NOT_ASKED])
def test_only_a_yes_runs_out(answer):
    gone = answer_to(answer=answer, expires_on=TODAY - timedelta(days=1))
    assert rules.status_of(CONTACT, [gone], TODAY).state == answer


def test_a_withdrawn_yes_says_that_they_withdrew_and_when():
    agreement = end(answer_to(), Ending.WITHDRAWN, NOON + timedelta(days=2))
    status = rules.status_of(CONTACT, [agreement], TODAY)
    assert (status.state, status.sentence, status.agreement) == (
        "withdrawn",
        "They withdrew on 5 March 2027",
        agreement,
    )


def test_the_last_of_several_withdrawals_is_the_one_that_is_said():
    first = end(answer_to(at=NOON), Ending.WITHDRAWN, NOON + timedelta(days=1))
    second = end(answer_to(at=NOON + timedelta(days=2)), Ending.WITHDRAWN, NOON + timedelta(days=3))
    for order in ([first, second], [second, first]):
        assert rules.status_of(CONTACT, order, TODAY).sentence == "They withdrew on 6 March 2027"


def test_an_answer_to_another_purpose_counts_for_nothing():
    assert rules.status_of(CONTACT, [answer_to(RECORD)]).state == "not_asked"
    assert rules.status_of(RECORD, [answer_to(CONTACT)]).state == "not_asked"


# Whatever happens to an answer, in any order: given, refused or not asked anew, withdrawn.
events = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(Answer.values), st.none() | st.integers(min_value=-3, max_value=3)),
        st.just(("withdrawn", None)),
    ),
    max_size=12,
)


@given(events, st.randoms(use_true_random=False))
@example([("given", None), ("withdrawn", None), ("refused", None)], None)
@example([("given", -1), ("withdrawn", None)], None)
def test_whatever_happened_the_open_answer_decides_and_an_ended_one_never_counts(happened, shuffler):
    rows, now_open, expected = [], None, "not_asked"
    for number, (what, days) in enumerate(happened):
        at = NOON + timedelta(hours=number)
        if what == "withdrawn":
            if now_open is None or now_open.answer != Answer.GIVEN:
                continue
            end(now_open, Ending.WITHDRAWN, at)
            now_open, expected = None, "withdrawn"
            continue
        if now_open is not None:
            end(now_open, Ending.SUPERSEDED, at)
        until = TODAY + timedelta(days=days) if days is not None and what == Answer.GIVEN else None
        now_open = answer_to(answer=what, at=at, expires_on=until)
        rows.append(now_open)
        if what == Answer.NOT_ASKED and expected == "withdrawn":
            continue  # that nobody asked since says nothing: their last word was that they withdrew
        expected = "expired" if until is not None and until <= TODAY else what
    if shuffler is not None:
        shuffler.shuffle(rows)
    status = rules.status_of(CONTACT, rows, TODAY)
    assert status.state == expected
    assert status.given == (now_open is not None and expected == "given")
    if now_open is not None and expected != "withdrawn":
        assert status.agreement is now_open
    if expected == "withdrawn":
        assert status.sentence.startswith("They withdrew on ")
        assert status.agreement.ended_at == max(row.ended_at for row in rows if row.ended_kind == Ending.WITHDRAWN)


def test_every_purpose_has_its_status_in_order(monkeypatch):
    monkeypatch.setattr("consent.rules.status._purposes", [RECORD, CONTACT])
    person = person_with(agreements=[answer_to(CONTACT, Answer.REFUSED), answer_to(RECORD)])
    assert [(s.purpose.pk, s.state) for s in rules.statuses_of(person)] == [("record", "given"), ("contact", "refused")]


# --- May we contact somebody


def person_with(agreements=None, follow_ups=(), safe_contacts=None, restrictions=(), **details):
    """A person, not stored, who may be contacted by telephone unless something here says otherwise."""
    details = {"name_to_use": "Sam", "phone": "+441614960001", "email": "sam@example.org", **details}
    person = Person(pk=1, **details)
    if agreements is None:
        agreements = [answer_to(RECORD), answer_to(CONTACT)]
    if safe_contacts is None:
        safe_contacts = [way(Channel.TELEPHONE)]
    person._prefetched_objects_cache = {
        "agreements": list(agreements),
        "follow_ups": list(follow_ups),
        "safe_contacts": list(safe_contacts),
        "restrictions": list(restrictions),
        "public_interest_decisions": [],
    }
    return person


def way(channel, allowed=True, **rest):
    rest.setdefault("recorded_at", NOON)
    return SafeContact(channel=channel, allowed=allowed, **rest)


def later(days, **rest):
    return FollowUp(not_before=in_days(days), **rest)


WITHDRAWN = {"kind": Ending.WITHDRAWN, "at": NOON}
NO_WAY = "No safe way to contact them is known."
NO_RECORD = "There is no agreement to hold their information. "
NOT_AGREED = "They have not agreed to be contacted about involvement. "
MATRIX = {
    "everything there": ({}, ""),
    "restricted": ({"restrictions": [Restriction()]}, "This record is restricted."),
    "a restriction that ended": ({"restrictions": [Restriction(ended_at=NOON)]}, ""),
    "no answer at all": ({"agreements": []}, NO_RECORD + "Not asked yet."),
    "no record agreement": ({"agreements": [answer_to(CONTACT)]}, NO_RECORD + "Not asked yet."),
    "record withdrawn": (
        {"agreements": [end(answer_to(RECORD), **WITHDRAWN), answer_to(CONTACT)]},
        NO_RECORD + "They withdrew on 3 March 2027.",
    ),
    "record refused": (
        {"agreements": [answer_to(RECORD, Answer.REFUSED), answer_to(CONTACT)]},
        NO_RECORD + "They said no on 3 March 2027.",
    ),
    "contact never asked": ({"agreements": [answer_to(RECORD)]}, NOT_AGREED + "Not asked yet."),
    "contact not asked": (
        {"agreements": [answer_to(RECORD), answer_to(CONTACT, Answer.NOT_ASKED)]},
        NOT_AGREED + "Not asked on 3 March 2027: they were too unwell or upset.",
    ),
    "contact refused": (
        {"agreements": [answer_to(RECORD), answer_to(CONTACT, Answer.REFUSED)]},
        NOT_AGREED + "They said no on 3 March 2027.",
    ),
    "contact withdrawn": (
        {"agreements": [answer_to(RECORD), end(answer_to(CONTACT), **WITHDRAWN)]},
        NOT_AGREED + "They withdrew on 3 March 2027.",
    ),
    "contact given again": (
        {"agreements": [answer_to(RECORD), end(answer_to(CONTACT), **WITHDRAWN), answer_to(CONTACT)]},
        "",
    ),
    "contact ran out": (
        {"agreements": [answer_to(RECORD), answer_to(CONTACT, expires_on=TODAY)]},
        NOT_AGREED + "Their yes ran out on 3 March 2027.",
    ),
    "asked for a later day": (
        {"follow_ups": [later(7)]},
        f"They asked not to be contacted before {in_days(7):%-d %B %Y}.",
    ),
    "asked for two later days": (
        {"follow_ups": [later(9), later(7)]},
        f"They asked not to be contacted before {in_days(9):%-d %B %Y}.",
    ),
    "the later day has come": ({"follow_ups": [later(0)]}, ""),
    "the later day was closed": ({"follow_ups": [later(7, done_at=NOON)]}, ""),
    "no way known": ({"safe_contacts": []}, NO_WAY),
    "the way must not be used": ({"safe_contacts": [way(Channel.TELEPHONE, allowed=False)]}, NO_WAY),
    "the rule of the way ended": ({"safe_contacts": [way(Channel.TELEPHONE, ended_at=NOON)]}, NO_WAY),
    "the way is to be checked again today": ({"safe_contacts": [way(Channel.TELEPHONE, review_on=in_days(0))]}, ""),
    "the way was to be checked before": ({"safe_contacts": [way(Channel.TELEPHONE, review_on=in_days(-1))]}, NO_WAY),
    "no number to ring": ({"phone": ""}, NO_WAY),
    "one way of two": ({"safe_contacts": [way(Channel.EMAIL, allowed=False), way(Channel.TELEPHONE)]}, ""),
}


def _status_on(day, person, purpose_key):
    return rules.status_of(Purpose(pk=purpose_key), list(person.agreements.all()), day)


@pytest.mark.parametrize("case", MATRIX)
def test_may_contact(case, monkeypatch):
    # The day that answers run out on is that of the matrix; days to come count from the real today.
    monkeypatch.setattr("consent.rules.contact.status_for", partial(_status_on, TODAY))
    details, sentence = MATRIX[case]
    answer = rules.may_contact(person_with(**details))
    if sentence:
        assert not answer
        assert answer.why == sentence
    else:
        assert answer
        assert answer.why == "They agreed to be contacted about involvement."


@pytest.mark.parametrize(
    ("giver", "sentence"),
    [
        (
            {"ground": Ground.ATTORNEY, "giver_name": "Cleo Example", "giver_relationship": "daughter"},
            "Cleo Example (daughter) agreed that we contact them about involvement.",
        ),
        (
            {"ground": Ground.BEST_INTERESTS},
            "It was decided in their best interests that we contact them about involvement.",
        ),
    ],
)
def test_who_agreed_to_contact_is_said(giver, sentence):
    answers = [answer_to(RECORD, **giver), answer_to(CONTACT, **giver)]
    assert rules.may_contact(person_with(agreements=answers, safe_contacts=[way(Channel.WORKER)])).why == sentence


def test_the_first_reason_given_is_the_one_that_weighs_most():
    nothing = {"agreements": [], "follow_ups": [later(3)], "safe_contacts": [], "restrictions": [Restriction()]}
    order = []
    for name, value in [
        ("restrictions", []),
        ("agreements", [answer_to(RECORD)]),
        ("agreements", [answer_to(RECORD), answer_to(CONTACT)]),
        ("follow_ups", []),
        ("safe_contacts", [way(Channel.TELEPHONE)]),
    ]:
        order.append(rules.may_contact(person_with(**nothing)).why[:20])
        nothing[name] = value
    assert order == [
        "This record is restr",
        "There is no agreemen",
        "They have not agreed",
        "They asked not to be",
        "No safe way to conta",
    ]
    assert rules.may_contact(person_with(**nothing))


def test_a_restriction_that_was_read_before_is_not_asked_for_again():
    person = person_with(restrictions=[Restriction()])
    person.restricted_now = False
    assert not rules.is_restricted(person)
    person = person_with()
    person.restricted_now = True
    assert rules.is_restricted(person)
    assert not rules.may_contact(person)


ADDRESSES = {
    Channel.TEXT: {"phone": ""},
    Channel.TELEPHONE: {"phone": ""},
    Channel.EMAIL: {"email": ""},
    Channel.LETTER: {"address": ""},
}


@pytest.mark.parametrize("channel", Channel.values)
def test_a_way_of_contact_needs_its_address(channel):
    everything = {"address": "1 High Street", "safe_contacts": [way(channel)]}
    assert rules.may_contact(person_with(**everything))
    without = person_with(**everything | ADDRESSES.get(channel, {}))
    assert bool(rules.may_contact(without)) == (channel == Channel.WORKER), "Only a worker needs no address."


def test_a_telephone_number_that_is_not_there_is_no_address():
    assert rules.address_on(Person(phone=None), Channel.TEXT) == ""


@pytest.mark.parametrize(
    ("details", "waits"),
    [
        ({}, False),
        ({"follow_ups": [later(7)]}, True),
        ({"follow_ups": [later(0)]}, False),
        ({"follow_ups": [later(7)], "restrictions": [Restriction()]}, False),
        ({"follow_ups": [later(7)], "agreements": [answer_to(RECORD)]}, False),
        ({"follow_ups": [later(7)], "agreements": [answer_to(RECORD), answer_to(CONTACT, Answer.REFUSED)]}, False),
        ({"follow_ups": [later(7)], "agreements": [answer_to(CONTACT)]}, False),
        ({"follow_ups": [later(7)], "safe_contacts": []}, True),
    ],
)
def test_the_day_to_contact_from_is_said_only_of_somebody_who_agreed(details, waits):
    assert rules.may_contact_from(person_with(**details)) == (in_days(7) if waits else None)


# --- May a message leave


@pytest.mark.parametrize(("allowed", "asked"), list(product(Channel.values, Channel.values)))
def test_a_message_leaves_only_on_a_way_that_is_allowed(allowed, asked):
    person = person_with(address="1 High Street", safe_contacts=[way(allowed)])
    answer = rules.may_be_sent(person, asked)
    assert bool(answer) == (allowed == asked)
    if not answer:
        assert answer.why == "This way of contact is not allowed, or what it needs is missing."


@pytest.mark.parametrize("unknown", ["pigeon", "", None])
def test_a_way_of_contact_that_nobody_knows_is_not_allowed(unknown):
    assert not rules.may_be_sent(person_with(), unknown)


@pytest.mark.parametrize("case", [name for name, (_, sentence) in MATRIX.items() if sentence and "ran out" not in name])
def test_whoever_may_not_be_contacted_is_sent_nothing_on_any_way(case):
    details, _ = MATRIX[case]
    person = person_with(**details)
    for channel in Channel.values:
        answer = rules.may_be_sent(person, channel)
        assert not answer
        assert answer.why == rules.may_contact(person).why


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "now", "leaves"), [(True, True, True), (True, False, False), (False, True, True), (False, False, True)]
)
def test_a_message_does_not_leave_by_a_rule_that_lets_it_say_less_than_when_it_was_written(before, now, leaves):
    then = way(Channel.EMAIL, may_say_who=before, recorded_at=NOON - HOUR, ended_at=NOON + HOUR)
    person = person_with(safe_contacts=[then, way(Channel.EMAIL, may_say_who=now, recorded_at=NOON + HOUR)])
    answer = rules.may_be_sent(person, Channel.EMAIL, written_at=NOON)
    assert bool(answer) == leaves
    if not leaves:
        assert answer.why == "What may be said on this way of contact has changed since it was written."


def test_a_rule_that_ended_before_a_message_was_written_does_not_matter_to_it():
    old = way(Channel.EMAIL, may_say_who=True, recorded_at=NOON - 3 * HOUR, ended_at=NOON - 2 * HOUR)
    another = way(Channel.TEXT, may_say_who=True, recorded_at=NOON - HOUR)
    person = person_with(safe_contacts=[old, another, way(Channel.EMAIL, recorded_at=NOON - 2 * HOUR)])
    assert rules.may_be_sent(person, Channel.EMAIL, written_at=NOON)


# --- In words, for lists


def listed(record="given", contact="given", held=False, day=None, **details):
    person = person_with(**details)
    person.record_answer, person.contact_answer = record, contact
    person.held_in_public_interest, person.asked_for_day = held, day
    return rules.contact_in_words(person)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"record": ""}, "No: there is no agreement to hold their information"),
        ({"record": "refused"}, "No: there is no agreement to hold their information"),
        ({"contact": "refused"}, "No: they said no"),
        ({"record": "conflicting"}, "No: there is no agreement to hold their information"),
        ({"record": "conflicting", "held": True}, "No: there is no agreement to hold their information"),
        ({"record": "refused", "held": True}, "Yes: telephone call"),
        ({"contact": ""}, "No: there is no answer"),
        ({"contact": "withdrawn"}, "No: they withdrew"),
        ({"contact": "conflicting"}, "No: those who answer for them do not agree"),
        ({"day": date(2027, 4, 1)}, "Not before 1 April 2027"),
        ({"safe_contacts": []}, "No: they agreed, but no safe way is known"),
        ({}, "Yes: telephone call"),
        ({"safe_contacts": [way("text"), way("email")]}, "Yes: text message, email"),
    ],
)
def test_a_list_says_in_a_few_words_whether_and_how(facts, words):
    assert listed(**facts) == words


# --- Withdrawing, asking again, registrations


def test_an_open_yes_may_be_withdrawn():
    assert rules.may_withdraw(answer_to())


def test_a_yes_that_ran_out_may_still_be_withdrawn():
    assert rules.may_withdraw(answer_to(expires_on=date(2020, 1, 1)))


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.NOT_ASKED])
def test_only_a_yes_can_be_withdrawn(answer):
    assert rules.may_withdraw(answer_to(answer=answer)).why == "Only a yes can be withdrawn."


def test_what_has_ended_cannot_be_withdrawn_and_says_who_ended_it():
    ended = end(answer_to(), Ending.SUPERSEDED, NOON)
    ended.ended_by = User(name="Priya Shah")
    assert rules.may_withdraw(ended).why == "This has ended already. Replaced by a newer answer, Priya Shah."


def test_a_person_may_be_asked_again_about_involvement():
    assert rules.may_ask_again(person_with(), Purpose.CONTACT)


def test_a_restricted_person_is_not_asked_again():
    answer = rules.may_ask_again(person_with(restrictions=[Restriction()]), Purpose.CONTACT)
    assert answer.why.startswith("This record is restricted.")


def test_every_question_may_be_asked_again_while_a_ground_holds():
    assert rules.may_ask_again(person_with(), Purpose.RECORD)
    assert rules.may_ask_again(person_with(), Purpose.CONTACT)
    without = rules.may_ask_again(person_with(agreements=[]), Purpose.CONTACT)
    assert without.why.startswith("There is no ground to hold their information.")


@pytest.mark.parametrize("held", [None, *Answer.values])
@pytest.mark.parametrize("new", Answer.values)
def test_that_somebody_was_not_asked_replaces_no_answer_of_theirs(held, new):
    answer = rules.may_replace(answer_to(answer=held) if held else None, new)
    assert bool(answer) == (new != Answer.NOT_ASKED or held in (None, Answer.NOT_ASKED))
    if not answer:
        assert answer.why == "They answered on 3 March 2027. That answer stays until they give a new one."


@pytest.mark.parametrize(
    ("agreements", "since"),
    [
        ([], False),
        ([answer_to(at=NOON - HOUR)], False),
        ([answer_to(at=NOON)], False),
        ([answer_to(at=NOON + HOUR)], True),
        ([answer_to(answer=Answer.REFUSED, at=NOON + HOUR)], True),
        ([end(answer_to(at=NOON - HOUR), Ending.WITHDRAWN, NOON + HOUR)], True),
        ([end(answer_to(at=NOON - 2 * HOUR), Ending.WITHDRAWN, NOON - HOUR)], False),
        ([answer_to(answer=Answer.NOT_ASKED, at=NOON + HOUR)], False),
        ([answer_to(RECORD, at=NOON + HOUR)], False),
    ],
    ids=[
        "no answer", "yes before", "yes then", "yes after", "no after", "withdrawn after", "withdrawn before",
        "not asked after", "another question after",
    ],
)  # fmt: skip
def test_whether_somebody_has_answered_since_a_moment(agreements, since):
    assert rules.has_answered_since(person_with(agreements=agreements), Purpose.CONTACT, NOON) == since


def test_a_restricted_record_is_not_changed():
    assert rules.may_change(person_with())
    assert rules.may_change(person_with(restrictions=[Restriction(ended_at=NOON)]))
    assert rules.may_change(person_with(restrictions=[Restriction()])).why == (
        "This record is restricted, and nothing in it is changed."
    )


@pytest.mark.parametrize(
    ("agreements", "state"),
    [
        ([], None),
        ([answer_to()], None),
        ([answer_to(answer=Answer.NOT_ASKED)], None),
        ([answer_to(answer=Answer.REFUSED)], "refused"),
        ([end(answer_to(), Ending.WITHDRAWN, NOON)], "withdrawn"),
        ([end(answer_to(), Ending.WITHDRAWN, NOON), answer_to()], None),
        ([end(answer_to(RECORD), Ending.WITHDRAWN, NOON)], None),
    ],
)
def test_before_linking_only_a_no_to_contact_is_held_up(agreements, state):
    answer = rules.answer_before_linking(person_with(agreements=agreements))
    assert (answer and answer.state) == state


def differing(registration, **details):
    changes = rules.changes_by_linking(registration, person_with(**details))
    assert [change.what for change in changes] == ["Telephone number", "Email", "Postal address", "Safe way"]
    return [change.what for change in changes if change.differs]


def test_linking_names_what_the_form_would_put_in_place_of_what_is_held():
    form = InterestRegistration(channel="text", phone="07700 900123", email="", safe_times="After 6")
    text = way(Channel.TEXT, safe_times="After 6")
    assert differing(form) == ["Telephone number", "Safe way"]
    assert differing(form, phone="07700 900123", safe_contacts=[text]) == []
    assert differing(form, phone="07700 900123", safe_contacts=[way(Channel.EMAIL), text]) == []
    assert differing(form, phone="07700 900123", safe_contacts=[way(Channel.TEXT)]) == ["Safe way"]
    assert differing(form, phone="07700 900123", safe_contacts=[way(Channel.TEXT, allowed=False)]) == ["Safe way"]
    form.email = "other@example.org"
    assert differing(form, phone="07700 900123", safe_contacts=[text]) == ["Email"]
    assert differing(form, phone="07700 900123", email="other@example.org", safe_contacts=[text]) == []
    form.address = "1 Example Street"
    held = {"phone": "07700 900123", "email": "other@example.org", "safe_contacts": [text]}
    assert differing(form, **held) == ["Postal address"]
    assert differing(form, address="1 Example Street", **held) == []


@pytest.mark.parametrize("state", InterestRegistration.State)
def test_a_registration_is_handled_once(state):
    answer = rules.may_handle(InterestRegistration(state=state))
    assert bool(answer) == (state == InterestRegistration.State.NEW)
    if state == InterestRegistration.State.WITHDRAWN:
        assert answer.why == "Whoever sent this took it back. Do not contact them because of it."
    elif not answer:
        assert answer.why == f"This has been looked at already: {state.label.lower()}."
