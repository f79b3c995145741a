"""Every page that can be opened, over the demonstration: at 320 and 1280 wide, with axe, valid, and with its own title.

320 is a small phone, and a wide screen at 400 % zoom. Pages are walked once, role by role, and all that is found is
said together.
"""

import re
from collections import defaultdict
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from consent import actions as consent
from consent.actions import record_person
from consent.deciding import WALKS, kept_of
from consent.links import token_of
from consent.models import (
    BestInterestsDecision,
    CapacityAssessment,
    CompetenceAssessment,
    DetailToAdd,
    Disclosure,
    Draft,
    Message,
    Person,
    PublicInterestDecision,
    Purpose,
    Wording,
)
from consent.public_interest import TO_RECORD, TO_SHARE
from consent.tests.deciding import DECISION
from consent.walk import signature
from core.actors import staff
from core.models import Site
from core.roles import permissions_of
from core.scope import scope_of_staff
from governance.checklist import RULES
from governance.demo.grounds import IN_FAVOUR, LACKS, NOT_COMPETENT
from involvement import actions as involvement
from involvement.models import Activity, Level, Material, Method, Telling
from involvement.models.activities import State
from tests.conftest import World
from tests.journeys.somebody import Somebody, SomebodyWithoutJavascript, assert_nothing_sticks_out
from tests.test_permissions import MINE, MODELS, OF_DECISIONS, OF_USER_LED, OURS, query_of, sample
from tests.valid_html import problems_in

WIDTHS = (1280, 320)

# Who opens a page: the first of these whose role may.
ROLES = {
    "practitioner": "practitioner",
    "manager": "manager",
    "ig_lead": "ig",
    "admin": "admin",
    "commissioner": "commissioner",
}
NOBODY, SERVICE_USER, OUTSIDER = "", "person", "outsider"

