"""Every address, as nobody, as each role, as a service user and as the outsider: allowed and refused both asserted."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.models import (
    Agreement,
    AgreementEvent,
    CapacityAssessment,
    Disclosure,
    Draft,
    FollowUp,
    InterestRegistration,
    JoinTask,
    Message,
    MessageTemplate,
    PaperForm,
    Person,
    PersonNeed,
    PublicInterestDecision,
    Wording,
)
from core.models import Membership, Site
from core.roles import CARDS, Permission, permissions_of
from core.scope import scope_of_staff
from involvement.models import (
    Activity,
    Decision,
    Featured,
    FeedbackArrangement,
    Leadership,
    Material,
    MaterialPlace,
    Notice,
    PartnerAgreement,
    PartnerContact,
    PartnerOrganisation,
    Place,
    Question,
    Questionnaire,
    QuestionnaireCode,
    QuestionnaireVersion,
    ReportBack,
    ResourceTransfer,
    Response,
    Session,
    Spending,
    Telling,
    View,
)
from tests.test_architecture import named_routes

WHO = {
    "nobody": None,
    "practitioner": "practitioner",
    "str_worker": "str",
    "finance": "finance",
    "manager": "manager",
    "ig_lead": "ig",
    "commissioner": "commissioner",
    "admin": "admin",
    "service user": "person",
    "outsider": "outsider",
}

OURS = [(name, keys, view) for name, keys, view in named_routes() if hasattr(view, "access")]


def sample(world, name, key):
    """The value of one part of an address: of a row in Northshire that the page is about."""
    with scope_of_staff(world.northshire):
        if key == "service":
            return "northshire"
        if key == "reference" and "paper_form" in name:
            return PaperForm.objects.waiting().filter(service=world.northshire).order_by("reference").first().reference
        if key == "reference":
            people = Person.objects.order_by("pk")
            return (people.restricted() if "restricted" in name else people.not_restricted()).first().reference
        if key == "to":
            return "cancelled"
        if key == "code":
            return QuestionnaireCode.objects.get(service=world.northshire).code
        if key in OF_ADDRESSES:
            return OF_ADDRESSES[key]
        if key in LED_KEYS or name in LED:
            return led_sample(world, name, key)
        if key == "step":
            return "recipient" if name in OF_DECISIONS else "name"
        if key == "purpose":
            return "contact"
        if key == "kind":
            return "capacity"
        if key == "table":
            return "consent-agreement"
        if key == "key":
            return next(iter(CHECKLIST_KEYS))
        model = MODELS.get(name)
        assert model is not None, f"Say in MODELS what {name} is about."
        rows = model.objects.filter(service=world.northshire)
        if model is Draft:
            is_of = (
                rows.deciding if name in OF_DECISIONS else rows.assessing if name in OWN_ASSESSING else rows.recording
            )
            rows = is_of()
        if model is Question:
            rows = rows.filter(version__published_at=None)
        if model is QuestionnaireVersion:
            rows = rows.filter(published_at=None)
        if model is Agreement:
            rows = rows.filter(ended_at=None, answer="given")
        if model is PersonNeed:
            rows = rows.open()
        if model is FollowUp:
            rows = rows.to_be_asked().filter(owner__isnull=False)
        if model is Message:
            rows = rows.waiting().by_hand().filter(person__in=Person.objects.not_restricted())
        if model is MessageTemplate:
            rows = rows.drafts()
        if model is Membership:
            rows = rows.filter(role="str_worker")
        if model is Wording:
            rows = rows.published() if name in READS_WORDING else rows.drafts()
        if model is View:
            rows = rows.filter(person=None)
        if model is Response:
            rows = rows.filter(person__isnull=False)
        if model is Notice:
            rows = rows.open()
        if name in ("change_session", "cancel_session"):
            rows = rows.to_come().filter(starts_at__gt=timezone.now())
        if name == "note_progress":
            rows = rows.filter(published_at__isnull=False, done_at__isnull=True)
        if name in OF_USER_LED:
            rows = rows.filter(**OF_USER_LED[name])
        if name == "ask_for_a_place":
            rows = rows.filter(access=Activity.Access.ANYONE)
        if name in MINE:
            rows = rows.filter(**{MINE[name]: Person.objects.get(full_name="Asha Sample")})
        return rows.order_by("pk").first().pk


# What is no key of a row.
# A token that was never sent, whose pages are open to everybody: tests of links open those that were.
OF_ADDRESSES = {"moment": "after", "answer": "withdrawn", "token": "A" * 22, "what": "stopped", "way": "up"}
OF_ADDRESSES["channel"] = "text"
# Of the activity that the service user of the demonstration leads.
LED_KEYS = {"session": Session, "decision": Decision, "transfer": ResourceTransfer, "line": Spending}
LED = {name for name, _, view in OURS if view.access.kind == "leading"}


def led_sample(world, name, key):
    """A row of the activity that the service user leads, or the activity itself."""
    activity = Activity.objects.get(service=world.northshire, leaderships__isnull=False)
    if key == "pk":
        return activity.pk
    rows = LED_KEYS[key].objects.order_by("pk")
    return rows.filter(**{"transfer__activity" if key == "line" else "activity": activity}).first().pk


# What of a user-led activity the pages about it have a form for.
OF_USER_LED = {
    "name_leader": {"leaderships__isnull": False},
    "hand_over_resource": {"leaderships__isnull": False},
    "take_back_transfer": {"kind": "room"},
    "overrule": {"by_leader__isnull": False, "overruling__isnull": True},
}
# Pages of a service user's own area that are about one row of theirs.
MINE = dict.fromkeys(["my_activity", "my_answer", "my_calendar", "my_questions"], "taken_places__person")
MINE["my_report_back"] = MINE["my_take_back"] = "person"
MINE["not_what_i_meant"] = "tellings__person"

CHECKLIST_KEYS = ["register"]
READS_WORDING = ("wording", "compare_wording", "wording_on_paper")
# Nobody but their owner opens these, whatever the role.
OWNER_OF_DRAFTS = "practitioner"
OF_DECISIONS = ["go_on_deciding", "check_decision", "throw_away_decision", "decide_step"]
OWN_ASSESSING = ["go_on_assessing", "check_assessment", "throw_away_assessment", "assess_step"]
OWN = [
    "go_on_recording",
    "known_already",
    "check_answers",
    "throw_away_draft",
    "hand_over_draft",
    "record_step",
    *OWN_ASSESSING,
    *OF_DECISIONS,
]
MODELS = (
    dict.fromkeys(OWN, Draft)
    | dict.fromkeys((*READS_WORDING, "change_wording", "discard_wording", "publish_wording"), Wording)
    | dict.fromkeys(("disclosure", "disclosure_to_print", "recall_answer"), Disclosure)
    | {
        "assessment": CapacityAssessment,
        "message": Message,
        **dict.fromkeys(["template", "change_template"], MessageTemplate),
        "audit_change": AgreementEvent,
        "end_membership": Membership,
        "printed_paper_forms": PaperForm,
        "set_responsibility": Membership,
        "withdraw": Agreement,
        "end_agreement": Agreement,
        "invalidate_agreement": Agreement,
        "put_off_review": Agreement,
        "my_take_back": Agreement,
        "join_task": JoinTask,
        "somebody_else": JoinTask,
        "person_need": PersonNeed,
        "registration": InterestRegistration,
        "link_registration": InterestRegistration,
        "record_registration": InterestRegistration,
        "decline_registration": InterestRegistration,
        "try_registration": InterestRegistration,
        "ask_registration": InterestRegistration,
        **dict.fromkeys(
            ["follow_up", "try_follow_up", "put_off_follow_up", "give_follow_up", "close_follow_up"], FollowUp
        ),
        "decision_in_public_interest": PublicInterestDecision,
        "answer_invitation": Place,
        "ask_questions": Place,
        "notice": Notice,
        "answers_by_name": Response,
        "report_back": ReportBack,
        "my_report_back": ReportBack,
        "end_leadership": Leadership,
        "take_back_transfer": ResourceTransfer,
        "overrule": Decision,
        "decision": Decision,
        "change_decision": Decision,
        "publish_decision": Decision,
        "decision_done": Decision,
        "withhold_decision": Decision,
        "change_view": View,
        "telling": Telling,
        "undo_telling": Telling,
        "note_try": Telling,
        "they_meant": Telling,
        **dict.fromkeys(["replace_decision", "discard_decision", "note_progress", "not_what_i_meant"], Decision),
        "partner": PartnerOrganisation,
        "change_partner": PartnerOrganisation,
        **dict.fromkeys(
            ["add_partner_agreement", "add_contact", "note_team_step", "arrange_feedback"], PartnerOrganisation
        ),
        "agreement_file": PartnerAgreement,
        "end_contact": PartnerContact,
        "receive_feedback": FeedbackArrangement,
        "end_arrangement": FeedbackArrangement,
        "take_out": Featured,
        "take_down": MaterialPlace,
    }
    | dict.fromkeys(
        ["questionnaire", "start_version", "close_questionnaire", "print_card", "hand_over_tablet", "interview"]
        + ["results", "results_file", "words", "words_file"],
        Questionnaire,
    )
    | dict.fromkeys(
        ["try_questionnaire", "change_introduction", "add_question", "publish_version", "discard_version"],
        QuestionnaireVersion,
    )
    | dict.fromkeys(["change_question", "move_question", "remove_question"], Question)
    | dict.fromkeys(
        [
            "material",
            "material_file",
            "change_material",
            "check_material",
            "retire_material",
            "note_reading",
            "feature",
            "put_up",
        ],
        Material,
    )
    | dict.fromkeys(
        [
            "session",
            "change_session",
            "cancel_session",
            "attendance_sheet",
            "session_calendar",
            "hold_session",
            "minutes",
        ],
        Session,
    )
    | dict.fromkeys(
        [
            "activity_calendar",
            "activity_outcomes",
            "leaders",
            "name_leader",
            "hand_over_resource",
            "my_activity",
            "my_answer",
            "my_calendar",
            "my_questions",
            "ask_for_a_place",
            "activity",
            "change_plan",
            "move_activity",
            "invite",
            "plan_session",
            "note_plan_change",
            "agree_terms",
            "settle_offer",
            "promise_not_kept",
            "copy_activity",
            "record_view",
            "compare_views",
            "compared_file",
            "views_said",
            "views_file",
            "import_views",
            "import_example",
            "decide",
        ],
        Activity,
    )
)


def query_of(world, name):
    """What an address needs after its question mark to be about something."""
    if name == "link_registration":
        with scope_of_staff(world.northshire):
            return f"?person={Person.objects.not_restricted().order_by('pk').first().reference}"
    return ""


def expected(name, view, who, keys, method):
    """What the declaration of a view means for somebody: open, sign in, refused, or not there."""
    access = view.access
    if name == "lock" and method == "post":
        return "sign in"  # that is what it does, for everybody
    if access.kind == "public":
        return "open"
    if access.kind == "callback":
        return "not there"
    if who == "nobody":
        return "sign in"
    if access.kind == "signed_in":
        return "open"
    if access.kind in ("my", "leading"):
        return "open" if who == "service user" else "refused"
    if who == "service user":
        return "refused"
    role = "practitioner" if who == "outsider" else who
    if not permissions_of([role]) & set(access.permissions):
        return "refused"
    if name in OWN and who != OWNER_OF_DRAFTS:
        return "not there"
    return "not there" if who == "outsider" and set(keys) & {"pk", "reference"} else "open"


ANSWERS = {
    "open": lambda response: response.status_code in (200, 302, 405) and "/account/login/" not in redirect_of(response),
    "sign in": lambda response: response.status_code == 302 and "/account/login/" in redirect_of(response),
    "refused": lambda response: response.status_code == 403,
    "not there": lambda response: response.status_code == 404,
}


def redirect_of(response):
    return response.headers.get("Location", "")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("name", "keys", "view"), OURS, ids=[name for name, _, _ in OURS])
def test_each_address_is_open_to_those_it_says_and_to_nobody_else(world, name, keys, view, who, method):
    path = reverse(name, kwargs={key: sample(world, name, key) for key in keys}) + query_of(world, name)
    client = world.client(WHO[who])
    response = getattr(client, method)(path)
    wanted = expected(name, view, who, keys, method)
    if response.status_code == 405 and wanted == "not there":
        return  # the method is refused before anything is looked up
    assert ANSWERS[wanted](response), f"{who} {method} {path}: {response.status_code}, expected: {wanted}"


@pytest.mark.parametrize("who", [who for who in WHO if who != "nobody"])
@pytest.mark.parametrize(
    ("name", "keys", "view"),
    [route for route in OURS if {"pk", "reference"} & set(route[1])],
    ids=[name for name, keys, _ in OURS if {"pk", "reference"} & set(keys)],
)
def test_an_address_of_nothing_is_not_there(world, name, keys, view, who):
    nothing = {"pk": 10**9, "reference": "222-222-222", "to": "cancelled", "service": "northshire", "key": "register"}
    nothing["step"], nothing["table"], nothing["purpose"] = "name", "consent-agreement", "contact"
    nothing |= OF_ADDRESSES | dict.fromkeys(LED_KEYS, 10**9)
    nothing["kind"] = "capacity"
    if name.endswith("registration") or MODELS.get(name) in (View, Draft, PaperForm, Message, Response):
        nothing["pk"] = uuid.uuid4()
    path = reverse(name, kwargs={key: nothing[key] for key in keys})
    assert world.client(WHO[who]).get(path).status_code in (403, 404, 405)


def test_a_view_that_says_nothing_is_refused(world, settings):
    settings.ROOT_URLCONF = "tests.silent_urls"
    assert world.client().get("/silent/").status_code in (302, 403)
    assert world.client("manager").get("/silent/").status_code == 403


@pytest.mark.parametrize("who", WHO)
def test_signing_in_leads_each_role_to_its_page(world, who):
    response = world.client(WHO[who]).get(reverse("landing"), follow=True)
    assert response.status_code == 200
    lands = {
        "nobody": reverse("account_login"),
        "service user": reverse("my_home"),
        "commissioner": reverse("governance"),
        "admin": reverse("people_and_sites"),
        "ig_lead": reverse("audit"),
        "finance": reverse("landing"),
    }
    assert response.request["PATH_INFO"] == lands.get(who, reverse("today"))


def test_a_role_whose_page_does_not_exist_yet_is_told_so(world):
    assert "claims" in world.client("finance").get(reverse("landing")).text


def test_the_matrix_has_no_permission_that_nobody_holds_and_no_role_without_any():
    held = permissions_of(CARDS)
    assert held == set(Permission)
    assert all(card.permissions for card in CARDS.values())


def test_admin_finance_and_commissioner_never_open_a_persons_record():
    personal = {Permission.SEE_PEOPLE, Permission.RECORD_PEOPLE, Permission.OPEN_RESTRICTED}
    for role in ("admin", "finance", "commissioner"):
        assert not CARDS[role].permissions & personal


def test_no_site_of_another_service_is_offered_or_accepted(world):
    with scope_of_staff(world.eastshire):
        foreign = Site.objects.filter(service=world.eastshire).first()
    page = world.client("practitioner").get(reverse("people"), {"site": foreign.pk})
    assert page.status_code == 200
    assert foreign.name not in page.text
