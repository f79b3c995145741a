"""Journey 6. A manager opens the dashboard over the demonstration: the eight items, promises and loops, with rows."""

import re
from datetime import date

from core.actions import create_service
from involvement.tests.factories import BY

# The paper's words (page 5), in its order.
THE_EIGHT = [
    "Give people the opportunity to register to take part in service user involvement activity when they start using"
    " the service",
    "Use a range of methods along the involvement spectrum",
    "Involve a range of groups with a range of different experiences",
    "Involve service users from other services, not just the L&D service",
    "Partner with organisations working with the service users it would be useful to involve",
    "Consider incentives and communicate these clearly",
    "Consider allocating some responsibility for service user involvement into the support, time and recovery worker's"
    " role",
    "Make sure service users know what decisions have been made and the rationale behind them",
]
# Figures that count heads where the rows behind them are sites or sessions, since nobody of these has a name.
COUNTED_WITHOUT_NAMES = ("said no to anything", "others counted without names")


def test_the_checklist_of_the_paper_is_answered_from_the_data(at_a_desk, demonstration):
    morgan = given_a_manager_at_governance(at_a_desk, demonstration)
    then_each_of_the_eight_items_has_its_figures(morgan)
    then_every_item_leads_to_a_page_of_its_own(morgan)
    then_as_many_rows_stand_behind_each_figure_as_it_says(morgan)


def test_promises_and_open_loops_lead_to_their_activities_and_all_of_it_prints(at_a_desk, demonstration):
    morgan = given_a_manager_at_governance(at_a_desk, demonstration)
    then_it_prints_on_two_sides_without_navigation(morgan)
    then_promises_are_shown_as_kept_and_at_risk(morgan)
    when_they_ask_which_are_at_risk(morgan)
    then_each_says_why_and_leads_to_its_activity(morgan)
    when_they_ask_for_all_loops_still_open(morgan)
    then_the_oldest_comes_first_with_how_long_and_what_is_missing(morgan)


def test_where_nothing_is_recorded_it_says_no_data_and_never_a_score(on_a_phone, northshire):
    morgan = given_a_manager_of_a_service_that_has_just_begun(on_a_phone, northshire)
    then_what_is_not_recorded_is_said_and_not_scored(morgan)
    when_they_ask_for_other_days(morgan, first=date(2001, 1, 1), last=date(2001, 1, 31))
    morgan.reads("From 1 January 2001 to 31 January 2001.")
    then_what_is_not_recorded_is_said_and_not_scored(morgan)


def test_a_commissioner_sees_which_services_were_granted_and_no_figure(on_a_phone, northshire):
    chris = given_a_commissioner_of_one_of_two_services(on_a_phone, northshire)
    chris.reads("Northshire", "Figures will follow here.")
    chris.does_not_read("Eastshire")
    assert not re.search(r"\d", chris.page.get_by_role("main").inner_text())
    chris.opens("/governance/checklist/register/")
    chris.arrives("You cannot open this page")


# --- Given


def given_a_manager_at_governance(morgan, password):
    morgan.signs_in("manager@example.org", "Today", password=password)
    morgan.opens("/governance/")
    morgan.arrives("How well we involve people", title="Governance")
    return morgan


def given_a_manager_of_a_service_that_has_just_begun(morgan, northshire):
    morgan.signs_in(northshire.staff("manager").email, "Today")
    morgan.reads("Nothing is waiting.")
    morgan.unfolds_the_menu()
    morgan.follows("Governance")
    morgan.arrives("How well we involve people", title="Governance")
    return morgan


def given_a_commissioner_of_one_of_two_services(chris, northshire):
    create_service(by=BY, name="Eastshire", slug="eastshire")
    chris.signs_in(northshire.staff("commissioner").email, "Services you can see", title="Governance")
    return chris


# --- When


def when_they_ask_which_are_at_risk(morgan):
    morgan.follows(re.compile(r"^\d+ at risk$"))
    morgan.arrives("Promises to people", title="At risk")


def when_they_ask_for_all_loops_still_open(morgan):
    morgan.opens("/governance/")
    morgan.follows(re.compile(r"^See .* still open$"))
    morgan.arrives("Loops still open")