# Addresses of other apps, and states that one address has beside its ordinary one.
MORE = [
    (NOBODY, "/account/login/"),
    (NOBODY, "/account/signup/"),
    (NOBODY, "/account/inactive/"),
    (NOBODY, "/account/password/reset/"),
    (NOBODY, "/account/password/reset/done/"),
    (NOBODY, "/nothing-is-here/"),
    (NOBODY, "/r/never-sent/"),
    (NOBODY, "/services/eastshire/"),
    (NOBODY, "/what-changed/eastshire/"),
    (NOBODY, "/what-changed/northshire/?q=zzz"),
    (NOBODY, "/resources/?kind=document"),
    ("practitioner", "/account/password/change/"),
    ("practitioner", "/account/reauthenticate/"),
    ("practitioner", "/governance/"),
    ("practitioner", "/consent/people/?q=zzz"),
    ("practitioner", "/consent/people/?contact=no&page=2"),
    ("practitioner", "/consent/people/?needs=not_asked"),
    ("practitioner", "/consent/registrations/?show=handled"),
    ("practitioner", "/consent/registrations/?show=soon&order=ask"),
    ("practitioner", "/consent/registrations/?show=children&q=zzz"),
    ("practitioner", "/consent/public-interest/?show=reviewed"),
    ("practitioner", "/consent/public-interest/?q=zzz"),
    ("ig", "/consent/public-interest/?show=overdue"),
    ("practitioner", "/consent/paper/?show=entered"),
    ("practitioner", "/consent/paper/?show=cancelled"),
    ("practitioner", "/consent/paper/?q=zzz"),
    ("practitioner", "/consent/messages/?q=zzz"),
    ("practitioner", "/consent/messages/?show=stopped"),
    ("practitioner", "/consent/messages/templates/?q=zzz"),
    (OUTSIDER, "/consent/messages/"),
    (OUTSIDER, "/consent/messages/letters/"),
    (OUTSIDER, "/consent/messages/templates/"),
    ("practitioner", "/consent/wording/?format=easy_read"),
    ("manager", "/consent/wording/?show=earlier"),
    ("manager", "/consent/wording/?show=drafts&purpose=share"),
    ("practitioner", "/involvement/activities/?q=zzz"),
    ("practitioner", "/involvement/activities/plan/?aim=hear&say=some&people=in_crisis&groups=women&time=weeks"),
    ("practitioner", "/involvement/activities/plan/?aim=shape&say=nothing&people=moved_on&groups=homeless&time=days"),
    ("practitioner", "/involvement/activities/plan/?aim=choose&say=some&people=in_crisis&time=days"),
    ("practitioner", "/involvement/activities/plan/?aim=hear"),
    ("practitioner", "/involvement/activities/new/?level=consultation&method=surveys&groups=women"),
    ("practitioner", "/involvement/feedback/?state=told"),
    ("practitioner", "/involvement/feedback/?state=could_not"),
    ("practitioner", "/involvement/partners/?q=zzz"),
    ("practitioner", "/involvement/partners/?agreed=ending&order=kind"),
    ("practitioner", "/involvement/materials/?q=zzz"),
    ("practitioner", "/involvement/materials/leaflet/?words=easy_read"),
    ("practitioner", "/involvement/materials/poster/?words=easy_read"),
    ("manager", "/governance/?from_day_day=32&from_day_month=1&from_day_year=2026"),
    ("manager", "/governance/?to_day_day=2&to_day_month=1&to_day_year=2001"),
    ("manager", "/governance/promises/?state=at_risk"),
    ("practitioner", "/consent/disclosures/?show=overdue"),
    ("practitioner", "/consent/disclosures/?q=zzz"),
    ("practitioner", "/consent/disclosures/?from_day_day=32&from_day_month=1&from_day_year=2026"),
    (OUTSIDER, "/consent/disclosures/"),
    ("ig", "/consent/disclosures/"),
    ("ig", "/consent/restricted/?q=ZZZ"),
    ("ig", "/governance/audit/?person=zzz"),
    ("ig", "/governance/audit/?person=a"),
    ("ig", "/governance/audit/?kind=readings"),
    ("ig", "/governance/audit/?by=public&kind=exports"),
    ("ig", "/governance/audit/?from_day_day=32&from_day_month=1&from_day_year=2026"),
    (NOBODY, "/questionnaires/?code=zzz"),
    ("practitioner", "/involvement/questionnaires/?q=zzz"),
    ("manager", "/involvement/questionnaires/?state=open"),
    (OUTSIDER, "/involvement/questionnaires/"),
    (OUTSIDER, "/staff/"),
    (OUTSIDER, "/involvement/activities/"),
    (OUTSIDER, "/involvement/feedback/"),
    (OUTSIDER, "/involvement/partners/"),
    (OUTSIDER, "/involvement/materials/"),
]  # fmt: skip

# Pages that are looked at once more with scripts switched off.
WITHOUT_JAVASCRIPT = {
    "home",
    "register_interest_form",
    "link_contact",
    "today",
    "people",
    "record_step",
    "decide_step",
    "person_needs",
    "enter_paper_form",
    "wordings",
    "plan_activity",
    "planner",
    "compare_views",
    "decide",
    "add_material",
    "answer_questionnaire",
}

# Public pages that are looked at once more in another language, whose words are longer.
IN_POLISH = {"home", "register_interest_form", "about_involvement_of", "what_changed_of", "privacy", "link", "cookies"}

# Pages that are looked at once more in easy read: the others of theirs are put together from the same parts.
IN_EASY_READ = {
    "home_of_service",
    "register_interest_form",
    "cookies",
    "privacy",
    "link",
    "link_contact",
    "my_home",
    "my_receipt",
    "about_involvement_of",
    "what_changed_of",
    "answer_questionnaire",
    "my_activities",
    "my_activity",
    "my_questions",
    "leading",
    "leading_decide",
}

# Who opens a page where the first who may would not see all of it: the author of a decision does not review it.
OPENED_BY = {"decision_in_public_interest": "manager"}

