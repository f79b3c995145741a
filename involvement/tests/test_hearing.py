"""Hearing through its pages: quick entry, looking things up, comparing groups, and bringing in a spreadsheet."""

import csv
import json
import re
import uuid
from collections import Counter
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.spreadsheets import TableRow
from involvement import importing
from involvement.comparing import compare_groups
from involvement.models import Group, Theme, View
from involvement.models.activities import State
from involvement.tests.factories import House


@pytest.fixture
def activity(house):
    with house.scope():
        return house.activity(State.RUNNING)


def text(response):
    return unescape(response.content.decode())


def enter(client, activity, **data):
    return client.post(reverse("record_view", args=[activity.pk]), {"theme_name": "Waiting", **data})


def words_of(house):
    with house.scope():
        return list(View.objects.order_by("recorded_at", "pk").values_list("words", flat=True))


# --- Quick entry


def test_several_things_are_saved_at_once_with_an_empty_line_between_them(house, activity):
    client = house.client()
    response = enter(client, activity, words="It was cold.\r\n\r\n  \r\nNobody came.\nNot once.\r\n\r\n")
    assert "2 things are saved under “Waiting”" in text(client.get(response.url))
    assert sorted(words_of(house)) == ["It was cold.", "Nobody came.\nNot once."]


def test_what_is_the_same_for_the_next_one_stays_and_the_words_are_ready_to_be_typed(house, activity):
    client = house.client()
    with house.scope():
        session, partner = house.session(activity), house.partner()
    kept = enter(client, activity, words="Cold.", group="women", session=session.pk, kind="summary").url
    form = client.get(kept).context["form"]
    kept_values = [form[name].value() for name in ("theme_name", "kind")]
    assert kept_values == ["Waiting", "summary"]
    assert (form.initial["group"].pk, form.initial["session"]) == ("women", session)
    assert "autofocus" in str(form["words"]) and list(form.fields)[-1] != "person"
    kept = enter(client, activity, words="Cold.", partner=partner.pk).url
    assert client.get(kept).context["form"].initial["partner"] == partner


def test_theme_and_group_are_the_stops_beside_the_words_and_the_button_follows(house, activity):
    page = text(house.client().get(reverse("record_view", args=[activity.pk])))

    form = page[page.index('name="theme_name"') : page.index("I have finished")]
    stops = re.findall(r'<(?:select|textarea|input|button)\b[^>]*name="(\w+)"|(Save and write)', form)
    assert [name or button for name, button in stops] == ["words", "group", "key", "Save and write"]


def test_a_form_sent_twice_is_stored_once(house, activity):
    client, key = house.client(), str(uuid.uuid4())
    for _ in range(2):
        assert enter(client, activity, words="It was cold.\n\nNobody came.", key=key).status_code == 302
    assert len(words_of(house)) == 2


def test_a_name_stands_for_one_person(house, activity):
    with house.scope():
        asha = house.person("Asha")
        house.place(activity, asha)
    response = enter(house.client(), activity, words="Cold.", person=asha.pk, people="3")
    assert "With a name it is that person alone." in text(response)
    assert "Cold." in text(response) and words_of(house) == []


def test_words_are_of_a_session_or_of_a_partner(house, activity):
    with house.scope():
        session, partner = house.session(activity), house.partner()
    response = enter(house.client(), activity, words="Cold.", session=session.pk, partner=partner.pk)
    assert "Choose the session or the partner, not both" in text(response) and words_of(house) == []


def test_one_that_is_too_long_is_named_and_nothing_is_lost(house, activity):
    response = enter(house.client(), activity, words="Short.\n\n" + "x" * 3001)
    assert "Number 2 must be 3000 characters or fewer. There are 3001" in text(response)
    assert "Short." in text(response) and words_of(house) == []


def test_a_summary_is_told_apart_from_peoples_own_words(house, activity):
    enter(house.client(), activity, words="Most were cold.", kind="summary", people="4")
    page = text(house.client().get(reverse("views_said", args=[activity.pk])))
    assert (
        "A worker’s summary" in page
        and "several people said it" in page
        and "4 people" not in page
        and "“Most were cold.”" not in page
    )


# --- Looking it up


def test_what_people_said_is_searched_narrowed_and_taken_out_without_names(house, activity):
    client = house.client()
    with house.scope():
        asha = house.person("Asha")
        house.place(activity, asha)
        house.view(activity, "It was cold.", "Food", group=Group.objects.get(pk="women"), person=asha)
        house.view(activity, "Nobody came.", "Waiting")
        theme = Theme.objects.get(name="Food")
    address = reverse("views_said", args=[activity.pk])
    assert "Asha" in text(client.get(address))
    for query in ("q=COLD", f"theme={theme.pk}", "group=women", "q=cold&answered=no"):
        page = text(client.get(f"{address}?{query}"))
        assert "It was cold." in page and "Nobody came." not in page, query
    assert "Nobody came." in text(client.get(f"{address}?group=none"))
    assert "Nothing fits what you asked for." in text(client.get(f"{address}?q=zzz"))
    file = client.get(reverse("views_file", args=[activity.pk]) + "?q=cold").getvalue().decode()
    assert "It was cold." in file and "Asha" not in file and "Nobody came." not in file


