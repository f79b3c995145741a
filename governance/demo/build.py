"""Builds the demonstration through the same actions that pages use, dated as it would have happened."""

import uuid
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from consent import actions as consent
from consent.models import Agreement, Channel, Draft, Message, PaperForm, Person, Wording
from consent.outbox import record_sent
from consent.reference import publish_standard_wording
from consent.rules import may_contact
from core import actions as core
from core import actors, clock, registries
from core.models import DayDone, Membership, Service, Site, User
from core.scope import scope_of_staff
from governance.demo import words
from governance.demo.asking_later import build_asking_later
from governance.demo.case_study import DECISIONS, QUESTIONNAIRE, WORKSHOPS
from governance.demo.endings import build_endings
from governance.demo.grounds import build_grounds
from governance.demo.hearing import build_hearing
from governance.demo.materials import build_materials
from governance.demo.messages import build_messages
from governance.demo.needs import DETAILS, needs_at_a_session
from governance.demo.partnership import SIGNED, build_partnership
from governance.demo.people import EASTSHIRE, NORTHSHIRE
from governance.demo.questionnaires import build_first_questionnaire, build_questionnaire
from governance.demo.registering import build_registrations
from governance.demo.sharing import build_sharing
from governance.demo.user_led import user_led
from involvement import actions as involvement
from involvement.models import Activity, Group, Level, Method, Telling, View
from involvement.models.activities import State

PASSWORD = "alongside-demo"  # noqa: S105  (printed for everybody to use; made only where DEBUG is on)
BY = actors.command("seed_demo")

SERVICES = [
    {
        "name": "Northshire Liaison and Diversion",
        "slug": "northshire",
        "provider": "Northshire Invented NHS Foundation Trust",
        "area": "Northshire",
        "contact_name": "Robin",
        "contact_phone": "01632 960 001",
        "contact_email": "involvement@northshire.example.org",
        "introduction": "We meet people in police custody and at court who could do with some support.",
        "privacy_contact": "Information governance, privacy@northshire.example.org",
    },
    {
        "name": "Eastshire Liaison and Diversion",
        "slug": "eastshire",
        "provider": "Eastshire Invented NHS Foundation Trust",
        "area": "Eastshire",
        "contact_name": "Alex",
        "contact_phone": "01632 960 002",
        "contact_email": "involvement@eastshire.example.org",
        "introduction": "We meet people in police custody and at court who could do with some support.",
        "privacy_contact": "Information governance, privacy@eastshire.example.org",
    },
]
SITES = {
    "northshire": [
        ("Northtown police station", Site.Kind.POLICE_CUSTODY, True),
        ("Northtown Magistrates' Court", Site.Kind.MAGISTRATES_COURT, False),
        ("Northtown community hub", Site.Kind.COMMUNITY, False),
    ],
    "eastshire": [
        ("Eastport police station", Site.Kind.POLICE_CUSTODY, True),
        ("Eastport Magistrates' Court", Site.Kind.MAGISTRATES_COURT, False),
        ("Eastport Crown Court", Site.Kind.CROWN_COURT, False),
    ],
}
MEMBERS = [
    ("northshire", "practitioner@example.org", "Priya Practitioner", "practitioner"),
    ("northshire", "str@example.org", "Stevie Support", "str_worker"),
    ("northshire", "manager@example.org", "Morgan Manager", "manager"),
    ("northshire", "ig@example.org", "Ines Governance", "ig_lead"),
    ("northshire", "commissioner@example.org", "Chris Commissioner", "commissioner"),
    ("northshire", "admin@example.org", "Ade Administrator", "admin"),
    ("northshire", "finance@example.org", "Finley Finance", "finance"),
    ("eastshire", "outsider@example.org", "Oakley Outsider", "practitioner"),
]
# People recorded in a hurry, with some things left for later.
LEFT_FOR_LATER = ("Dot Sample", "Ed Sample")
NOTHING_HELPS = {"needs": {}, "other": "", "language": "", "interpreter_needed": False, "ask_needs_later": False}
SERVICE_USER = ("person@example.org", "Asha Sample")