# Addresses that answer with something else than a page.
NO_PAGE = {
    **dict.fromkeys(
        [
            "activities_file",
            "compared_file",
            "all_compared_file",
            "views_file",
            "all_views_file",
            "import_example",
        ],
        "a spreadsheet",
    ),
    **dict.fromkeys(["my_information_page", "my_information_data"], "a file to take along"),
    **dict.fromkeys(
        ["activity_calendar", "session_calendar", "my_calendar", "leading_calendar"], "a file for a calendar"
    ),
    "audit_file": "a spreadsheet",
    "disclosures_file": "a spreadsheet",
    "follow_ups_file": "a spreadsheet",
    "timeline_file": "a spreadsheet",
    "materials_file": "a spreadsheet",
    "material_file": "the file of a leaflet",
    "partners_file": "a spreadsheet",
    "results_file": "a spreadsheet",
    "words_file": "a spreadsheet",
    "move_question": "moves a question, by a press alone",
    "agreement_file": "a signed agreement",
    "lock": "locks the screen, by a press alone",
    "outbox_file": "a spreadsheet",
    "new_link": "asks for a new link, by a press alone",
    "link_confirm": "says that it was them who registered, by a press alone",
    **dict.fromkeys(["sms_reply", "sms_receipt"], "called by the text message service"),
    "switch_language": "chooses a language, by a press alone",
    "register_stop": "deletes answers, by a press alone",
    "switch_words": "switches to easy read and back, by a press alone",
    "away": "signs out whoever opens it, and looks like nothing of ours",
}

# Nobody has such a name, and nothing that is typed may push a page apart.
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2  # 116 letters

# What a safe way holds of the ways that were not chosen.
NO_OTHER_WAY = dict.fromkeys(["text_number", "call_number", "email"], "") | dict.fromkeys(
    ["text_says_who", "call_says_who", "email_says_who", "letter_says_who", "voicemail"], False
)

# Forms that are sent as they are, with a button: none may go through, so each says what is missing.
SENT_EMPTY = {
    "record_person": "Continue",
    "record_step": "Continue",
    "hand_over": "Choose this colleague",
    "details_to_add": "Close these",
    "register_interest_form": "Continue",
    "ask": "Record their answer",
    "withdraw": "Withdraw this agreement",
    "person_need": "Save this need",
    "enter_paper_form": "Type in this form",
    "cancel_paper_form": "Cancel this form",
    "start_wording": "Start the draft",
    "close_follow_up": "Close this",
    "try_follow_up": "Note this",
    "put_off_follow_up": "Put it off",
    "give_follow_up": "Give it to them",
    "plan_follow_up": "Ask them then",
    "decline_registration": "Decline this registration",
    "try_registration": "Note this try",
    "decide_to_record": "Continue",
    "decide_to_share": "Continue",
    "decide_step": "Continue",
    "decision_in_public_interest": "Record the review",
    "restricted_person": "Open this record",
    "audit_restricted": "Look into this record",
    "restricted_disclosures": "Look into this record",
    "disclose": "Record what was shared",
    "recall_answer": "Note their answer",
    "plan_activity": "Save the plan",
    "invite": "Invite this person",
    "answer_invitation": "Save the answer",
    "plan_session": "Plan this session",
    "change_session": "Change this session and tell people",
    "cancel_session": "Cancel this session and tell people",
    "hold_session": "Close out, and give the minutes to those who came",
    "notice": "Save this",
    "report_back": "Save that they were told",
    "my_report_back": "Save that they were told",
    "my_answer_to": "Save my answer",
    "name_leader": "Name them as leader",
    "end_leadership": "End this from now on",
    "hand_over_resource": "Record what was handed over",
    "take_back_transfer": "Mark as recorded wrongly",
    "overrule": "Overrule it and tell people why",
    "leading_session": "Plan this session",
    "leading_view": "Save and write the next one",
    "leading_decide": "Save this decision",
    "leading_spend": "Save this line",
    "record_view": "Save and write the next one",
    "import_views": "Check this file",
    "note_plan_change": "Record this change",
    "agree_terms": "Record these terms",
    "settle_offer": "Record what was settled",
    "promise_not_kept": "Give people this reason",
    "move_activity": "Cancel it",
    "decide": "Save the decision",
    "telling": "Note that they could not be told",
    "note_try": "Note this try",
    "note_progress": "Save and tell people",
    "they_meant": "Record what they meant",
    "not_what_i_meant": "Send",
    "add_partner": "Save the partner",
    "add_material": "Save the material",
    "check_material": "Record this check",
    "retire_material": "It is no longer used",
    "note_reading": "Record what they said",
    "put_up": "Record this place",
    "add_partner_agreement": "Record this agreement",
    "add_contact": "Record this contact",
    "note_team_step": "Note this",
    "arrange_feedback": "Record this arrangement",
    "receive_feedback": "Note what came",
    "add_questionnaire": "Save, and write the questions",
    "add_question": "Save this question",
    "answer_questionnaire": "Send my answers",
    "find_questionnaire": "Go to the questions",
    "interview": "Save their answers",
    "words": "Do this with the ticked words",
    "add_member": "Add this person",
    "write_template": "Save this draft",
    "link_contact": "Save my choices",
    "message": "Save this",
    "add_site": "Add this site",
}