def test_what_people_said_elsewhere_is_not_found(house, activity):
    other = House("Eastshire")
    client = other.client()
    for name in ("views_said", "views_file", "compare_views", "compared_file", "import_views", "import_example"):
        assert client.get(reverse(name, args=[activity.pk])).status_code == 404, name


# --- Comparing groups


def spoke(house, activity, theme, group, people):
    house.view(activity, f"{theme} {group}", theme, group=Group.objects.get(pk=group), people=people)


def test_small_numbers_are_protected_on_the_page_in_the_chart_and_in_the_file(house, activity):
    with house.scope():
        for theme, group, people in [
            ("Waiting", "women", 23), ("Waiting", "older_people", 12), ("Food", "women", 3),
            ("Food", "older_people", 41),
        ]:  # fmt: skip
            spoke(house, activity, theme, group, people)
    client = house.client()
    page = client.get(reverse("compare_views", args=[activity.pk]))
    comparison = page.context["comparison"]
    shown = {line.theme.name: [str(figure) for figure in line.figures] for line in comparison.lines}
    assert shown["Food"][0] == "*" and shown["Food"][1] in ("40", "*")
    hidden = Counter(figure for line in comparison.lines for figure in map(str, [*line.figures, line.total]))["*"]
    assert hidden >= 2, "one star alone is found by taking the others from the total"
    assert "“*” stands for 1 to 7 people" in text(page)
    assert all(width == 0 for _theme, bars in comparison.bars() for _c, figure, width in bars if str(figure) == "*")
    rows = list(csv.reader(client.get(reverse("compared_file", args=[activity.pk])).getvalue().decode().splitlines()))
    assert rows[0][0].endswith("Theme") and rows[0][-1] == "All groups"
    assert [row[1:3] for row in rows if row[0] == "Food"] == [shown["Food"]]
    assert "3" not in {cell for row in rows for cell in row}


def test_the_order_follows_what_is_shown_and_never_the_true_counts(house, activity):
    with house.scope():
        for theme, people in [("A", 2), ("B", 7), ("C", 5)]:
            spoke(house, activity, theme, "women", people)
        comparison = compare_groups(activity.service, View.objects.all())
        assert [line.theme.name for line in comparison.sorted_by("women").lines] == ["A", "B", "C"]
        spoke(house, activity, "D", "women", 30)
        comparison = compare_groups(activity.service, View.objects.all())
        assert [line.theme.name for line in comparison.sorted_by("all").lines][0] == "D"
        assert [line.theme.name for line in comparison.sorted_by("nonsense").lines] == ["A", "B", "C", "D"]


def test_a_service_may_set_what_is_small(house, activity):
    with house.scope():
        house.service.small_numbers_up_to = 2
        activity.service.small_numbers_up_to = 2
        spoke(house, activity, "Waiting", "women", 4)
        comparison = compare_groups(activity.service, View.objects.all())
    assert str(comparison.lines[0].figures[0]) == "5" and "1 to 2 people" in comparison.in_words


def test_groups_that_met_apart_are_compared_over_all_activities(house, activity):
    with house.scope():
        spoke(house, activity, "Waiting", "women", 23)
        other = house.activity(State.RUNNING, title="Workshop with older people")
        spoke(house, other, "Waiting", "older_people", 16)
    client = house.client()
    one = client.get(reverse("compare_views", args=[activity.pk])).context["comparison"]
    every = client.get(reverse("all_compare_views")).context["comparison"]
    assert len(one.columns) == 1
    assert sorted(map(str, every.lines[0].figures)) == ["15", "25"]
    page = text(client.get(reverse("all_views_said") + f"?activity={other.pk}"))
    assert "Waiting older_people" in page and "Waiting women" not in page and "Workshop with older people" in page
    assert "15" in client.get(reverse("all_compared_file")).getvalue().decode()
    assert "Waiting women" in client.get(reverse("all_views_file")).getvalue().decode()


def test_nothing_of_another_service_is_compared(house, activity):
    with house.scope():
        house.view(activity, "Only ours.")
    client = House("Eastshire").client()
    for name in ("all_compare_views", "all_views_said"):
        assert "Nobody's words are recorded yet." in text(client.get(reverse(name))), name
    for name in ("all_compared_file", "all_views_file"):
        assert "Only ours." not in client.get(reverse(name)).getvalue().decode(), name