def build(say=lambda text: None):
    """Build what is missing of the demonstration. Running it again changes nothing that is there."""
    services = [_service(**values) for values in SERVICES]
    for service, invented in zip(services, (NORTHSHIRE, EASTSHIRE), strict=True):
        with scope_of_staff(service):
            _sites_and_staff(service)
            _done_before_today(service)
            if not Wording.objects.filter(service=service).exists():
                with clock.at(_moment(400)):
                    publish_standard_wording(by=BY, service=service)
                if service.slug == "northshire":
                    with clock.at(_moment(60)):
                        words.replace_one_version(service, actors.staff(_staff("manager")))
                        words.publish_examples(service, actors.staff(_staff("manager")))
            if not Person.objects.filter(service=service).exists():
                _people(service, invented)
                worker = actors.staff(_staff("str_worker")) if service.slug == "northshire" else None
                build_registrations(service, _days_ago, worker)
                _begun_and_handed_over(service)
                if service.slug == "northshire":
                    site = Site.objects.filter(service=service).order_by("pk").first()
                    by, reviewer = actors.staff(_staff("practitioner")), actors.staff(_staff("manager"))
                    build_grounds(service, by, reviewer, site)
                    build_endings(service, by, site, _days_ago)
                    build_sharing(service, by, _days_ago)
                else:
                    by = actors.staff(User.objects.get(email="outsider@example.org"))
                    build_first_questionnaire(service=service, by=by, days_ago=_days_ago)
                say(f"{service}: {len(invented)} invented people.")
    northshire = services[0]
    with scope_of_staff(northshire):
        _words_and_paper(northshire)
        _account_of_a_service_user(northshire)
        if not Activity.objects.filter(service=northshire).exists():
            _case_study(northshire)
            _feedback_session(northshire)
            _questionnaire(northshire)
            _leaflet(northshire)
            build_partnership(service=northshire, by=actors.staff(_staff("manager")), days_ago=_days_ago)
            _panel(northshire)
            _called_off(northshire)
            by = actors.staff(_staff("str_worker"))
            build_hearing(service=northshire, by=actors.staff(_staff("practitioner")), days_ago=_days_ago)
            lead = actors.staff(_staff("practitioner"))
            user_led(service=northshire, by=lead, plan=_plan, moment=_moment, days_ago=_days_ago)
            needs_at_a_session(service=northshire, by=by, moment=_moment, days_ago=_days_ago)
            build_questionnaire(
                service=northshire, writer=actors.staff(_staff("manager")), worker=by, days_ago=_days_ago
            )
            build_messages(northshire, by=actors.staff(_staff("manager")))
            build_asking_later(northshire, by, _days_ago)
            _looked_at(northshire)
            say("The case study of the paper: six partners, their workshops, and what came of them.")


def _moment(days_ago, hour=11) -> datetime:
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time(hour)))


@contextmanager
def _days_ago(days):
    with clock.at(_moment(days)):
        yield


def _service(**values):
    return Service.objects.filter(slug=values["slug"]).first() or core.create_service(by=BY, **values)


def _sites_and_staff(service):
    for name, kind, vetting in SITES[service.slug]:
        if not Site.objects.filter(service=service, name=name).exists():
            core.add_site(by=BY, service=service, name=name, kind=kind, police_vetting_needed=vetting)
    for slug, email, name, role in MEMBERS:
        if slug == service.slug and not Membership.objects.filter(user__email=email, service=service).exists():
            membership = core.add_member(by=BY, service=service, email=email, name=name, role=role, password=PASSWORD)
            EmailAddress.objects.get_or_create(
                user=membership.user, email=email, defaults={"verified": True, "primary": True}
            )
            if role == "str_worker":
                from_day = timezone.localdate() - timedelta(days=300)
                core.set_involvement_responsibility(by=BY, membership=membership, from_day=from_day)