# Walked apart from each other, so that none takes long.
PARTS = ["for everybody", "of consent", "of involvement", "of governance and accounts"]


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_fit_for_everybody(part, another_page, axe, demonstration, tmp_path):
    walk = Walk(another_page, axe, demonstration, tmp_path)
    pages = pages_by_who_opens_them(BusyWorld(), part)
    for who, addresses in pages.items():
        walk.as_somebody(who)
        for name, address in addresses:
            walk.visit(name, address)
    for who, addresses in pages.items():
        if once_more := [(name, address) for name, address in addresses if name in WITHOUT_JAVASCRIPT]:
            walk.as_somebody(who, java_script_enabled=False)
            for name, address in once_more:
                walk.visit(name, address)
        if in_polish := [(name, address) for name, address in addresses if name in IN_POLISH]:
            walk.as_somebody(who)
            walk.page.goto("/cookies/")
            walk.somebody.presses("Polski")
            for name, address in in_polish:
                walk.visit(name, address)
        if in_easy_read := [(name, address) for name, address in addresses if name in IN_EASY_READ]:
            walk.as_somebody(who)
            walk.page.goto("/cookies/?words=easy_read")
            for name, address in in_easy_read:
                walk.visit(name, address)
    walk.titles_are_each_pages_own()
    walk.html_is_valid()
    assert not walk.problems, "\n\n".join(walk.problems)


def test_each_form_that_is_sent_empty_has_an_address():
    assert set(SENT_EMPTY) | WITHOUT_JAVASCRIPT | IN_POLISH | IN_EASY_READ | set(NO_PAGE) <= {
        name for name, _, _ in OURS
    }


class Walk:
    """Visits pages as one person after another, and writes down every problem instead of stopping at the first."""

    def __init__(self, another_page, axe, password, folder):
        self.another_page, self.axe, self.password, self.folder = another_page, axe, password, folder
        self.problems, self.titles, self.saved, self.sent = [], defaultdict(set), {}, set()

    def as_somebody(self, who, **options):
        self.who = who
        self.page = self.another_page(**options)
        kind = SomebodyWithoutJavascript if options else Somebody
        self.somebody = kind(self.page, self.axe)
        if who:
            self.somebody.opens("/account/login/")
            self.somebody.types("Email address", f"{who}@example.org")
            self.somebody.types("Password", self.password)
            self.somebody.presses("Sign in")

    def visit(self, name, address):
        response = self.page.goto(address)
        self.look_at(response)
        if name in SENT_EMPTY and name not in self.sent:
            self.send_empty(name)

    def send_empty(self, name):
        button = self.page.get_by_role("button", name=SENT_EMPTY[name]).first
        if not button.count():
            self.problems.append(f"{self.who} at {self.page.url}: there is no “{SENT_EMPTY[name]}” to press")
            return
        with self.page.expect_navigation() as navigation:
            button.click()
        self.sent.add(name)
        self.look_at(navigation.value, after_an_error=True)
        if name == "restricted_person":
            self.somebody.types("Why do you open this record?", "To answer a letter")
            with self.page.expect_navigation() as navigation:
                self.page.get_by_role("button", name=SENT_EMPTY[name]).click()
            self.look_at(navigation.value)

    def look_at(self, response, after_an_error=False):
        title, here = self.page.title(), f"{self.who or 'nobody'} at {self.page.url}"
        if response.status >= 500:
            self.check(here, False, f"answered {response.status}")
            return
        self.somebody.waits_for_scripts()
        self.save(response, here)
        if not after_an_error:
            self.titles[title].add(re.sub(r"https?://[^/]*|[?#].*|(?<=/r/)[^/]+", "", self.page.url))
        may_be_wrong = "?from_day" in here or here.endswith(("?aim=hear", "?code=zzz"))  # addresses that hold a mistake
        self.check(here, title.startswith("Error: ") == after_an_error or may_be_wrong, f"title “{title}”")
        self.check(here, self.page.locator("h1").count() == 1, "has not exactly one h1")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            for look in (assert_nothing_sticks_out, self.axe):
                try:
                    look(self.page)
                except AssertionError as found:
                    self.problems.append(f"{here}, {width} wide: {found}")
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    def check(self, here, good, words):
        if not good:
            self.problems.append(f"{here}: {words}")

    def save(self, response, here):
        """The page as it was sent, before scripts touched it."""
        path = self.folder / f"{len(self.saved):03}.html"
        path.write_text(response.text())
        self.saved[str(path)] = here

    def titles_are_each_pages_own(self):
        for title, addresses in self.titles.items():
            self.check(", ".join(sorted(addresses)), len(addresses) == 1, f"share the title “{title}”")

    def html_is_valid(self):
        for path, found in problems_in(self.folder):
            self.problems.append(f"{self.saved[path]}, {found}")


