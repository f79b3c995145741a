"""The pages of the ground floor: the public ones, signing in, today, roles, people and sites."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from core import actions, actors, registries
from core.logs import WithoutPaths
from core.models import Membership, Site
from core.registries import WorkRow
from core.resources import RESOURCES
from core.roles import CARDS, Permission
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)
BY = actors.command("tests")
JARGON = ["spectrum", "governance", "co-production", "stakeholder", "service user"]


def make_service(name="Northshire", **details):
    return actions.create_service(by=BY, name=name, slug=name.lower(), **details)


def make_member(service, role, name="Sam Hill", email=None):
    email = email or f"{role}-{name.replace(' ', '').lower()}@example.org"
    with scope_of_staff(service):
        return actions.add_member(by=BY, service=service, email=email, name=name, role=role)


def make_responsible(membership, from_day, until_day=None):
    with scope_of_staff(membership.service):
        actions.set_involvement_responsibility(by=BY, membership=membership, from_day=from_day, until_day=until_day)


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def service():
    return make_service(
        contact_name="Robin", contact_phone="01632 960 001", introduction="We meet people who need a hand."
    )


@pytest.fixture
def admin(client, service):
    return signed_in(client, make_member(service, "admin", name="Ade Moss").user)


def text(response):
    return response.content.decode()


def main_of(response):
    return text(response).split('id="maincontent"')[1].split("</main>")[0].lower()


# --- Home


def test_home_of_the_only_service_says_what_it_is_and_leads_to_its_form(client, service):
    page = client.get("/")
    assert 'href="/register-interest/northshire/"' in text(page)
    for words in ("Three ways to take part", "Being paid can change your benefits. We help you get advice first."):
        assert words in text(page)
    assert "We meet people who need a hand." in text(page)
    assert "Robin" in text(page) and 'href="tel:01632960001"' in text(page)


def test_home_has_no_jargon(client, service):
    words = main_of(client.get("/"))
    assert not [word for word in JARGON if word in words]


def test_home_shows_what_apps_registered(client, service):
    assert "what changed" in main_of(client.get("/"))


def test_without_a_chosen_service_home_lists_them(client, service):
    make_service("Eastshire", area="The east")
    page = text(client.get("/"))
    assert 'href="/register-interest/"' in page
    assert 'href="/services/northshire/"' in page and "The east" in page


def test_the_chosen_service_is_remembered(client, service):
    make_service("Eastshire", introduction="Hello from the east.")
    assert "Hello from the east." in text(client.get("/services/eastshire/"))
    assert "Hello from the east." in text(client.get("/"))


@pytest.mark.parametrize("cookie", ["nothing", "x" * 4000, "<b>", "é"])
def test_a_strange_choice_in_the_cookie_is_ignored(client, service, cookie):
    make_service("Eastshire")
    client.cookies["service"] = cookie
    assert "Choose your service" in text(client.get("/"))


def test_home_with_no_service_says_so(client):
    assert "No service uses this website yet." in text(client.get("/"))


def test_a_service_that_does_not_exist_is_not_found(client, service):
    assert client.get("/services/nowhere/").status_code == 404


# --- Resources, cookies, accessibility


def test_resources_lists_every_entry_with_organisations_and_documents_apart(client, service):
    page = client.get("/resources/")
    for resource in RESOURCES:
        assert resource.name in text(page) and str(resource.sentence) in text(page)
    assert text(page).index("Healthwatch") < text(page).index("A ladder of Citizen Participation")


@pytest.mark.parametrize(("kind", "shown"), [("organisation", 9), ("document", 4), ("%00", 13), ("x", 13)])
def test_resources_can_be_narrowed_to_one_kind(client, service, kind, shown):
    page = text(client.get(f"/resources/?kind={kind}"))
    assert page.count("<dt>") == shown


def test_cookies_names_each_cookie_that_is_set(client, service):
    make_service("Eastshire")
    client.get("/services/eastshire/")
    client.get("/account/login/")
    signed_in(client, make_member(service, "admin").user)
    page = text(client.get("/cookies/"))
    assert {"service", "csrftoken", "sessionid"} <= set(client.cookies)
    for name in client.cookies:
        assert f">{name}</th>" in page


def test_accessibility_says_what_is_tested_and_what_is_not(client, service):
    page = text(client.get("/accessibility/"))
    assert "axe" in page and "What we have not done yet" in page and "01632 960 001" in page


# --- After signing in


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("practitioner", "/staff/"),
        ("str_worker", "/staff/"),
        ("manager", "/staff/"),
        ("commissioner", "/governance/"),
        ("ig_lead", "/governance/audit/"),
        ("admin", "/staff/people-and-sites/"),
    ],
)
def test_each_role_lands_on_its_page(client, service, role, path):
    signed_in(client, make_member(service, role).user)
    assert client.get("/account/landing/")["Location"] == path


@pytest.mark.parametrize(("role", "words"), [("finance", "the claims pages")])
def test_a_role_whose_page_does_not_exist_yet_is_told_so(client, service, role, words):
    signed_in(client, make_member(service, role).user)
    page = client.get("/account/landing/")
    assert page.status_code == 200 and words in text(page)
    assert 'href="/staff/roles/"' in main_of(page)


def test_somebody_without_a_role_is_told_what_to_do(client, service):
    user = actions.add_user(by=BY, email="new@example.org", name="New")
    page = signed_in(client, user).get("/account/landing/")
    assert page.status_code == 200 and "Ask the administrator of your service" in text(page)


def test_somebody_with_two_services_is_asked_which_and_can_switch(client, service):
    east = make_service("Eastshire")
    user = make_member(service, "admin").user
    make_member(east, "admin", email=user.email)
    signed_in(client, user)
    assert client.get("/account/landing/")["Location"] == "/account/service/"
    page = client.get("/account/service/")
    assert "Northshire" in text(page) and "Eastshire" in text(page)
    response = client.post("/account/service/", {"service": east.pk}, follow=True)
    assert response.redirect_chain[-1][0] == "/staff/people-and-sites/"
    assert response.context["current_service"] == east


@pytest.mark.parametrize("choice", ["", "999999", "x", "\x00", "1" * 400])
def test_a_service_that_is_not_theirs_cannot_be_chosen(client, service, choice):
    signed_in(client, make_member(service, "admin").user)
    before = client.session.get("service")
    page = client.post("/account/service/", {"service": choice})
    assert page.status_code == 200 and "There is a problem" in text(page)
    assert client.session.get("service") == before


def test_another_service_cannot_be_chosen(client, service):
    east = make_service("Eastshire")
    signed_in(client, make_member(service, "admin").user)
    page = client.post("/account/service/", {"service": east.pk})
    assert "There is a problem" in text(page) and "Eastshire" not in text(page)


# --- Today


@pytest.fixture
def work(monkeypatch):
    found = registries.Work()
    monkeypatch.setattr(registries, "work", found)
    return found


def test_today_with_nothing_waiting_says_so(client, service, work):
    page = text(signed_in(client, make_member(service, "practitioner").user).get("/staff/"))
    assert "Nothing is waiting." in page and "Record consent" in page and 'action="/consent/people/"' in page


def test_today_shows_each_thing_as_a_sentence_with_its_button_worst_first(client, service, work):
    today = timezone.localdate()
    work.add(lambda request: [WorkRow(2, "Kit has waited 3 days", "Tell them", "/x/", today)])
    work.add(
        lambda request: [
            WorkRow(1, "Ann asked to be asked again", "Open the record", "/y/", today),
            WorkRow(1, "Bo asked to be asked again", "Open the record", "/z/", today - timedelta(days=9)),
        ]
    )
    page = text(signed_in(client, make_member(service, "practitioner").user).get("/staff/"))
    assert page.index("Bo asked") < page.index("Ann asked") < page.index("Kit has waited")
    assert 'href="/x/"' in page and "Tell them" in page


def sites_to_visit(work, permission):
    """A kind of work: the sites of the service, by their name."""

    @work.kind(permission, rows=lambda request: Site.objects.filter(service=request.reader.service), needs=["name"])
    def visit(site):
        return WorkRow(3, f"Visit {site['name']}", "Go there", "/x/")


def test_kinds_of_work_are_read_in_one_statement_for_whoever_may_do_them(client, service, work):
    actions.add_site(by=BY, service=service, name="Northtown court", kind="youth_court")
    signed_in(client, make_member(service, "practitioner").user)

    def today():
        with CaptureQueriesContext(connection) as caught:
            page = text(client.get("/staff/"))
        return page.count('href="/x/"'), len(caught)

    _shown, none = today()
    sites_to_visit(work, Permission.MANAGE_MEMBERSHIPS)
    assert today() == (0, none)
    for number in (1, 2, 3):
        sites_to_visit(work, Permission.SEE_PEOPLE)
        assert today() == (number, none + 1)


# --- Roles


def test_roles_shows_every_card_and_the_whole_matrix_in_words(client, service):
    page = text(signed_in(client, make_member(service, "finance").user).get("/staff/roles/"))
    for card in CARDS.values():
        assert escape(card.title) in page
    yes = sum(len(card.permissions) for card in CARDS.values())
    assert page.count("<strong>Yes</strong>") == yes
    assert page.count('app-quiet">No</span>') == len(CARDS) * len(Permission) - yes


# --- People and sites


def test_people_and_sites_shows_the_members_of_the_service_and_of_no_other(admin, service):
    actions.add_site(by=BY, service=service, name="Northtown court", kind="youth_court")
    east = make_service("Eastshire")
    make_member(east, "practitioner", name="Oakley Outsider")
    actions.add_site(by=BY, service=east, name="Eastport court", kind="youth_court")
    page = text(admin.get("/staff/people-and-sites/"))
    assert "Ade Moss" in page and "Northtown court" in page and "Youth court" in page
    assert "Oakley" not in page and "Eastport" not in page


def test_without_sites_the_page_says_so(admin):
    assert "No site is recorded yet." in text(admin.get("/staff/people-and-sites/"))


def test_members_are_found_by_name_or_email(admin, service):
    make_member(service, "practitioner", name="Priya Shah", email="p.shah@example.org")
    assert "Priya" in text(admin.get("/staff/people-and-sites/?q=SHA"))
    assert "ade moss" not in main_of(admin.get("/staff/people-and-sites/?q=p.shah@"))
    page = text(admin.get("/staff/people-and-sites/?q=nobody%00%25"))
    assert "Nobody who works here has this" in page


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, "Set the responsibility"),
        (-30, None, "Since "),
        (-30, 5, ", until "),
        (-30, -1, "Until "),
        (5, None, "From "),
    ],
)
def test_the_responsibility_for_involvement_is_said_with_its_days(admin, service, start, end, words):
    membership = make_member(service, "str_worker")
    today = timezone.localdate()
    if start is not None:
        until = today + timedelta(days=end) if end is not None else None
        make_responsible(membership, today + timedelta(days=start), until)
    page = " ".join(text(admin.get("/staff/people-and-sites/")).split())
    assert words.strip() in page


def test_a_responsibility_is_set_and_ended_by_its_days(admin, service):
    membership = make_member(service, "str_worker")
    url = f"/staff/people-and-sites/{membership.pk}/responsibility/"
    days = {"from_day_day": "3", "from_day_month": "3", "from_day_year": "2026"}
    assert admin.post(url, days).status_code == 302
    page = text(admin.get("/staff/people-and-sites/"))
    assert "Since 3 March 2026" in page and "Change or end" in page
    wrong = days | {"until_day_day": "2", "until_day_month": "3", "until_day_year": "2026"}
    page = text(admin.post(url, wrong))
    assert "The responsibility must end on or after the day it starts." in page and 'value="2026"' in page


def test_only_a_support_worker_can_be_given_the_responsibility(admin, service):
    membership = make_member(service, "practitioner")
    assert admin.get(f"/staff/people-and-sites/{membership.pk}/responsibility/").status_code == 404


def test_a_person_who_works_here_is_added(admin, service):
    data = {"name": "Priya Shah", "email": "priya@example.org", "role": "practitioner"}
    page = admin.post("/staff/people-and-sites/add-person/", data, follow=True)
    assert "Priya Shah now has the role" in text(page)
    again = admin.post("/staff/people-and-sites/add-person/", data)
    assert "This user already has this role in the service." in text(again) and "priya@example.org" in text(again)


def test_an_empty_form_says_what_is_missing(admin):
    page = text(admin.post("/staff/people-and-sites/add-person/", {}))
    assert "<title>Error: " in page and "Enter name" in page and "Select role" in page


def test_a_site_is_added_once(admin, service):
    data = {"name": "Northtown court", "kind": "youth_court"}
    assert "Northtown court was added." in text(admin.post("/staff/people-and-sites/add-site/", data, follow=True))
    assert "There is already a site with this name." in text(admin.post("/staff/people-and-sites/add-site/", data))


def test_a_role_is_ended_after_a_question(admin, service):
    membership = make_member(service, "practitioner", name="Priya Shah")
    url = f"/staff/people-and-sites/{membership.pk}/end/"
    page = admin.get(url)
    assert "of Priya Shah?" in text(page) and "End this role" in text(page)
    assert not Membership.objects.get(pk=membership.pk).ended_at
    assert "The role of Priya Shah has ended." in text(admin.post(url, follow=True))
    assert admin.get(url).status_code == 404


def test_an_administrator_cannot_end_their_own_role_and_reads_why(admin, service):
    membership = Membership.objects.get(role="admin")
    page = admin.post(f"/staff/people-and-sites/{membership.pk}/end/")
    assert page.status_code == 200 and "Somebody else must end your own administrator role" in text(page)
    assert "<title>Error: " in text(page)


def test_a_membership_of_another_service_is_not_found(admin):
    membership = make_member(make_service("Eastshire"), "str_worker")
    for deed in ("end", "responsibility"):
        assert admin.get(f"/staff/people-and-sites/{membership.pk}/{deed}/").status_code == 404
        assert admin.post(f"/staff/people-and-sites/{membership.pk}/{deed}/").status_code == 404
    assert admin.get("/staff/people-and-sites/99999999999999999999/end/").status_code == 404


def test_people_and_sites_costs_the_same_with_thirty_members_as_with_three(admin, service):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            admin.get("/staff/people-and-sites/")
        return len(captured)

    for number in range(3):
        make_member(service, "str_worker", name=f"Worker {number}")
    statements()
    few = statements()
    for number in range(3, 30):
        make_member(service, "str_worker", name=f"Worker {number}")
        actions.add_site(by=BY, service=service, name=f"Site {number}", kind="community")
    assert statements() == few
    page = text(admin.get("/staff/people-and-sites/"))
    assert 'href="?page=2"' in page


@pytest.mark.parametrize("path", ["/", "/resources/", "/cookies/", "/accessibility/", "/services/northshire/"])
def test_public_pages_open_for_everybody_and_only_to_read(client, service, path):
    page = client.get(path)
    assert page.status_code == 200 and text(page).count("<h1") == 1
    assert client.post(path).status_code == 405


def test_service_names_are_shown_as_text(client):

    make_service("North", introduction="<script>alert(1)</script>")
    assert "<script>alert" not in text(client.get("/"))


def test_nobody_gives_themselves_a_role(admin, service):
    answers = {"name": "Ade Moss", "email": "admin-ademoss@example.org", "role": "finance"}
    page = admin.post("/staff/people-and-sites/add-person/", answers)
    assert "Nobody gives themselves a role" in text(page)
    assert Membership.objects.filter(role="finance").count() == 0


@pytest.mark.parametrize("role", ["practitioner", "str_worker", "manager", "ig_lead"])
def test_an_administrator_holds_no_role_that_opens_records(admin, service, role):
    make_member(service, role, name="Priya Shah", email="p.shah@example.org")
    answers = {"name": "Priya Shah", "email": "p.shah@example.org", "role": "admin"}
    page = admin.post("/staff/people-and-sites/add-person/", answers)
    assert "An administrator never opens a person" in text(page)


def test_adding_somebody_echoes_only_what_was_typed(admin, service):
    other = make_service(name="Eastshire")
    make_member(other, "practitioner", name="Secret Name", email="known@example.org")
    answers = {"name": "Typed Name", "email": "known@example.org", "role": "finance"}
    page = admin.post("/staff/people-and-sites/add-person/", answers, follow=True)
    assert "Typed Name now has the role" in text(page)


def test_a_form_opened_in_another_service_is_not_saved_in_this_one(admin, service):
    answers = {"name": "A site", "kind": "police_custody", "in_service": str(service.pk + 1)}
    page = admin.post("/staff/people-and-sites/add-site/", answers)
    assert page.status_code == 403
    assert "opened this form in another service" in text(page)
    assert f'name="in_service" value="{service.pk}"' in text(admin.get("/staff/people-and-sites/add-site/"))


def test_two_administrators_ending_the_same_role_end_it_once(admin, service):
    membership = make_member(service, "finance")
    with scope_of_staff(service):
        actions.end_membership(by=BY, membership=membership)
        with pytest.raises(ValidationError, match="ended already"):
            actions.end_membership(by=BY, membership=membership)


def test_the_page_that_refuses_shows_the_menu_of_whoever_is_refused(admin):
    page = admin.get("/consent/people/")
    assert page.status_code == 403 and 'href="/staff/people-and-sites/"' in text(page)
    assert 'href="/staff/people-and-sites/"' in text(admin.get("/my/"))


def test_what_is_not_needed_every_day_stands_on_the_page_of_all_pages(client, service):
    practitioner = signed_in(client, make_member(service, "practitioner").user)
    menu = text(practitioner.get("/staff/roles/")).split("<main")[0]
    assert "All pages" in menu and "Paper forms" not in menu and "Partners" not in menu
    page = text(practitioner.get("/staff/pages/"))
    assert all(label in page for label in ("Paper forms", "Partners", "Who may do what", "Registrations"))
    assert "Wording" not in page and "Governance" not in page


def test_who_has_one_page_more_finds_it_in_the_menu(client, service):
    finance = signed_in(client, make_member(service, "finance").user)
    menu = text(finance.get("/staff/roles/")).split("<main")[0]
    assert "Who may do what" in menu and "All pages" not in menu


@pytest.mark.parametrize("cookie", ["a\000b", "x" * 5000, "northshire\u00e9", "../x", ""])
def test_an_odd_cookie_chooses_no_service(client, service, cookie):
    make_service(name="Eastshire")
    client.cookies["service"] = cookie
    assert client.get("/").status_code == 200


def test_a_form_in_another_character_set_is_refused_with_a_page(client, service):
    response = client.post(
        "/account/login/", data=b"x", content_type="application/x-www-form-urlencoded; charset=utf-16"
    )
    assert response.status_code == 400
    assert "<h1" in text(response)


def test_a_form_without_its_token_is_refused_with_a_page(service):
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert response.status_code == 403
    assert "Nothing was saved" in text(response)


def test_logs_name_the_page_and_not_its_path(client, service, caplog):
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", "/secret/token/"), None
    )
    record.request = RequestFactory().get("/secret/token/")
    assert WithoutPaths().filter(record)
    assert record.getMessage() == "Not Found: [no such page]"


def test_an_administrator_changes_what_the_service_says_of_itself(admin, service, client):
    page = text(admin.get("/staff/people-and-sites/service/"))
    assert 'value="01632 960 001"' in page
    answers = {"contact_name": "Alex", "contact_phone": "01632 960 009", "days_to_tell": "21"}
    answers |= {"days_to_review_needs": "180", "hours_to_review": "48"}
    answers |= {"days_to_confirm": "21", "days_untouched": "60"}
    answers |= {"tries_to_ask": "3", "days_between_tries": "7", "days_to_escalate": "14"}
    saved = admin.post("/staff/people-and-sites/service/", answers, follow=True)
    assert "The details of the service are saved" in text(saved)
    service.refresh_from_db()
    assert (service.contact_name, service.days_to_tell, service.introduction) == ("Alex", 21, "")
    assert (service.days_to_review_needs, service.hours_to_review) == (180, 48)
    assert "Alex" in text(client.get(f"/services/{service.slug}/"))


@pytest.mark.parametrize("days", ["", "0", "366", "many"])
def test_the_time_to_tell_people_is_a_number_of_days(admin, service, days):
    page = admin.post("/staff/people-and-sites/service/", {"days_to_tell": days, "area": "Typed and kept"})
    assert page.status_code == 200
    assert "Typed and kept" in text(page)
    service.refresh_from_db()
    assert service.days_to_tell == 28


@pytest.mark.parametrize("role", ["admin", "manager"])
def test_a_manager_or_an_administrator_sets_how_small_numbers_are_protected(client, service, role):
    somebody = signed_in(client, make_member(service, role).user)
    assert "“*” stands for 1 to 7 people" in text(somebody.get("/staff/standards/"))
    answers = {"small_numbers_up_to": "10", "round_numbers_to": "10", "tries_to_tell": "2"}
    saved = text(somebody.post("/staff/standards/", answers, follow=True))
    assert "The standards are saved" in saved
    assert "“*” stands for 1 to 10 people" in saved
    service.refresh_from_db()
    assert (service.small_numbers_up_to, service.round_numbers_to, service.tries_to_tell) == (10, 10, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("small_numbers_up_to", "4"), ("small_numbers_up_to", "21"), ("round_numbers_to", "3"), ("tries_to_tell", "0")],
)
def test_a_standard_that_protects_nobody_is_refused_beside_its_field(client, service, field, value):
    answers = {"small_numbers_up_to": "10", "round_numbers_to": "10", "tries_to_tell": "2", field: value}
    page = text(signed_in(client, make_member(service, "manager").user).post("/staff/standards/", answers))
    assert f'id="id_{field}_error"' in page
    assert "<title>Error:" in page
    service.refresh_from_db()
    assert (service.small_numbers_up_to, service.round_numbers_to, service.tries_to_tell) == (7, 5, 3)


def test_the_last_administrator_stays(admin, service):
    membership = Membership.objects.get(role="admin")
    with scope_of_staff(service), pytest.raises(ValidationError, match="This is the only administrator"):
        actions.end_membership(by=BY, membership=membership)
    other = make_member(service, "admin", name="Bo Reed")
    with scope_of_staff(service):
        actions.end_membership(by=actors.staff(other.user), membership=membership)