def _done_before_today(service):
    """As if the worker had run yesterday, so that it has today's tasks before it."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for task, _ in registries.daily:
        if not DayDone.objects.filter(service=service, task=task).exists():
            core.note_day_done(by=BY, service=service, task=task, day=yesterday)


def _staff(role):
    return User.objects.get(memberships__role=role, memberships__service__slug="northshire")


def _people(service, invented_people):
    by = actors.staff(User.objects.filter(memberships__service=service, memberships__role="practitioner").first())
    sites = list(Site.objects.filter(service=service).order_by("pk"))
    for number, invented in enumerate(invented_people):
        days = 330 - number * 9
        with _days_ago(days):
            wording = {purpose: Wording.objects.in_force(service, purpose) for purpose in ("record", "contact")}
            person = consent.record_person(
                by=by,
                service=service,
                details=_details(invented, number, sites[number % len(sites)]),
                record_wording=wording["record"],
                contact=_contact_answer(invented, wording["contact"]),
                safe_contacts=[
                    {"channel": way, "allowed": True, "may_say_who": invented.says_who} for way in invented.ways
                ],
                left_for_later=("pronouns", "safe_times") if invented.name in LEFT_FOR_LATER else (),
            )
            if invented.needs is not None:
                review_on = (
                    timezone.localdate() + timedelta(days=2 * number - 3) if number < 3 else None
                )  # some are due
                consent.record_needs(
                    by=by,
                    person=person,
                    needs={key: DETAILS.get(key, "") for key in invented.needs},
                    other=invented.helps,
                    review_on=review_on,
                )
        if invented.story in ("withdrew_contact", "withdrew_record"):
            purpose = invented.story.removeprefix("withdrew_")
            agreement = person.agreements.open().get(purpose_id=purpose)
            with _days_ago(max(days - 60, 1)):
                consent.withdraw_agreement(by=by, agreement=agreement, reason="They changed their mind")
    for days in (40, 25, 12, 3):
        consent.note_asked(by=by, service=service, site=sites[0], day=timezone.localdate() - timedelta(days=days))


def _begun_and_handed_over(service):
    """What a colleague began, at the question of the name, and handed over at the end of a shift."""
    members = User.objects.filter(memberships__service=service)
    priya = members.filter(memberships__role="practitioner").first()
    stevie = members.filter(memberships__role="str_worker").first()
    if stevie is None:
        return
    by, key = actors.staff(stevie), uuid.uuid4()
    draft = consent.start_draft(by=by, service=service, key=key, step="help", kept=NOTHING_HELPS)
    record = Wording.objects.in_force(service, "record")
    consent.keep_answer(by=by, draft=draft, step="record", kept={"record": "yes"}, reads_out="record", wording=record)
    consent.hand_over(by=by, service=service, to=priya)
    person = Person.objects.get(service=service, full_name=LEFT_FOR_LATER[0])
    about = {"person": person.pk, "purpose": "share", "kind": "capacity"}
    begun = {"key": uuid.uuid4(), "kind": Draft.Kind.ASSESSMENT, "step": "begun", "kept": {}, "about": about}
    consent.start_draft(by=actors.staff(priya), service=service, **begun)
    consent.close_details(by=by, person=person, details=["pronouns"], outcome="not_wanted")


def _details(invented, number, site):
    first = invented.name.split(" ")[0]
    return {
        "name_to_use": first,
        "full_name": invented.name,
        "date_of_birth": date(1950 + (number * 7) % 55, 1 + number % 12, 1 + number % 28),
        "connection": invented.connection,
        "phone": f"07700 900{number:03d}",
        "email": f"{first.lower()}@people.example.org",
        "address": f"{number + 1} Example Street, Northtown" if "letter" in invented.ways else "",
        "language": invented.language,
        "interpreter_needed": bool(invented.language),
        "site": site,
    }


def _contact_answer(invented, wording):
    if invented.story == "refused":
        return {"answer": "refused", "wording": wording}
    if invented.story == "not_asked":
        return {"answer": "not_asked", "not_asked_reason": "too_unwell"}
    if invented.story == "later":
        return {"answer": "given", "wording": wording, "not_before": timezone.localdate() + timedelta(days=45)}
    return {"answer": "given", "wording": wording}


def _words_and_paper(service):
    if PaperForm.objects.filter(service=service).exists():
        return
    with _days_ago(9):
        words.begin_another(service, actors.staff(_staff("manager")))
    by, site = actors.staff(_staff("practitioner")), Site.objects.filter(service=service).order_by("pk").first()
    with _days_ago(20):
        words.print_sheets(service, by)
    with _days_ago(12):
        words.type_in_sheets(service, by, site)


def _account_of_a_service_user(service):
    email, name = SERVICE_USER
    user = User.objects.filter(email=email).first()
    if user is None:
        user = core.add_user(by=BY, email=email, name=name, password=PASSWORD)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if not user.accounts_of.exists():
        person = Person.objects.get(service=service, full_name=name)
        # A code to sign in goes to the address on their record.
        consent.change_details(by=BY, person=person, details={"email": email})
        consent.set_safe_contact(by=BY, person=person, channel="email", allowed=True, may_say_who=True)
        consent.give_account(by=BY, user=user, person=person)
        own, words = actors.the_person(person), Wording.objects.in_force(service, "equality")
        consent.record_answer(
            by=own, person=person, purpose_key="equality", answer="given", wording=words, route="own_page"
        )
        answers = {"age": "35_44", "sex": "female", "religion": "none", "condition": "prefer_not"}
        consent.give_equality_answers(by=own, person=person, answers=answers)
        for days, role in ((30, "str_worker"), (9, "practitioner")):
            with _days_ago(days):
                consent.log_opening(by=actors.staff(_staff(role)), person=person, page="record")


def _looked_at(service):
    """What the information governance lead finds: who opened which record, changes to details, a restricted record."""
    practitioner, worker, manager, lead = (
        actors.staff(_staff(role)) for role in ("practitioner", "str_worker", "manager", "ig_lead")
    )
    people = list(Person.objects.filter(service=service).not_restricted().order_by("pk"))
    for number, person in enumerate(people):
        for days, by, page in (
            (number % 28 + 2, worker, "record"),
            (number % 19 + 1, practitioner, "record"),
            (number % 13 + 1, manager, "timeline"),
        ):
            with _days_ago(days):
                consent.log_opening(by=by, person=person, page=page)
    changed = people[3]
    with _days_ago(6):
        consent.change_details(by=practitioner, person=changed, details={"phone": "07700 900444", "pronouns": "she"})
    with _days_ago(5):
        consent.set_safe_contact(
            by=worker, person=changed, channel=Channel.TELEPHONE, allowed=True, safe_times="After 6 in the evening"
        )
    yes = Agreement.objects.filter(purpose_id="contact", answer="given", ended_at=None, person__in=people)
    busy = yes.filter(person__places=None).order_by("pk").first()
    consent.withdraw_agreement(by=actors.the_person(busy.person), agreement=busy, reason="I am too busy now")
    restricted = Person.objects.filter(service=service).restricted().order_by("pk").first()
    for by, person in ((worker, changed), (practitioner, busy.person), (manager, people[0])):
        consent.log_opening(by=by, person=person, page="record")
    with _days_ago(3):
        why = "They wrote to ask what we still hold"
        consent.log_opening(by=lead, person=restricted, page="restricted record", why=why)
    with _days_ago(2):
        core.note_export(by=lead, service=service, what="audit", narrowed_to=f"the record {changed.reference}")


def _plan(service, by, **values):
    return involvement.plan_activity(
        by=by,
        service=service,
        **{
            "domain": Activity.Domain.SERVICE,
            "lead": by.user,
            "equality_considered": "Held with a partner the group trusts, in a place that is step free, with"
            " interpreters offered, so that people who are seldom asked can take part.",
            "access_arrangements": "Step free. Easy read papers. Tell us what you need.",
            "incentives": "Travel and childcare are paid. Lunch. A certificate, and a reference if you want one.",
            "cannot_change": "What the law says, and what other organisations run.",
            "principles": "Everybody is heard. Nobody has to tell their story, and anybody may stop at any time.",
            "process": "A worker rings each person beforehand, meets them at the door, and rings again afterwards.",
            "impact": "Something in how we work changes, and those who took part can say what it was.",
            **values,
        },
    )


def _move(by, activity, *states):
    for state in states:
        activity = involvement.move_activity(by=by, activity=activity, to=state)
    return activity


def _case_study(service):
    by = actors.staff(_staff("practitioner"))
    manager = actors.staff(_staff("manager"))
    for workshop in WORKSHOPS:
        group = Group.objects.get(pk=workshop.group)
        days = workshop.months_ago * 30
        with _days_ago(days + 30):
            partner = involvement.add_partner(
                by=manager, service=service, name=workshop.partner, kind=workshop.kind, groups=[group]
            )
            involvement.add_partner_agreement(
                by=manager,
                partner=partner,
                kind="memorandum",
                starts_on=timezone.localdate() - timedelta(days=days + 30),
                ends_on=timezone.localdate() + timedelta(days=365 - days),
                feedback_clause=True,
                owner=manager.user,
                clause="They ask everybody three months on, and tell us what was said.",
                upload=SIGNED if workshop is WORKSHOPS[0] else None,
            )
            activity = _plan(
                service,
                by,
                title=workshop.title,
                purpose=f"To hear from {group.name[0].lower() + group.name[1:]} what matters to them in the service.",
                level=Level.objects.get(pk=Level.PARTICIPATION),
                method=Method.objects.get(pk="deliberative_workshops"),
                can_change="How we work at all sites, and what we ask partners to do.",
                partner=partner,
                groups=[group],
                starts_on=timezone.localdate() - timedelta(days=days),
                where=f"With {workshop.partner}",
                places=15,
            )
            activity = _move(by, activity, State.OPEN)
        _hold(service, by, activity, workshop, days)
        _decide(by, activity, workshop, days)


def _hold(service, by, activity, workshop, days):
    invited = []
    with _days_ago(days + 14):
        for person in _members(service, workshop.group):
            place = involvement.invite(by=by, activity=activity, person=person)
            involvement.answer_invitation(by=by, place=place, state="accepted")
            invited.append(person)
        session = involvement.plan_session(
            by=by, activity=activity, title=workshop.title, starts_at=_moment(days), where=activity.where
        )
        involvement.note_plan_change(
            by=by,
            activity=activity,
            asked="People asked to start later and to leave time to talk in small groups.",
            changed="It starts at eleven, and half of the time is in small groups.",
        )
    _move(by, activity, State.RUNNING)
    with _days_ago(days):
        involvement.hold_session(
            by=by,
            session=session,
            minutes="We met for two hours and talked about what matters. The findings were read back and agreed.",
            publish=workshop.months_ago > 2,
            came=[person.pk for person in invited[:-1] or invited],
            others_attended=6,
        )
        for finding in workshop.findings:
            involvement.record_view(
                by=by,
                activity=activity,
                words=finding.words,
                theme_name=finding.theme,
                group=Group.objects.get(pk=workshop.group),
                session=session,
            )


def _members(service, group):
    """The people of the demonstration in a group who may be contacted, as the invitation asks."""
    names = [invented.name for invented in NORTHSHIRE if group in invented.groups]
    people = Person.objects.filter(service=service, full_name__in=names).not_restricted().order_by("pk")
    return [person for person in people if may_contact(person)]


def _decide(by, activity, workshop, days):
    decided = [decision for decision in DECISIONS if decision.group == workshop.group]
    if workshop.months_ago <= 2:
        return  # still running: views wait for a decision
    with _days_ago(days - 7):
        activity = _move(by, activity, State.CLOSED)
    for decision in decided:
        with _days_ago(days - 20):
            made = involvement.decide(
                by=by,
                activity=activity,
                views=View.objects.filter(activity=activity, theme__name__in=decision.themes),
                you_said=decision.you_said,
                outcome=decision.outcome,
                we_decided=decision.we_decided,
                rationale=decision.because,
                owner=by.user,
                due=timezone.localdate() - timedelta(days=days - 90),
            )
            involvement.publish_decisions(by=by, decisions=[made])
        if decision.done:
            with _days_ago(10):
                involvement.mark_decision_done(by=by, decision=type(made).objects.get(pk=made.pk))
        if decision.told:
            with _days_ago(days - 30):
                _tell_all(by, made)
    views_left = View.objects.filter(activity=activity).exclude(decisions__published_at__isnull=False)
    if decided and not views_left.exists():
        activity = _move(by, activity, State.DECIDED)
        if not Telling.objects.open().filter(decision__activity=activity).exists():
            with _days_ago(days - 31):
                _move(by, activity, State.FED_BACK)


def _tell_all(by, decision):
    for telling in Telling.objects.open().filter(decision=decision).exclude(how=Telling.How.MESSAGE):
        how = Telling.How.FACE_TO_FACE if telling.person_id else Telling.How.PARTNER
        involvement.tell(by=by, telling=telling, how=how)
    for message in Message.objects.filter(state="waiting", tellings__decision=decision).distinct():
        record_sent(by=actors.task("sender"), message=message)


def _feedback_session(service):
    """A representative of each workshop reported back, in order to inform practice (the paper, page 5)."""
    by = actors.staff(_staff("manager"))
    with _days_ago(100):
        activity = _plan(
            service,
            by,
            title="Reporting back from the workshops",
            purpose="A representative of each workshop reports its findings, so that they inform practice.",
            level=Level.objects.get(pk=Level.PARTICIPATION),
            method=Method.objects.get(pk="reference_groups"),
            domain=Activity.Domain.GOVERNANCE,
            can_change="How the service is run, and what its board puts first.",
            groups=list(Group.objects.filter(pk__in=[workshop.group for workshop in WORKSHOPS])),
            starts_on=timezone.localdate() - timedelta(days=55),
            site=Site.objects.get(service=service, kind=Site.Kind.COMMUNITY),
            places=12,
        )
        activity = _move(by, activity, State.OPEN)
        for workshop in WORKSHOPS:
            representative = next(iter(_members(service, workshop.group)), None)
            if representative is not None and not representative.places.filter(activity=activity).exists():
                place = involvement.invite(
                    by=by, activity=activity, person=representative, constituency=workshop.title.split(":")[0]
                )
                involvement.answer_invitation(by=by, place=place, state="accepted")
    with _days_ago(70):
        session = involvement.plan_session(
            by=by, activity=activity, title="Reporting back", starts_at=_moment(55), where=str(activity.site)
        )
        activity = _move(by, activity, State.RUNNING)
    with _days_ago(55):
        came = list(activity.taken_places.values_list("person_id", flat=True))
        minutes = "Each workshop told what it had found, and the board listened and asked."
        involvement.hold_session(by=by, session=session, minutes=minutes, came=came, others_attended=2)
        for workshop in WORKSHOPS:
            for place in activity.taken_places.filter(constituency=workshop.title.split(":")[0]):
                involvement.record_view(
                    by=by,
                    activity=activity,
                    words=workshop.findings[0].words,
                    theme_name=workshop.findings[0].theme,
                    group=Group.objects.get(pk=workshop.group),
                    session=session,
                    person=place.person,
                )
    with _days_ago(50):
        _move(by, activity, State.CLOSED)


def _questionnaire(service):
    by = actors.staff(_staff("practitioner"))
    with _days_ago(60):
        activity = _plan(
            service,
            by,
            title="How was your time with us?",
            purpose="To hear what was good and what was not, from people who have moved on.",
            level=Level.objects.get(pk=Level.CONSULTATION),
            method=Method.objects.get(pk="exit_questionnaires"),
            can_change="How we explain what happens, and how we keep in touch afterwards.",
            starts_on=timezone.localdate() - timedelta(days=50),
            site=Site.objects.get(service=service, kind=Site.Kind.POLICE_CUSTODY),
            access=Activity.Access.ANYONE,
        )
        activity = _move(by, activity, State.OPEN, State.RUNNING)
    with _days_ago(45):
        asked = list(_members(service, "women") + _members(service, "bme"))[: len(QUESTIONNAIRE)]
        for person, (theme, words) in zip(asked, QUESTIONNAIRE, strict=True):
            involvement.record_view(by=by, activity=activity, words=words, theme_name=theme, person=person)
    with _days_ago(35):
        activity = _move(by, activity, State.CLOSED)
        decision = involvement.decide(
            by=by,
            activity=activity,
            views=View.objects.filter(activity=activity, theme__name="Waiting"),
            you_said="Waiting is hard when nobody says why. A drink and somebody to talk to helps.",
            outcome="adopted",
            we_decided="Somebody from our team looks in every hour and says what happens next.",
            rationale="It costs little, custody staff agree, and most people who answered said the same.",
            owner=by.user,
        )
        involvement.publish_decisions(by=by, decisions=[decision])


def _leaflet(service):
    by = actors.staff(_staff("str_worker"))
    with _days_ago(90):
        activity = _plan(
            service,
            by,
            title="Leaflet: you have a say",
            purpose="To say what involvement is and how to register interest.",
            level=Level.objects.get(pk=Level.INFORMATION),
            method=Method.objects.get(pk="leaflets"),
            can_change="Nothing: this tells people what is going on.",
            starts_on=timezone.localdate() - timedelta(days=80),
            where="All sites",
            incentives="",
        )
        activity = _move(by, activity, State.OPEN, State.RUNNING)
    checker = actors.staff(_staff("practitioner"))
    build_materials(service=service, worker=by, checker=checker, activity=activity, days_ago=_days_ago)


def _called_off(service):
    """Cancelled before anybody was asked: no promise was made, so there is none to judge."""
    by = actors.staff(_staff("manager"))
    with _days_ago(4):
        activity = _plan(
            service,
            by,
            title="Coffee morning at the probation office",
            purpose="To hear what helps after court.",
            level=Level.objects.get(pk=Level.CONSULTATION),
            method=Method.objects.get(pk="focus_groups"),
            can_change="What happens in the first week after court.",
            starts_on=timezone.localdate() + timedelta(days=10),
            where="The probation office",
        )
        reason = "The office has no room for us this year."
        involvement.move_activity(by=by, activity=activity, to=State.CANCELLED, reason=reason)


def _panel(service):
    by = actors.staff(_staff("manager"))
    with _days_ago(5):
        activity = _plan(
            service,
            by,
            title="Panel to recruit a support worker",
            purpose="Service users sit on the panel that chooses our next support worker.",
            level=Level.objects.get(pk=Level.PARTNERSHIP),
            method=Method.objects.get(pk="recruitment_panels"),
            can_change="Who is appointed.",
            starts_on=timezone.localdate() + timedelta(days=30),
            site=Site.objects.get(service=service, kind=Site.Kind.COMMUNITY),
            places=2,
        )
        today = timezone.localdate()
        involvement.agree_terms(
            by=by,
            activity=activity,
            text="Everybody on the panel has one vote. We agree on the questions together before the day.",
            agreed_on=today,
            agreed_with="Two people from the reference group, and our team leader",
        )
        involvement.settle_offer(
            by=by,
            activity=activity,
            offer="£75 for up to four hours, and travel paid beforehand. Anybody may refuse it or ask for less.",
            advice="Citizens Advice Northtown, before anything is paid",
            settled_on=today,
        )