class BusyWorld(World):
    """The demonstration, with one more activity under way whose words are as long as they may be."""

    def __init__(self):
        service, priya = self.northshire, self.user("practitioner")
        by = staff(priya)
        with scope_of_staff(service):
            self.long = self.record_somebody_with_a_long_name(service, by)
            self.steps = self.begin_recording(service, by)
            self.assessing = self.begin_assessing(service, by)
            self.in_public_interest = self.begin_in_public_interest(service, by)
            activity = involvement.plan_activity(
                by=by,
                service=service,
                title=f"{LONG_WORD} {LONG_WORD}"[:150],
                purpose=LONG_WORD * 3,
                domain="service",
                level=Level.objects.get(pk=Level.CONSULTATION),
                method=Method.objects.get(pk="focus_groups"),
                can_change=LONG_WORD,
                cannot_change=LONG_WORD,
                starts_on=timezone.localdate(),
                where=LONG_WORD,
                lead=priya,
                equality_considered=LONG_WORD,
                principles=LONG_WORD,
                process=LONG_WORD,
                impact=LONG_WORD,
            )
            for state in (State.OPEN, State.RUNNING):
                activity = involvement.move_activity(by=by, activity=activity, to=state)
            place = involvement.invite(by=by, activity=activity, person=self.long, support_needed=LONG_WORD)
            session = involvement.plan_session(
                by=by, activity=activity, title=LONG_WORD, starts_at=timezone.now() - timedelta(hours=3)
            )
            view = involvement.record_view(
                by=by, activity=activity, words=LONG_WORD, theme_name=LONG_WORD[:100], session=session, person=self.long
            )
            decision = involvement.decide(
                by=by,
                activity=activity,
                views=[view],
                you_said=LONG_WORD,
                outcome="not_yet",
                we_decided=LONG_WORD,
                rationale=LONG_WORD,
                owner=priya,
            )
            telling = Telling.objects.open().filter(service=service, person__isnull=False).first()
            material = involvement.add_material(
                by=by,
                service=service,
                title=LONG_WORD,
                kind="film",
                says=LONG_WORD,
                link=f"https://example.org/{LONG_WORD}",
                owner=priya,
                author=self.user("str"),
                review_on=timezone.localdate() + timedelta(days=9),
            )
            involvement.note_reading(by=by, material=material, comment=LONG_WORD, person=self.long)
            involvement.put_up(by=by, material=material, where=LONG_WORD)
        of_activity = [name for name, model in MODELS.items() if model is Activity]
        of_decision = ("decision", "change_decision", "publish_decision", "discard_decision")
        self.under_way = {
            **dict.fromkeys(of_activity, activity.pk),
            **dict.fromkeys(of_decision, decision.pk),
            "change_view": view.pk,
            "answer_invitation": place.pk,
            "hold_session": session.pk,
            "minutes": session.pk,
            "telling": telling.pk,
            "note_try": telling.pk,
            **dict.fromkeys([name for name, model in MODELS.items() if model is Material], material.pk),
        }

    def begin_recording(self, service, by):
        """Drafts that stand at every question. Returns what is in the address of each: one without an answer first."""
        begun = Draft.objects.recording().get(service=service)
        wording = {key: Wording.objects.in_force(service, key) for key in (Purpose.RECORD, Purpose.CONTACT)}
        site = Site.objects.filter(service=service).first()
        complete = {
            "help": {
                "needs": {},
                "other": LONG_WORD,
                "language": "",
                "interpreter_needed": True,
                "ask_needs_later": False,
            },
            "record": {"record": "yes"},
            "name": {"name_to_use": "Dot Sample"},
            "age": {"date_of_birth": None, "age_band": "18_over"},
            "site": {"site": site.pk, "site_name": site.name},
            "connection": {"connection": "uses_now"},
            "contact": {"contact": "later"},
            "later": {"ask_on": "2027-12-31"},
            "way": {"channel": "letter", "address": LONG_WORD, "safe_times": LONG_WORD} | NO_OTHER_WAY,
            "more": {"full_name": LONG_WORD, "pronouns": "", "present": LONG_WORD, "route": "in_person"},
        }
        drafts = {}
        for name, changes in {"complete": {}, "not asked": {"contact": {"contact": "not_asked"}}}.items():
            drafts[name] = draft = consent.start_draft(
                by=by, service=service, key=uuid4(), step="help", kept=complete["help"]
            )
            for step, kept in (complete | changes).items():
                consent.keep_answer(by=by, draft=draft, step=step, kept=kept, reads_out=step, wording=wording.get(step))
        self.complete = drafts["complete"]
        return [
            {"pk": begun.pk, "step": "name"},
            *({"pk": self.complete.pk, "step": step} for step in complete if step != "name"),
            {"pk": drafts["not asked"].pk, "step": "why-not"},
            *self.begin_deciding(service, by, complete["help"]),
        ]

    def begin_deciding(self, service, by, helps):
        """Drafts at every question of deciding: of a child, of somebody without capacity, and at the dead ends."""
        young = {"date_of_birth": date(timezone.localdate().year - 14, 1, 1).isoformat(), "age_band": ""}
        signed = signature(by.user, timezone.localdate())
        not_competent = dict.fromkeys(["understands", "freely", "competent"], NOT_COMPETENT | signed)
        mother = {
            "giver_name": LONG_WORD,
            "giver_relationship": "mother",
            "giver_checked": "Seen",
            "child_agrees": True,
        }
        unable = dict.fromkeys(["helped", "abilities", "cause"], LACKS)
        lacks = {**unable, "can-wait": LACKS, "capacity": LACKS | signed}
        against = IN_FAVOUR | {"in_favour": "neither", "review_on": "2028-03-03", **signed}
        decided = dict.fromkeys(["circumstances", "wishes", "consulted", "best-interests"], against)
        yes, cannot = {"record": {"record": "yes"}}, {"record": {"record": "cannot"}}
        named, grown = {"name": {"name_to_use": "Dot Sample"}}, {"age": {"date_of_birth": None, "age_band": "18_over"}}
        stands = [
            (
                {**yes, **named, "age": young, **not_competent, "giver": mother},
                [*not_competent, "giver", "giver-answer"],
            ),
            ({**yes, **named, "age": {"date_of_birth": None, "age_band": "under_10"}}, ["under-10"]),
            ({**yes, **named, "age": {"date_of_birth": None, "age_band": "10_15"}, **not_competent}, ["no-birthday"]),
            ({**cannot, **grown, **unable, "can-wait": LACKS | {"can_wait": True}}, ["wait"]),
            (
                {**cannot, **grown, **lacks, "who-answers": {"ground": "best_interests"}, **decided},
                [*lacks, "who-answers", *decided, "not-in-interests"],
            ),
        ]
        found = []
        for answers, steps in stands:
            draft = consent.start_draft(by=by, service=service, key=uuid4(), step="help", kept=helps)
            record = Wording.objects.in_force(service, Purpose.RECORD)
            for step, kept in answers.items():
                words = record if step == "record" else None
                consent.keep_answer(by=by, draft=draft, step=step, kept=kept, reads_out=step, wording=words)
            found += [{"pk": draft.pk, "step": step} for step in steps]
        return found

    def begin_in_public_interest(self, service, by):
        """Drafts at every question, to record and to share. Returns what is in the address of each: one unanswered."""
        long = dict.fromkeys(DECISION, LONG_WORD)
        kept = {
            "help": {
                "needs": {"easy_read": LONG_WORD},
                "other": LONG_WORD,
                "language": "",
                "interpreter_needed": True,
                "ask_needs_later": False,
            },
            "purpose": {"purpose": "offending"},
            "recipient": {"recipient_kind": "role", "recipient_name": LONG_WORD, "recipient_address": LONG_WORD},
            "no-consent": {"consent_sought": "unsafe", "consent_words": LONG_WORD},
            "told": {"told": False, "told_what": "", "told_why_not": LONG_WORD},
            "name": {"name_to_use": LONG_WORD[:80]},
            "age": {"date_of_birth": None, "age_band": "16_17"},
            "site": {"site": None, "site_name": ""},
            "connection": {"connection": "uses_now"},
        }
        begun = Draft.objects.deciding().get(service=service)
        found = [{"pk": begun.pk, "step": "recipient"}]
        for walk, person in ((TO_RECORD, None), (TO_SHARE, self.long)):
            first, *steps = walk.steps
            draft = consent.start_draft(
                by=by,
                service=service,
                key=uuid4(),
                step=first.key,
                kept=kept.get(first.key, long),
                kind=Draft.Kind.PUBLIC_INTEREST,
                about=person and {"person": person.reference},
            )
            for step in steps:
                consent.keep_answer(by=by, draft=draft, step=step.key, kept=kept.get(step.key, long))
            found += [{"pk": draft.pk, "step": step.key} for step in walk.steps]
        decision = consent.decide_public_interest(
            by=by,
            person=self.long,
            aim="share",
            recipient={"kind": "role", "name": LONG_WORD, "address": ""},
            **long | {"purpose": "crime", "consent_sought": "refused", "told": True},
        )
        consent.review_public_interest(
            by=staff(self.user("manager")), decision=decision, outcome="turned_down", words=LONG_WORD
        )
        return found

    def begin_assessing(self, service, by):
        """An assessment of each kind, with all its answers. Returns what is in the address of each question."""
        names = {"competence": "Robin", "capacity": "Sacha", "best-interests": "Sky"}
        people = {kind: Person.objects.get(service=service, name_to_use=name) for kind, name in names.items()}
        self.assessable = list(people.items())
        models = (CompetenceAssessment, CapacityAssessment, BestInterestsDecision)
        rows = [model.objects.filter(service=service).first() for model in models]
        self.assessed = [{"kind": kind, "pk": row.pk} for kind, row in zip(names, rows, strict=True)]
        signed, found = signature(by.user, timezone.localdate()), []
        for (kind, person), row in zip(self.assessable, rows, strict=True):
            about = {"person": person.pk, "purpose": "equality", "kind": kind}
            begun = {"key": uuid4(), "kind": Draft.Kind.ASSESSMENT, "step": "begun", "kept": {}, "about": about}
            draft = consent.start_draft(by=by, service=service, **begun)
            kept = kept_of(row, kind) | signed
            for step in WALKS[kind].steps_for({step.key: kept for step in WALKS[kind].steps}):
                consent.keep_answer(by=by, draft=draft, step=step.key, kept=kept)
                found.append({"pk": draft.pk, "step": step.key})
        return found

    def record_somebody_with_a_long_name(self, service, by):
        wording = Wording.objects.in_force
        return record_person(
            by=by,
            service=service,
            details={
                "name_to_use": LONG_WORD[:80],
                "full_name": LONG_WORD,
                "connection": "lived_it",
                "age_band": "18_over",
                "email": f"{LONG_WORD[:60]}@example.org",
                "access_needs": LONG_WORD,
            },
            record_wording=wording(service, Purpose.RECORD),
            contact={"answer": "given", "wording": wording(service, Purpose.CONTACT)},
            safe_contacts=[{"channel": "email", "allowed": True, "safe_times": LONG_WORD}],
        )