# --- A spreadsheet


HEAD = "Theme,What they said,Group,Whose words,How many people\n"


def send(client, activity, content, **data):
    file = SimpleUploadedFile("said.csv", content if isinstance(content, bytes) else content.encode())
    return client.post(reverse("import_views", args=[activity.pk]), {"file": file, **data})


def test_a_file_is_shown_first_and_recorded_by_the_last_button(house, activity):
    client = house.client()
    with house.scope():
        session = house.session(activity)
    shown = send(client, activity, HEAD + "Waiting,It is long,women,,\nFood,Cold,,summary,12\n", session=session.pk)
    assert "Nothing is recorded yet." in text(shown) and "Record these 2" in text(shown)
    assert words_of(house) == []
    form = shown.context["form"]
    again = {name: form[name].value() for name in ("table", "key", "session")}
    again["session"] = session.pk
    for _ in range(2):
        assert client.post(reverse("import_views", args=[activity.pk]), again).status_code == 302
    with house.scope():
        rows = [
            (view.theme.name, view.words, view.group_id, view.kind, view.people, view.session_id)
            for view in View.objects.order_by("words")
        ]
    assert rows == [
        ("Food", "Cold", None, "summary", 12, session.pk),
        ("Waiting", "It is long", "women", "own", 1, session.pk),
    ]


def test_each_row_that_is_wrong_is_named_and_nothing_is_stored(house, activity):
    rows = [
        "Waiting,Fine,,,",
        ",No theme,,,",
        "Food,,,,",
        "Food,x,Wimen,,",
        "Food,x,,mine,",
        "Food,x,,,0",
        "Food,=1+1,,,",
    ]
    response = send(house.client(), activity, HEAD + "\n".join(rows))
    page = text(response)
    assert "<title>Error: " in page and "6 rows need putting right. Nothing was recorded." in page
    for said in [
        "Row 3", "Write a theme.", "Row 4", "Write what they said.", "There is no group called “Wimen”.",
        "must be “own” or “summary”, not “mine”.", "must be a whole number from 1 to 500.",
        "“What they said” is a formula.",
    ]:  # fmt: skip
        assert said in page, said
    assert words_of(house) == []


def test_a_file_without_the_columns_or_rows_says_so(house, activity):
    client = house.client()
    assert "There is none called “Theme” and “What they said”." in text(send(client, activity, "a,b\n1,2\n"))
    assert "There are no rows below the names of the columns." in text(send(client, activity, HEAD))
    assert "Choose the spreadsheet" in text(client.post(reverse("import_views", args=[activity.pk]), {}))
    assert "CSV UTF-8" in text(send(client, activity, (HEAD + "Food,Café,,,").encode("cp1252")))


def test_rows_that_were_changed_on_the_way_are_checked_again(house, activity):
    client, address = house.client(), reverse("import_views", args=[activity.pk])
    head = [1, list(importing.COLUMNS)]
    for table in [
        "no json",
        "{}",
        "[1, 2]",
        json.dumps([head, [2, ["Food", "=1+1"]]]),
        json.dumps([head, [2, ["", "x"]]]),
    ]:
        response = client.post(address, {"table": table, "key": str(uuid.uuid4())})
        assert response.status_code == 200 and "Nothing was recorded" in text(response), table
    assert words_of(house) == []


def test_words_of_a_standing_activity_need_their_session(house):
    with house.scope():
        standing = house.activity(State.RUNNING, standing=True)
    response = send(house.client(), standing, HEAD + "Food,Cold,,,\n")
    assert "Choose the session" in text(response) and words_of(house) == []


def test_a_closed_activity_takes_no_file(house):
    with house.scope():
        planned = house.activity()
    response = house.client().get(reverse("import_views", args=[planned.pk]))
    assert "Views can be recorded while it is open." in text(response)


def test_columns_are_known_by_their_other_names_and_the_rest_is_named():
    head = TableRow(1, ["topic", " Words ", "Colour"])
    checked = importing.check([head, TableRow(2, ["Food", "Cold", "blue"])], [])
    assert checked.rows[0]["theme_name"] == "Food" and checked.unknown == ["Colour"] and not checked.problems


def test_the_example_can_be_brought_in_as_it_is(house, activity):
    client = house.client()
    example = client.get(reverse("import_example", args=[activity.pk])).getvalue()
    assert "Record it" in text(send(client, activity, example))


def test_the_only_session_is_chosen_beforehand(house, activity):
    with house.scope():
        session = house.session(activity)
    address = reverse("record_view", args=[activity.pk])
    assert house.client().get(address).context["form"].initial["session"] == session
    with house.scope():
        house.session(activity, "Another", days_ago=2)
    assert house.client().get(address).context["form"].initial["session"] is None