def when_they_ask_for_other_days(morgan, first, last):
    morgan.unfolds("Show other days")
    morgan.types_a_day("From", first)
    morgan.types_a_day("To", last)
    morgan.presses("Show these days")
    morgan.arrives("How well we involve people", title="Governance")


# --- Then


def then_each_of_the_eight_items_has_its_figures(morgan):
    items = items_of(morgan)
    headings = [item.get_by_role("heading").inner_text() for item in items]
    assert headings == THE_EIGHT
    for item in items:
        assert re.search(r"\d+ of (the )?\d+|\d+ activit", item.inner_text()), item.inner_text()
        assert "No data:" not in item.inner_text()


def then_every_item_leads_to_a_page_of_its_own(morgan):
    pages = [item.get_by_role("link").first.get_attribute("href") for item in items_of(morgan)]
    for words, path in zip(THE_EIGHT, pages, strict=True):
        morgan.opens(path)
        morgan.arrives(words, title=words[:50])


def then_as_many_rows_stand_behind_each_figure_as_it_says(morgan):
    morgan.opens("/governance/")
    links = morgan.page.get_by_role("region", name="The checklist").get_by_role("listitem").get_by_role("listitem")
    figures = [(link.inner_text(), link.get_by_role("link").get_attribute("href")) for link in links.all()]
    assert len(figures) > 24
    for words, path in figures:
        said = int(words.split()[0])
        shown = rows_behind(morgan, path)
        if any(part in words for part in COUNTED_WITHOUT_NAMES):
            assert bool(shown) == bool(said), words
        else:
            assert shown == said, words


def rows_behind(morgan, path):
    """How many rows, on all the pages of a figure."""
    morgan.opens(path)
    shown = 0
    while True:
        shown += morgan.page.locator("ul.app-choices > li").count()
        further = morgan.page.get_by_role("link", name=re.compile("^Next"))
        if not further.count():
            return shown
        morgan.follows(re.compile("^Next"))


def then_it_prints_on_two_sides_without_navigation(morgan):
    morgan.page.emulate_media(media="print")
    for name in ("Menu", "Account"):
        assert not morgan.page.locator(f"nav[aria-label={name}]").is_visible()
    assert not morgan.page.get_by_text("Show other days").is_visible()
    morgan.reads("How well we involve people", "Promises to people", "Loops still open")
    paper = morgan.page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
    morgan.page.emulate_media(media="screen")


def then_what_is_not_recorded_is_said_and_not_scored(morgan):
    items = [item.inner_text() for item in items_of(morgan)]
    assert sum("No data" in item for item in items) >= 5
    assert not [item for item in items if re.search(r"\b0 of 0\b|\d ?%", item)]


def then_promises_are_shown_as_kept_and_at_risk(morgan):
    promises = morgan.page.get_by_role("region", name="Promises to people")
    counts = dict(reversed(text.split(" ", 1)) for text in promises.get_by_role("listitem").all_inner_texts())
    assert set(counts) == {"kept", "at risk", "not kept", "under way", "no data yet"}
    assert int(counts["kept"]) > 0
    assert int(counts["at risk"]) > 0


def then_each_says_why_and_leads_to_its_activity(morgan):
    rows = morgan.page.locator("tbody tr")
    assert rows.count() > 0
    for row in rows.all():
        assert "At risk" in row.inner_text()
        assert row.locator("td").last.inner_text()
    title = rows.first.get_by_role("link").inner_text()
    morgan.follows(title)
    morgan.arrives(title)
    morgan.reads("Is the promise kept?", "At risk")


def then_the_oldest_comes_first_with_how_long_and_what_is_missing(morgan):
    rows = morgan.page.locator("tbody tr").all_inner_texts()
    days = [int(re.search(r"(\d+) days?", row)[1]) for row in rows]
    assert days
    assert days == sorted(days, reverse=True)
    morgan.follows(re.compile("."), within=morgan.page.locator("tbody"))
    morgan.reads("What can be done next")
    morgan.looks_around()


def items_of(morgan):
    return morgan.page.locator("ol.app-checklist > li").all()
