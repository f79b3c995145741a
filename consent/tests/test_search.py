"""Finding people by what somebody remembers of them, and by an index however many there are."""

import re
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from phonenumber_field.phonenumber import to_python

from consent.actions import (
    change_details,
    link_registration,
    record_person_from_registration,
    withdraw_agreement,
)
from consent.models import Person, SearchWord
from consent.search import (
    MOST_WORDS,
    SOUND,
    _typed,
    a_restricted_one_is_alike,
    alike,
    brought_up_by,
    found_by,
    normalised,
    reference_typed,
    words_of,
)
from consent.tests.factories import a_command, make_person, make_registration, make_service, make_staff
from core.access import Reader
from core.history import acting
from core.roles import permissions_of
from core.scope import NO_SCOPE, scope_of_staff, set_scope

MANY = 3000
SOMEBODY = '{"actor": {"kind": "task", "name": "test"}, "action": "test"}'


@pytest.fixture(scope="module")
def northshire(django_db_setup, django_db_blocker):
    """A service with a few people to find, made once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        service = make_service()
        with scope_of_staff(service):
            for name, full_name, phone in [
                ("Zoë", "Zoë Fernández-Okafor", "0161 496 0001"),
                ("Pat", "Patrick O’Neill", "07700 900123"),
                ("Łukasz", "Łukasz Żółć", "+33 6 12 34 56 78"),
                ("Pat", "Patience Okoro", ""),
                ("Seán", "", "0161 496 0002"),
                ("Anne-Marie", "", ""),
                ("Weiß", "Björn Sørensen", ""),
                ("王", "王小明", ""),
            ]:
                make_person(service, ways=(), name_to_use=name, full_name=full_name, phone=phone)
        yield service
        transaction.set_rollback(True)


@pytest.fixture
def service(northshire, db):
    set_scope(NO_SCOPE)
    with scope_of_staff(northshire):
        yield northshire


def found(text, people=None):
    people = Person.objects.all() if people is None else people
    return {person.full_name or person.name_to_use for person in found_by(people, text)}


ZOE, NEILL, LUKASZ, PATIENCE = "Zoë Fernández-Okafor", "Patrick O’Neill", "Łukasz Żółć", "Patience Okoro"
SEAN, ANNE_MARIE, BJORN, XIAOMING = "Seán", "Anne-Marie", "Björn Sørensen", "王小明"
EVERYBODY = {ZOE, NEILL, LUKASZ, PATIENCE, SEAN, ANNE_MARIE, BJORN, XIAOMING}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # the beginning of any part of a name, in any case
        ("zoe", {ZOE}),
        ("ZO", {ZOE, LUKASZ}),
        ("okaf", {ZOE}),
        ("ok", {ZOE, PATIENCE}),
        ("pat", {NEILL, PATIENCE}),
        # with accents or without
        ("Zoë", {ZOE}),
        ("fernandez", {ZOE}),
        ("Fernández", {ZOE}),
        ("Sean", {SEAN}),
        ("lukasz zolc", {LUKASZ}),
        ("ŁUKASZ", {LUKASZ}),
        ("weiss", {BJORN}),
        ("bjorn sorensen", {BJORN}),
        ("Zoe\u0308", {ZOE}),
        ("王小", {XIAOMING}),
        # with apostrophes and hyphens of every kind, or without
        ("O'Neill", {NEILL}),
        ("o’neill", {NEILL}),
        ("o`neill", {NEILL}),
        ("o´neill", {NEILL}),
        ("oʼneill", {NEILL}),
        ("ONeill", {NEILL}),
        ("O Neill", {NEILL}),
        ("neill", {NEILL}),
        ("fernandez okafor", {ZOE}),
        ("fernandez-okafor", {ZOE}),
        ("annemarie", {ANNE_MARIE}),
        ("anne marie", {ANNE_MARIE}),
        # several words, in any order: each of them must be there
        ("okoro pat", {PATIENCE}),
        ("pat o", {NEILL, PATIENCE}),
        ("zoe okoro", set()),
        ("  zoe ,  okafor. ", {ZOE}),
        # what nobody has
        ("zebra", set()),
        # any part of a name, from three letters before its end on
        ("kafor", {ZOE}),
        ("for", {ZOE}),
        ("tien", {PATIENCE}),
        ("rna", {ZOE}),
        ("mar", {ANNE_MARIE}),
        ("eill", {NEILL}),
        ("or", {PATIENCE, BJORN}),
        ("小明", set()),
        # nothing to search by finds everybody, for lists that filter by other things
        ("", EVERYBODY),
        ("  ", EVERYBODY),
        ("-", EVERYBODY),
        ("%", EVERYBODY),
        ("_", EVERYBODY),
    ],
)
def test_people_are_found_by_parts_of_their_names(service, typed, expected):
    assert found(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "0161 496 0001",
        "01614960001",
        "0161-496-0001",
        "(0161) 496 0001",
        "0161.496.0001",
        "0161/4960001",
        "+44 161 496 0001",
        "+44 (0)161 496 0001",
        "0044 161 496 0001",
        "00441614960001",
        "44161 4960001",
        "0161 496 000 1",
        "960001",
        "96 00 01",
        "0001",
        " 0161 496 0001 ",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(service, typed):
    assert found(typed) == {ZOE}


def test_the_beginning_of_a_number_finds_all_who_share_it(service):
    assert found("0161 49") == {ZOE, SEAN}
    assert found("+44 161") == {ZOE, SEAN}


def test_a_number_from_abroad_is_found_with_its_country(service):
    assert found("+33 6 12 34 56 78") == {LUKASZ}
    assert found("5678") == {LUKASZ}


def test_the_middle_of_a_number_finds_all_who_share_it(service):
    assert found("161 496") == {ZOE, SEAN}
    assert found("6 0001") == {ZOE}


def test_how_a_name_sounds_is_found_by_nobody_who_types(service):
    sounds = SearchWord.objects.filter(word__startswith=SOUND).values_list("word", flat=True)
    assert sounds
    for sound in sounds:
        assert found(sound) == found(sound[1:])


@pytest.mark.parametrize(
    "spelling",
    [
        lambda reference: reference,
        lambda reference: reference.lower(),
        lambda reference: reference.replace("-", ""),
        lambda reference: reference.replace("-", " "),
        lambda reference: reference.lower().replace("-", ""),
        lambda reference: reference[:7],
        lambda reference: reference.replace("-", "")[:7],
        lambda reference: reference[1:],
        lambda reference: reference[3:].lower(),
        lambda reference: reference.replace("-", "")[2:],
    ],
)
def test_a_reference_is_found_with_dashes_or_without(service, spelling):
    person = Person.objects.get(full_name=ZOE)
    assert ZOE in found(spelling(person.reference))
    assert found(person.reference) == {ZOE}


def test_a_reference_of_digits_alone_is_found_too(service):
    make_person(service, name_to_use="Digits")
    with acting(a_command(), "digits"):
        Person.objects.filter(name_to_use="Digits").update(reference="234-567-892")
    SearchWord.objects.create(service=service, person=Person.objects.get(name_to_use="Digits"), word="234567892")
    assert found("234-567-892") == {"Digits"}


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("7KD-PQ2-X4M", "7KD-PQ2-X4M"),
        ("7kd pq2 x4m", "7KD-PQ2-X4M"),
        ("7kdpq2x4m", "7KD-PQ2-X4M"),
        (" 7kd pq", "7KD-PQ"),
        ("7kdp", "7KD-P"),
        ("%_'", ""),
        ("", ""),
    ],
)
def test_the_start_of_a_reference_is_read_however_it_is_typed(typed, reference):
    assert reference_typed(typed) == reference


def test_the_reference_of_their_registration_finds_a_person(service):
    linked, recorded = make_registration(service), make_registration(service, name_to_use="Recorded")
    link_registration(by=a_command(), registration=linked, person=Person.objects.get(full_name=ZOE))
    record_person_from_registration(by=a_command(), registration=recorded)
    assert found(linked.reference) == found(linked.reference.replace("-", "").lower()) == {ZOE}
    assert found(recorded.reference) == {"Recorded"}
    assert found(make_registration(service).reference) == set()


BORN = date(1980, 3, 31)


@pytest.mark.parametrize(
    ("details", "known"),
    [
        ({"phone": to_python("07700 900123", region="GB")}, {NEILL}),
        ({"phone": to_python("07700 900124", region="GB")}, set()),
        ({"name_to_use": "Zoe"}, set()),
        ({"name_to_use": "Zoe", "date_of_birth": BORN}, {ZOE}),
        ({"name_to_use": "Zo", "full_name": "okafor", "date_of_birth": BORN}, {ZOE}),
        ({"name_to_use": "Seán", "date_of_birth": BORN}, set()),
        ({"name_to_use": "-", "full_name": "", "date_of_birth": BORN}, set()),
        ({"name_to_use": "Zoe", "date_of_birth": BORN.replace(day=30)}, set()),
        ({}, set()),
    ],
)
def test_somebody_may_be_known_already_by_telephone_number_or_by_name_and_birth_day(service, details, known):
    change_details(by=a_command(), person=Person.objects.get(full_name=ZOE), details={"date_of_birth": BORN})
    assert {person.full_name for person in alike(Person.objects.all(), details)} == known
    assert not a_restricted_one_is_alike(service, details)


@pytest.mark.parametrize(
    ("details", "known"),
    [
        # spelt as it sounds, with the same date of birth or no date at all against it
        ({"name_to_use": "Zowie", "full_name": "Zowie Fernandes Okaffor"}, {ZOE}),
        ({"name_to_use": "Patric", "full_name": "Patric ONeil"}, {NEILL}),
        ({"full_name": "Okoro Patience"}, {PATIENCE}),
        ({"name_to_use": "Patience", "date_of_birth": BORN.replace(year=1990)}, set()),
        # the day and the month the other way round, and not just any other day
        ({"name_to_use": "Björn", "full_name": "Bjorn Sorensen", "date_of_birth": date(1985, 11, 4)}, {BJORN}),
        ({"name_to_use": "Björn", "full_name": "Bjorn Sorensen", "date_of_birth": date(1985, 12, 4)}, set()),
        ({"name_to_use": "Zoltan", "date_of_birth": date(1985, 11, 4)}, set()),
    ],
)
def test_somebody_may_be_known_already_under_another_spelling_or_a_day_mixed_up(service, details, known):
    bjorn = Person.objects.get(full_name=BJORN)
    change_details(by=a_command(), person=bjorn, details={"date_of_birth": date(1985, 4, 11)})
    assert {person.full_name for person in alike(Person.objects.all(), details)} == known


def test_looking_for_those_alike_is_one_statement(service, django_assert_num_queries):
    details = {"name_to_use": "Zoe", "full_name": "Zoe Okafor", "date_of_birth": BORN, "phone": "0161 496 0001"}
    with django_assert_num_queries(1):
        assert alike(Person.objects.all(), details)


def test_that_a_restricted_record_may_be_theirs_is_all_that_is_told(service):
    details = {"phone": to_python("07700 900123", region="GB")}
    agreement = Person.objects.get(full_name=NEILL).agreements.get(purpose_id="record")
    withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    assert a_restricted_one_is_alike(service, details) is True
    other = make_service("Eastshire")
    with scope_of_staff(other):
        assert a_restricted_one_is_alike(other, details) is False


def test_only_the_first_words_of_a_long_text_are_searched(service):
    assert found(" ".join(["pat"] * MOST_WORDS + ["nobody"])) == {NEILL, PATIENCE}


def test_somebody_restricted_is_not_found_by_those_who_see_people(service):
    staff = make_staff(service)
    reader = Reader(user=staff, service=service, permissions=permissions_of(["practitioner"]))
    lead = Reader(user=staff, service=service, permissions=permissions_of(["ig_lead"]))
    people = Person.objects.visible_to(reader)
    assert found("zoe", people) == {ZOE}
    agreement = people.get(full_name=ZOE).agreements.get(purpose_id="record")
    withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    for typed in ("zoe", "0161 496 0001", agreement.person.reference):
        assert found(typed, people) == set()
        assert found(typed, Person.objects.visible_to(lead)) == set()
        assert found(typed, Person.objects.restricted_for(lead)) == {ZOE}


def test_nobody_is_found_in_another_service(service):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        make_person(other, name_to_use="Zoe")
        assert found("zoe") == {"Zoe"}
    assert found("zoe") == {ZOE}


# --- Words


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text):
    for word in _typed(text):
        after = word[:-1] + chr(ord(word[-1]) + 1)
        assert word < after
        after.encode()


@given(st.text(max_size=150), st.text(max_size=80))
def test_a_person_is_found_by_their_whole_name_as_it_is_written(full_name, name_to_use):
    words = words_of(Person(name_to_use=name_to_use, full_name=full_name, reference="7KD-PQ2-X4M"))
    for name in (full_name, name_to_use):
        for typed in normalised(name):
            assert any(word.startswith(typed) for word in words)
    assert {"7kd", "pq2", "x4m", "7kdpq2x4m"} <= words
    assert all(0 < len(word) <= 80 and word == word.lower() for word in words)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzàéîõüçłøß '’-", max_size=40))
def test_normalising_twice_changes_nothing(text):
    once = normalised(text)
    assert normalised(" ".join(once)) == once


# --- However many


@pytest.fixture
def crowd(service):
    """Thousands of people of two services, copied in the database by the role and in the scope of the application."""
    other = make_service("Eastshire")
    with scope_of_staff(other):
        make_person(other, name_to_use="Zoe", full_name="Zoe Copied")
        copy_people(other)
    copy_people(service)
    with connection.cursor() as cursor:
        for table in ("consent_person", "consent_searchword", "consent_agreement", "consent_restriction"):
            cursor.execute(f"analyze {table}")
    return service


def copy_people(service):
    """Many copies of one person of the service in scope, each with three words that mean nothing."""
    person = Person.objects.filter(full_name__startswith="Zo").get()
    with acting(a_command(), "copy_people"), connection.cursor() as cursor:
        cursor.execute(
            "insert into consent_person"
            " select (jsonb_populate_record(person, jsonb_build_object("
            "     'id', nextval(pg_get_serial_sequence('consent_person', 'id')),"
            "     'reference', substr(md5(random()::text), 1, 11), 'full_name', 'Copied'))).*"
            " from consent_person person, generate_series(1, %s) where person.id = %s",
            [MANY, person.pk],
        )
        cursor.execute(
            "insert into consent_searchword (service_id, person_id, word)"
            " select person.service_id, person.id, substr(md5(letter || person.id), 1, 8)"
            " from consent_person person, (values ('a'), ('b'), ('c')) letters (letter)"
            " where person.full_name = 'Copied'"
        )


def test_a_search_among_thousands_uses_its_index_and_reads_no_table_from_end_to_end(crowd):
    reader = Reader(service=crowd, permissions=permissions_of(["practitioner"]))
    people = Person.objects.visible_to(reader)
    assert SearchWord.objects.count() > 2 * MANY, "Enough words that reading all of them would be the slower way."
    for typed in ("zoe", "zoe okafor", "0161 496 0001"):
        searched = found_by(people, typed)
        assert found(typed, people) == {ZOE}
        for asked in (searched, searched[:26], searched.with_contact_answer()[:26]):
            plan = asked.explain()
            assert "Seq Scan on consent_searchword" not in plan, plan
            by_index = re.search(r"consent_searchword_lookup on .*\n\s*Index Cond: (.*)", plan)
            assert by_index, plan
            # Both the row policy and the word narrow what is read of the index.
            assert "service_id = ANY" in by_index[1] and "word" in by_index[1], plan


def test_those_alike_among_thousands_are_brought_up_by_indexes(crowd):
    reader = Reader(service=crowd, permissions=permissions_of(["practitioner"]))
    with connection.cursor() as cursor:
        # Days of birth as many as there are in life, so that reading everybody would be the slower way.
        cursor.execute("select set_config('pghistory.context_metadata', %s, true)", [SOMEBODY])
        cursor.execute("update consent_person set date_of_birth = date '1950-01-01' + (id % 20000)::int")
        cursor.execute("analyze consent_person")
    details = {"name_to_use": "Zoe", "full_name": "Zoe Okafor", "date_of_birth": BORN, "phone": "0161 496 0001"}
    for found in brought_up_by(Person.objects.visible_to(reader), details):
        plan = found[:50].explain()
        assert "Seq Scan on consent_searchword" not in plan and "Seq Scan on consent_person" not in plan, plan
    assert ZOE in {person.full_name for person in alike(Person.objects.visible_to(reader), details)}
