"""Information material: who may check it, whose words it may use, where it comes down, what its promise rests on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.actions import end_agreement, record_answer, withdraw_agreement
from consent.models import Wording
from consent.rules import what_follows
from core import clock, files
from core.models import StoredFile
from core.registries import consequences
from involvement import actions, rules
from involvement.models import Featured, Material, MaterialPlace
from involvement.models.activities import State
from involvement.tests.factories import House, day

PDF = b"%PDF-1.4\n%%EOF\n"
NEXT_YEAR = timezone.localdate() + timedelta(days=365)


def make(house, title="You have a say", author=None, **details):
    author = author or house.str_worker
    details = {"kind": "leaflet", "owner": author, "review_on": NEXT_YEAR, **details}
    return actions.add_material(by=house.by, service=house.service, title=title, author=author, **details)


def agrees(house, person, answer="given"):
    wording = Wording.objects.in_force(house.service, "publish")
    return record_answer(by=house.by, person=person, purpose_key="publish", answer=answer, wording=wording)


def takes_back(house, person):
    agreement = person.agreements.open().get(purpose="publish")
    return withdraw_agreement(by=house.by, agreement=agreement, reason="They changed their mind")


def check(house, material):
    return actions.check_material(by=house.by, material=material, review_on=NEXT_YEAR)


@pytest.fixture
def shown(house):
    """Somebody who agreed, whose words are in a leaflet that is up in two places."""
    person = house.person()
    agrees(house, person)
    material = make(house)
    featured = actions.feature(by=house.by, material=material, person=person, what="words")
    places = [actions.put_up(by=house.by, material=material, where=where) for where in ("The desk", "The hall")]
    return person, material, featured, places


def to_take_down(material):
    return [str(place) for place in material.hangs.to_take_down()]


# --- Its check


def test_somebody_other_than_its_author_checks_it(house):
    material = make(house, author=house.practitioner)
    with pytest.raises(ValidationError, match="Somebody else has to check it"):
        check(house, material)
    assert not rules.may_check(material, house.practitioner)
    assert rules.may_check(material, house.str_worker)
    assert not material.checks.exists()


def test_whoever_checked_it_cannot_become_its_author(house):
    material = make(house)
    check(house, material)
    with pytest.raises(ValidationError, match="cannot be its author"):
        actions.change_material(by=house.by, material=material, author=house.practitioner)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"title": "You have more say"}, False),
        ({"says": "Something else"}, False),
        ({"link": "https://example.org/film"}, False),
        ({"kind": "poster"}, False),
        ({"review_on": NEXT_YEAR - timedelta(days=1)}, True),
        ({"activity": None}, True),
    ],
)
def test_a_check_counts_until_people_see_something_else(house, change, counts):
    material = make(house)
    check(house, material)
    actions.change_material(by=house.by, material=material, **change)
    assert Material.objects.with_evidence().get().is_checked == counts


def test_a_new_file_wants_a_new_check_and_the_old_one_is_deleted(house, django_capture_on_commit_callbacks):
    upload = lambda name: files.look_at(SimpleUploadedFile(name, PDF))  # noqa: E731
    material = make(house, upload=upload("one.pdf"))
    first = material.file
    check(house, material)
    with django_capture_on_commit_callbacks(execute=True):
        material = actions.change_material(by=house.by, material=material, upload=upload("two.pdf"))
    assert (material.file.name, StoredFile.objects.get(pk=first.pk).removed_at is None) == ("two.pdf", False)
    assert not files.path_of(first.pk).exists()
    assert files.path_of(material.file.pk).exists()
    assert not Material.objects.with_evidence().get().is_checked


@pytest.mark.parametrize("days", [0, -1, 3 * 366])
def test_it_is_looked_at_again_in_the_future_and_within_two_years(house, days):
    wrong = timezone.localdate() + timedelta(days=days)
    with pytest.raises(ValidationError) as refused:
        make(house, review_on=wrong)
    assert "review_on" in refused.value.error_dict


# --- The promise


def test_the_promise_rests_on_an_owner_a_check_a_reader_and_a_day_that_is_not_past(house):
    activity = house.activity(level_id="information", method_id="leaflets")
    material = make(house, activity=activity)
    kept = lambda: Material.objects.keeps_promise().filter(activity=activity).exists()  # noqa: E731
    assert not kept()
    actions.note_reading(by=house.by, material=material, comment="Clear, but long.")
    assert not kept()
    check(house, material)
    assert kept()
    with clock.at(timezone.now() + timedelta(days=1)):
        actions.change_material(by=house.by, material=material, title="Other words")
    assert not kept()


@pytest.mark.parametrize("gone", ["owner", "day", "retired"])
def test_it_is_broken_by_an_owner_who_left_a_day_that_is_past_and_by_being_retired(house, gone):
    material = make(house)
    actions.note_reading(by=house.by, material=material, comment="Clear.")
    check(house, material)
    assert Material.objects.keeps_promise().exists()
    if gone == "retired":
        actions.retire_material(by=house.by, material=material, because="A new one is out")
    elif gone == "owner":
        from core.actions import end_membership

        end_membership(by=house.by, membership=house.str_worker.memberships.get())
    else:
        Material.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    assert not Material.objects.keeps_promise().exists()


# --- Whose words


def test_nobody_is_in_it_who_has_not_agreed(house):
    person, material = house.person(), make(house)
    with pytest.raises(ValidationError, match="has not agreed that their words"):
        actions.feature(by=house.by, material=material, person=person, what="words")
    agrees(house, person, "refused")
    assert not rules.may_feature(person)
    agrees(house, person)
    person = type(person).objects.get(pk=person.pk)
    assert rules.may_feature(person)
    assert actions.feature(by=house.by, material=material, person=person, what="words").agreement.answer == "given"


def test_taking_back_the_yes_lists_each_place(house, shown):
    person, material, _featured, places = shown
    assert to_take_down(material) == []
    takes_back(house, person)
    assert to_take_down(material) == ["The desk", "The hall"]
    actions.take_down(by=house.by, place=places[0])
    assert to_take_down(material) == ["The hall"]
    assert not rules.may_put_up(material)
    with pytest.raises(ValidationError, match="took back their yes"):
        actions.put_up(by=house.by, material=material, where="Elsewhere")


@pytest.mark.parametrize("purpose", ["publish", "record"])
def test_the_page_before_withdrawing_names_each_place(house, shown, purpose):
    person = shown[0]
    agreement = person.agreements.open().get(purpose=purpose)
    follows = what_follows(agreement, "withdrawn")
    said = [sentence for source in consequences for sentence in source(follows)]
    assert "“You have a say” has to be taken down: The desk." in said
    assert "“You have a say” has to be taken down: The hall." in said


def test_the_page_before_withdrawing_from_contact_names_no_place(house, shown):
    agreement = shown[0].agreements.open().get(purpose="contact")
    follows = what_follows(agreement, "withdrawn")
    said = [sentence for source in consequences for sentence in source(follows)]
    assert not any("taken down" in sentence for sentence in said)


@pytest.mark.parametrize("how", ["ended by the service", "a no", "the record went"])
def test_a_yes_that_ends_in_any_other_way_lists_each_place_too(house, shown, how):
    person, material, *_ = shown
    if how == "a no":
        agrees(house, person, "refused")
    elif how == "ended by the service":
        agreement = person.agreements.open().get(purpose="publish")
        end_agreement(by=house.by, agreement=agreement, reason="The leaflet goes out of our hands")
    else:
        record = person.agreements.open().get(purpose="record")
        withdraw_agreement(by=house.by, agreement=record, reason="They want to be forgotten")
    assert to_take_down(material) == ["The desk", "The hall"]


def test_a_yes_that_is_asked_for_again_in_time_changes_nothing(house, shown):
    person, material, *_ = shown
    agrees(house, person)
    assert to_take_down(material) == []
    takes_back(house, person)
    assert to_take_down(material) == ["The desk", "The hall"]


def test_a_later_yes_does_not_put_back_what_was_taken_back(house, shown):
    person, material, *_ = shown
    takes_back(house, person)
    agrees(house, person)
    assert to_take_down(material) == ["The desk", "The hall"]
    assert not rules.may_put_up(material)
    another = make(house, title="A new leaflet")
    actions.feature(by=house.by, material=another, person=person, what="words")
    assert rules.may_put_up(another)


def test_copies_from_before_they_were_taken_out_come_down_and_later_ones_stay(house, shown):
    person, material, featured, places = shown
    actions.take_out(by=house.by, featured=featured, because="A second print")
    assert to_take_down(material) == []
    later = actions.put_up(by=house.by, material=material, where="The library")
    assert set(MaterialPlace.objects.that_show(person)) == set(places)
    takes_back(house, person)
    assert to_take_down(material) == ["The desk", "The hall"]
    assert later in material.hangs.up()
    assert rules.may_put_up(material)


def test_material_no_longer_used_comes_down_everywhere_and_stays_as_it_was(house, shown):
    _person, material, featured, places = shown
    material = actions.retire_material(by=house.by, material=material, because="A new one is out")
    assert to_take_down(material) == ["The desk", "The hall"]
    actions.take_down(by=house.by, place=places[0])
    for refused in (
        rules.may_change_material(material),
        rules.may_check(material, house.practitioner),
        rules.may_put_up(material),
        rules.may_take_out(Featured.objects.select_related("material").get(pk=featured.pk)),
    ):
        assert "no longer used" in refused.why


def test_each_is_taken_out_and_taken_down_once_and_on_days_that_can_be(house, shown):
    _person, material, featured, places = shown
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert rules.may_take_down(places[0], tomorrow).field == "taken_down_on"
    assert rules.may_take_down(places[0], timezone.localdate() - timedelta(days=1)).field == "taken_down_on"
    assert rules.may_put_up(material, tomorrow).field == "put_up_on"
    place = actions.take_down(by=house.by, place=places[0], taken_down_on=timezone.localdate())
    assert not rules.may_take_down(place)
    featured = actions.take_out(by=house.by, featured=featured, because="A second print")
    assert not rules.may_take_out(featured)


def test_a_place_of_an_earlier_day_is_taken_down_on_that_day(house):
    yesterday = timezone.localdate() - timedelta(days=1)
    place = actions.put_up(by=house.by, material=make(house), where="The desk", put_up_on=yesterday)
    place = actions.take_down(by=house.by, place=place, taken_down_on=yesterday)
    assert place.taken_down_at == place.put_up_at


def test_the_same_place_twice_is_refused(house, shown):
    with pytest.raises(ValidationError, match="already noted as up there"):
        actions.put_up(by=house.by, material=shown[1], where="The desk")


# --- Pages


def page(house, name, *args, user=None, **query):
    return house.client(user).get(reverse(name, args=args), query)


def test_the_list_says_where_each_stands_and_is_narrowed_and_ordered(house, shown):
    person, material, *_ = shown
    poster = make(house, "Ask us", kind="poster", author=house.practitioner, review_on=NEXT_YEAR - timedelta(days=350))
    old = make(house, "Old news", kind="newsletter")
    actions.retire_material(by=house.by, material=old, because="A new one is out")
    titles = lambda **query: [one.title for one in page(house, "materials", **query).context["page"]]  # noqa: E731
    assert titles() == ["Ask us", "Old news", "You have a say"]
    assert titles(order="newest") == ["Old news", "Ask us", "You have a say"]
    assert titles(order="review")[0] == "Ask us"
    assert titles(q="ask") == titles(kind="poster") == titles(mine="on") == titles(state="to_review") == ["Ask us"]
    assert titles(state="retired") == ["Old news"]
    assert titles(state="to_check") == ["Ask us", "You have a say"]
    actions.check_material(by=house.by, material=material, review_on=NEXT_YEAR)
    assert titles(state="to_check") == ["Ask us"]
    takes_back(house, person)
    assert titles(state="to_take_down") == ["You have a say"]
    assert titles(q="nothing has this") == []
    assert "To be taken down" in page(house, "materials").text
    file = page(house, "materials_file", state="to_take_down").getvalue().decode()
    assert "You have a say,Leaflet," in file
    assert poster.title not in file


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_list_costs_the_same_with_three_and_with_thirty(house):
    client = house.client()
    for n in range(3):
        make(house, f"Leaflet {n}")
    few = statements(client, reverse("materials"))
    for n in range(22):
        actions.put_up(by=house.by, material=make(house, f"Poster {n:02}"), where="The desk")
    assert statements(client, reverse("materials")) == few <= 8


def test_the_page_of_one_costs_the_same_however_much_is_on_it(house, shown):
    _person, material, *_ = shown

    check(house, material)
    actions.note_reading(by=house.by, material=material, comment="Clear.", person=shown[0])
    client, address = house.client(), reverse("material", args=[material.pk])
    few = statements(client, address)
    for n in range(5):
        actions.put_up(by=house.by, material=material, where=f"Place {n}")
        actions.note_reading(by=house.by, material=material, comment=f"Clear {n}.", person=house.person(f"P{n}"))
        check(house, material)
    assert statements(client, address) == few <= 14


def test_nobody_whose_record_is_restricted_is_named(house, shown):
    person, material, *_ = shown
    actions.note_reading(by=house.by, material=material, comment="Clear.", person=person)
    record = person.agreements.open().get(purpose="record")
    withdraw_agreement(by=house.by, agreement=record, reason="They want to be forgotten")
    shown_page = page(house, "material", material.pk).text
    assert "A person whose record is restricted" in shown_page
    assert "Take it down" in shown_page
    assert person.name_to_use not in shown_page.replace("You have a say", "")


def test_today_lists_what_comes_down_for_everybody_and_what_is_to_be_looked_at_for_its_owner(house, shown):
    person, material, _featured, places = shown
    soon = timezone.localdate() + timedelta(days=3)
    make(house, "Ask us", author=house.practitioner, review_on=soon)
    today = lambda user=None: page(house, "today", user=user).text  # noqa: E731
    assert "Take down" not in today()
    assert f"“Ask us” is to be looked at by {soon:%-d %B %Y}" in today()
    assert "Ask us" not in today(house.str_worker)
    takes_back(house, person)
    for place in places:
        sentence = f"Take down “You have a say”, {place}: somebody in it took back their yes"
        assert sentence in today()
        assert sentence in today(house.str_worker)
        actions.take_down(by=house.by, place=place)
    assert "Take down" not in today()


def test_a_file_is_handed_out_to_those_who_may_see_the_material_and_to_nobody_else(house):
    other = House("Eastshire")
    client = house.client()
    sent = {
        "title": "You have a say",
        "kind": "leaflet",
        "owner": house.practitioner.pk,
        "author": house.practitioner.pk,
        "upload": SimpleUploadedFile("../say.exe", PDF),
        **day("review_on", NEXT_YEAR),
    }
    with house.scope():
        answer = client.post(reverse("add_material"), sent)
        material = Material.objects.get()
    assert answer.url == reverse("material", args=[material.pk])
    address = reverse("material_file", args=[material.pk])
    got = client.get(address)
    assert b"".join(got.streaming_content) == PDF
    assert got.headers["Content-Disposition"] == 'attachment; filename="say.pdf"'
    assert got.headers["Cache-Control"] == "no-store"
    assert other.client().get(address).status_code == 404
    with house.scope():
        assert house.client(house.staff("ig_lead")).get(address).status_code == 403


def test_a_wrong_file_is_said_beside_the_field_and_nothing_typed_is_lost(house):
    sent = {"title": "You have a say", "kind": "leaflet", "upload": SimpleUploadedFile("a.pdf", b"MZ not a PDF")}
    answer = house.client().post(reverse("add_material"), sent)
    assert answer.context["form"].errors["upload"] == [f"The file must be a {files.IN_WORDS} file"]
    assert 'value="You have a say"' in answer.text
    assert not Material.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_material_without_a_file_has_none_to_hand_out(house):
    assert page(house, "material_file", make(house).pk).status_code == 404


def test_the_outsider_finds_nothing(house, shown):
    _person, material, featured, places = shown
    outsider = House("Eastshire").client()
    for name, pk in [
        *((name, material.pk) for name in ("material", "change_material", "check_material", "retire_material")),
        *((name, material.pk) for name in ("note_reading", "feature", "put_up")),
        ("take_out", featured.pk),
        ("take_down", places[0].pk),
    ]:
        assert outsider.get(reverse(name, args=[pk])).status_code == 404, name
        assert outsider.post(reverse(name, args=[pk])).status_code in (404, 405), name
    assert material.title not in outsider.get(reverse("materials")).text


def test_only_people_who_agreed_can_be_chosen_and_the_others_say_why(house, shown):
    material = shown[1]
    house.person("Robin")
    found = page(house, "feature", material.pk, q="robin").text
    assert "Robin has not agreed that their words, voice or picture are made public." in found
    assert "disabled" in found
    answer = house.client().post(
        reverse("feature", args=[material.pk]) + "?q=sam", {"person": shown[0].pk, "what": "picture"}
    )
    assert answer.status_code == 302
    assert material.featured.filter(what="picture").count() == 1


def test_what_a_reader_said_is_kept_without_a_name_unless_one_is_chosen(house, shown):
    person, material, *_ = shown
    address = reverse("note_reading", args=[material.pk])
    house.client().post(address, {"comment": "Too long.", "person": "nobody"})
    house.client().post(address + "?q=sam", {"comment": "Clear.", "person": person.pk})
    assert list(material.readings.order_by("pk").values_list("comment", "person")) == [
        ("Too long.", None),
        ("Clear.", person.pk),
    ]


def test_a_poster_and_a_leaflet_lead_to_the_form_of_their_service(house):
    for name in ("print_poster", "print_leaflet"):
        for words in ("standard", "easy_read"):
            shown = page(house, name, words=words).text
            assert "/register-interest/northshire" in shown.replace("<wbr>", "")
            assert "0161 496 0000" in shown
            assert "<svg" in shown
            assert "does not change your care" in shown if words == "easy_read" else "changes nothing" in shown


def test_a_service_without_a_telephone_number_is_told_so_before_it_prints(house):
    from core.actions import change_service

    change_service(by=house.by, service=house.service, contact_phone="")
    assert "no telephone number on it" in page(house, "print_poster").text


def test_an_activity_over_and_done_is_offered_to_no_new_material(house):
    over = house.activity(State.RUNNING, title="Last year", level_id="information", method_id="leaflets")
    house.activity(title="This year", level_id="information", method_id="leaflets")
    for state in (State.CLOSED, State.FINISHED):
        over = actions.move_activity(by=house.by, activity=over, to=state)
    offered = page(house, "add_material").text
    assert "This year" in offered
    assert "Last year" not in offered