def pages_by_who_opens_them(world, part):
    """{who: [(name, address)]} of every address of a part, each opened by somebody who may."""
    pages = defaultdict(list)
    for name, keys, view in OURS:
        if name in NO_PAGE:
            continue
        for values in values_of(world, name, keys):
            address = reverse(name, kwargs=values) + query_for(world, name)
            who = OPENED_BY.get(name) or who_may_open(view.access)
            if part_of(who, address) == part:
                pages[who].append((name, address))
    for who, address in MORE:
        if part_of(who, address) == part:
            pages[who].append(("", address))
    return pages


def part_of(who, address):
    if who in (NOBODY, SERVICE_USER):
        return PARTS[0]
    return {"consent": PARTS[1], "involvement": PARTS[2]}.get(address.split("/")[1], PARTS[3])


def values_of(world, name, keys):
    """What stands in an address: of each row that looks different, of one under way, or else of any."""
    with scope_of_staff(world.northshire):
        if name in ("activity", "decision", "disclosure", "material"):
            rows = MODELS[name].objects.filter(service=world.northshire)
            return [{"pk": pk} for pk in rows.values_list("pk", flat=True)]
        if "token" in keys:
            # Of a link that works; where it does not, all its pages are one.
            sent = [Message.objects.get(service=world.northshire, delivery="delivered")]
            if name in ("link", "link_stop"):
                about = Message.objects.filter(service=world.northshire, registration__confirmed_at=None)
                sent.append(about.get(about=Message.CONFIRM, state="sent"))
            return [{"token": token_of(message)} for message in sent]
        if name == "record_step":
            return world.steps
        if name == "assess_step":
            return world.assessing
        if name in ("go_on_assessing", "check_assessment", "throw_away_assessment"):
            return [{"pk": pk} for pk in {values["pk"] for values in world.assessing}]
        if name == "assessment":
            return world.assessed
        if name == "assess":
            return [{"reference": one.reference, "purpose": "share", "kind": kind} for kind, one in world.assessable]
        if name == "decide_step":
            return world.in_public_interest
        if name in OF_DECISIONS:
            return [{"pk": pk} for pk in {values["pk"] for values in world.in_public_interest}]
        if name == "decision_in_public_interest":
            # One that waits first, so that its review is sent empty.
            first = F("reviewed_at").asc(nulls_first=True)
            rows = PublicInterestDecision.objects.filter(service=world.northshire).order_by(first, "-pk")
            return [{"pk": pk} for pk in rows.values_list("pk", flat=True)]
        if MODELS.get(name) is Draft:
            return [{"pk": world.complete.pk}]
        if name == "details_to_add":
            left = DetailToAdd.objects.open().filter(service=world.northshire).first().person
            return [{"reference": left.reference}, {"reference": world.long.reference}]
        if name == "recall_answer":
            return [{"pk": Disclosure.objects.waiting_for_an_answer().filter(service=world.northshire).first().pk}]
        if name in ("person", "change_person"):
            return [{"reference": world.long.reference}, {"reference": sample(world, name, "reference")}]
        if name == "disclose":  # with a form first, then without a ground
            return [{"reference": sample(world, name, "reference")}, {"reference": world.long.reference}]
    if name == "checklist_item":
        return [{"key": key} for key in RULES]
    of_their_own = name in MINE or name in OF_USER_LED or name == "ask_for_a_place"
    under_way = {"pk": world.under_way[name]} if name in world.under_way and not of_their_own else {}
    return [under_way | {key: sample(world, name, key) for key in keys if key not in under_way}]


def query_for(world, name):
    if name in ("recall_letters", "recall_letters_to_print"):
        with scope_of_staff(world.northshire):
            ours = Disclosure.objects.filter(service=world.northshire)
            chosen = ours.to_recall() if name == "recall_letters" else ours.waiting_for_an_answer()
            return f"?for={chosen.first().pk}"
    return query_of(world, name)


def who_may_open(access):
    without_permission = {"public": NOBODY, "my": SERVICE_USER, "leading": SERVICE_USER, "signed_in": "practitioner"}
    if access.kind in without_permission:
        return without_permission[access.kind]
    return next(user for role, user in ROLES.items() if permissions_of([role]) & set(access.permissions))
