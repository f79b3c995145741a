"""Finding people, and the record of one person."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.changing import ChangePersonForm, SafeContactForm
from consent.forms.people import PeopleFilter
from consent.models import Person, Purpose, SafeContact
from consent.models.agreements import Answer, Ground
from consent.models.contact import Channel, WayToReach
from consent.reading import open_person
from consent.search import found_by
from core import actors, clock, registries
from core.access import staff_page
from core.deeds import who_did
from core.roles import Permission
from core.views import paged, perform, posted, said

RECENT = 10


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def people(request):
    form = PeopleFilter(request.GET, service=request.reader.service)
    form.is_valid()
    chosen = form.cleaned_data
    found = Person.objects.visible_to(request.reader)
    if chosen.get("contact") == "yes":
        found = found.may_be_contacted()
    elif chosen.get("contact") == "no":
        found = found.may_not_be_contacted()
    if chosen.get("site"):
        found = found.filter(site=chosen["site"])
    if chosen.get("connection"):
        found = found.filter(connection=chosen["connection"])
    if chosen.get("needs"):
        found = found.with_needs(chosen["needs"])
    found = found_by(found, chosen.get("q") or "").with_contact_answer().with_last_contact().with_what_helps()
    rules_in_force = SafeContact.objects.filter(ended_at__isnull=True, allowed=True)
    page = paged(request, found.prefetch_related(Prefetch("safe_contacts", rules_in_force)))
    for person in page:
        person.contact_sentence = rules.contact_in_words(person)
    filtered = any(chosen.get(name) for name in ("q", "site", "connection", "contact", "needs"))
    may_decide = request.reader.may(Permission.DECIDE_PUBLIC_INTEREST)
    context = {"form": form, "page": page, "filtered": filtered, "may_decide": may_decide}
    context |= {"heading": "People", "wide": True}
    return render(request, "consent/people.html", context)


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def person(request, reference):
    """The record of a person: what matters most first, then what was agreed, and what happened."""
    person = open_person(request, reference, "record", full=True)
    statuses = rules.statuses_of(person)
    may_contact = rules.may_contact(person)
    from_day = rules.may_contact_from(person)
    ways = rules.safe_channels(person)
    can, cannot = _what_may_be_done(request, person)
    may_ask = request.reader.may(Permission.RECORD_PEOPLE)
    context = {
        "person": person,
        "needs_url": reverse("person_needs", args=[person.reference]) if may_ask else "",
        "heading": person.name_to_use,
        "may_contact": may_contact,
        "ways": [rule for rule in ways if from_day is None or rule.review_on is None or rule.review_on >= from_day],
        "from_day": from_day,
        "answers": [_answer_row(request, person, status) for status in statuses],
        "can": can,
        "cannot": cannot,
        "follow_ups": person.follow_ups.all(),
        "contacts_us": rules.contacts_us(person),
        "sections": registries.sections(registries.person_sections, request, person),
        "entries": registries.timeline.of(person, most=RECENT, reader=request.reader),
        "back_url": reverse("people"),
        "back_label": "Back to people",
        "wide": True,
    }
    return render(request, "consent/person.html", context)


def _what_may_be_done(request, person):
    """Buttons for what the reader may do with this person now, and reasons for what may not be done."""
    can, cannot = [], []
    if request.reader.may(Permission.RECORD_PEOPLE):
        if answer := rules.may_ask_again(person, Purpose.CONTACT):
            can.append(_asking_about_contact(person))
        else:
            cannot.append({"label": "Ask about involvement", "reason": answer.why})
        if rules.may_contact(person) and request.reader.may(Permission.TELL_PEOPLE):
            url = reverse("write_to_person", args=[person.reference])
            can.append({"label": "Write a message", "url": url, "secondary": True})
        if rules.may_contact(person) and not person.follow_ups.all():
            url = reverse("plan_follow_up", args=[person.reference])
            can.append({"label": "Ask them later", "url": url, "secondary": True})
        if rules.open_needs(person):
            can.append({"label": "What to arrange for them", "url": reverse("needs_to_meet", args=[person.reference])})
        can.append({"label": "Change details", "url": reverse("change_person", args=[person.reference])})
        can.append({"label": "Change safe contact", "url": reverse("safe_contact", args=[person.reference])})
        can.append(_their_account(person))
    return can, cannot


def _their_account(person) -> dict:
    if person.has_account:
        return {"label": "End their account", "url": reverse("end_account", args=[person.reference])}
    return {"label": "Invite them to an account", "url": reverse("invite_to_account", args=[person.reference])}


def _asking_about_contact(person) -> dict:
    """The thing to press, unless there is an answer that holds, or the day they asked us to wait for is to come."""
    status = rules.status_for(person, Purpose.CONTACT)
    due = status.agreement is not None and status.agreement.review_on
    answered = status.state in ("given", "refused") and not (due and due <= clock.today())
    label = f"Ask {'again ' if answered else ''}about involvement"
    return {
        "label": "How to settle involvement" if status.between else label,
        "url": reverse("ask", args=[person.reference, Purpose.CONTACT]),
        "secondary": answered or bool(rules.asked_for_day(person)),
    }


def _ask_link(request, person, status) -> dict | None:
    """The way to ask one question, in the words of what it is for. None for those who may not ask."""
    if not request.reader.may(Permission.RECORD_PEOPLE):
        return None
    label = "How to settle this" if status.between else "Ask" if status.state == "not_asked" else "Ask again"
    return {"label": label, "url": reverse("ask", args=[person.reference, status.purpose.pk])}


def _who_decided(status) -> str:
    agreement = status.agreement
    noted = f"oted by {who_did(agreement, 'recorded')}"
    if status.state == "not_asked":
        return f"N{noted}"
    if status.between:
        return " and ".join(rules.giver_in_words(answer) for answer in status.between)
    if agreement.ground == Ground.PERSON:
        return f"Their own answer, n{noted}"
    who = rules.giver_in_words(agreement)
    return f"{who[:1].upper()}{who[1:]}, n{noted}"


def _answer_row(request, person, status) -> dict:
    """One line of what somebody agreed to: purpose, answer, who decided, since when, and when it is due."""
    agreement = status.agreement
    row = {"purpose": status.purpose.title, "sentence": status.sentence, "who": "", "due": "", "withdraw": ""}
    row["ask"] = _ask_link(request, person, status)
    if _is_held_all_the_same(request, person, status):
        row["sentence"] += ". It is held without consent, on a decision in the public interest."
    if agreement is None:
        return row
    row["who"] = _who_decided(status)
    if agreement.ended_at is None:
        due = agreement.expires_on or agreement.review_on
        late = ", overdue" if due and due < clock.today() else ""
        row["due"] = f"{due:%-d %B %Y}{late}" if due else ""
    if status.state in ("given", "expired") and request.reader.may(Permission.RECORD_PEOPLE):
        # With several yeses, of parents or to several recipients, they are chosen from on their own page.
        row["withdraw"] = reverse("withdraw", args=[agreement.pk]) if _is_the_only_yes(agreement) else ""
    return row


def _is_held_all_the_same(request, person, status) -> bool:
    """Whether to say that a record is held without a yes, to those who may know of such decisions."""
    if status.purpose.pk != Purpose.RECORD or status.given or not request.reader.may(Permission.SEE_ASSESSMENTS):
        return False
    return rules.is_held_in_public_interest(person)


def _is_the_only_yes(agreement) -> bool:
    yeses = [
        other
        for other in agreement.person.agreements.all()
        if other.purpose_id == agreement.purpose_id and other.ended_at is None and other.answer == Answer.GIVEN
    ]
    return len(yeses) == 1


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def change_person(request, reference):
    person = open_person(request, reference, "details", log=request.method == "GET")
    form = ChangePersonForm(
        posted(request),
        service=request.reader.service,
        initial={name: getattr(person, name) for name in ChangePersonForm.base_fields},
    )
    if form.is_valid():
        by = actors.staff(request.user)
        if changed := perform(form, actions.change_details, by=by, person=person, details=form.cleaned_data):
            return said(request, *_what_changed(changed))
    return _form_page(request, form, person, "Change details")


def _what_changed(person) -> tuple:
    """What to say of a person whose details were changed, and the page to go on to. Another age may change both."""
    if rules.is_restricted(person):
        sentence = (
            "The changes are saved. From 18 on a parent’s answer does not count, so nothing lets us hold this record"
            " any more, and it is restricted. If they agree themselves, record them as somebody new."
        )
        return sentence, "people"
    if rules.age_group(person.date_of_birth, person.age_band) == rules.AgeGroup.UNDER_TEN:
        sentence = "The changes are saved. This child is under 10. Tell the safeguarding lead."
    else:
        sentence = "The changes are saved. What was there before stays in the history."
    return sentence, "person", person.reference


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def safe_contact(request, reference):
    person = open_person(request, reference, "safe contact", log=request.method == "GET")
    in_force = list(person.safe_contacts.filter(ended_at__isnull=True))
    channel = request.GET.get("channel")
    rule = next((rule for rule in in_force if rule.channel == channel), None)
    names = (*SafeContactForm.base_fields,)
    initial = {name: getattr(rule, name) for name in names} if rule else {"channel": channel}
    form = SafeContactForm(posted(request), initial=initial)
    if form.is_valid():
        by = actors.staff(request.user)
        if rule := perform(form, actions.set_safe_contact, by=by, person=person, **form.cleaned_data):
            may = "may be used" if rule.allowed else "must not be used"
            sentence = f"{rule.get_channel_display()} {may} for {person.name_to_use} from now on."
            if rule.channel == WayToReach.SELF and rule.allowed:
                sentence = f"{person.name_to_use} will contact us. Nobody contacts them from now on."
            elif rule.channel == WayToReach.SELF:
                sentence = f"We do not wait for {person.name_to_use} any more. Say in which ways they may be contacted."
            return said(request, sentence, "person", reference)
    missing = {way for way in Channel.values if not rules.address_on(person, way)}
    rows = [(rule, rule.channel in missing) for rule in in_force]
    return _form_page(
        request, form, person, "Change safe contact", template="consent/safe_contact.html", rules_in_force=rows
    )


def _form_page(request, form, person, heading, template="layouts/form.html", **context):
    form.cancel_url = back = reverse("person", args=[person.reference])
    context = {"form": form, "heading": heading, "caption": person.name_to_use, "person": person, **context}
    return render(request, template, {**context, "back_url": back})
