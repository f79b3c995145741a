"""How a partner is worked with: contacts, agreements, feedback that it passes on, and the extended team."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.files import hand_out
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.forms.partners import ArrangementForm, ContactForm, PartnerAgreementForm, ReceivedForm, TeamStepForm
from involvement.models import FeedbackArrangement, PartnerAgreement, PartnerContact, PartnerOrganisation
from involvement.views import form_page, refused, seen


def _partner(request, pk):
    return seen(request, PartnerOrganisation.objects.select_related("service"), pk)


def _add(request, pk, form, action, heading, sentence):
    """A form that adds something to a partner. `heading` and `sentence` may say {partner}."""
    partner = _partner(request, pk)
    by = staff(request.user)
    if form.is_valid() and perform(form, action, by=by, partner=partner, **form.cleaned_data):
        return said(request, sentence.format(partner=partner), "partner", pk)
    return form_page(request, form, heading.format(partner=partner), reverse("partner", args=[pk]))


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def add_partner_agreement(request, pk):
    form = PartnerAgreementForm(posted(request), request.FILES or None, service=request.reader.service)
    heading, sentence = "Record an agreement with {partner}", "The agreement with {partner} is recorded."
    return _add(request, pk, form, actions.add_partner_agreement, heading, sentence)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def agreement_file(request, pk):
    """The signed file, to those who may see the partner."""
    return hand_out(seen(request, PartnerAgreement.objects.select_related("file"), pk).file)


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def add_contact(request, pk):
    heading, sentence = "Whom to speak to at {partner}", "The contact at {partner} is recorded."
    return _add(request, pk, ContactForm(posted(request)), actions.add_contact, heading, sentence)


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def note_team_step(request, pk):
    heading = "Can {partner} be part of the extended team?"
    return _add(request, pk, TeamStepForm(posted(request)), actions.note_team_step, heading, "It is noted.")


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def arrange_feedback(request, pk):
    heading, sentence = "What {partner} passes on", "The arrangement is recorded. It shows on Today when it is due."
    return _add(request, pk, ArrangementForm(posted(request)), actions.arrange_feedback, heading, sentence)


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def receive_feedback(request, pk):
    arrangement = seen(request, FeedbackArrangement.objects.select_related("partner"), pk)
    back, heading = reverse("partner", args=[arrangement.partner_id]), f"What came from {arrangement.partner}?"
    if not (answer := rules.may_receive(arrangement)):
        return refused(request, heading, answer.why, back)
    form = ReceivedForm(posted(request))
    by = staff(request.user)
    kwargs = {"arrangement": arrangement}
    if form.is_valid() and perform(form, actions.receive_feedback, by=by, **kwargs, **form.cleaned_data):
        arrangement.refresh_from_db()
        sentence = f"It is noted. The next is due on {arrangement.next_due:%-d %B %Y}."
        return said(request, sentence, "partner", arrangement.partner_id)
    return form_page(request, form, heading, back, caption=arrangement.what)


def _end(request, row, what, action, heading, button):
    back = reverse("partner", args=[row.partner_id])
    if not (answer := rules.may_end_once(row)):
        return refused(request, heading, answer.why, back)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, action, by=staff(request.user), **{what: row}):
        return said(request, "It is ended. Its record stays.", "partner", row.partner_id)
    context = {"form": form, "heading": heading, "caption": row.partner.name, "button": button}
    return render(request, "layouts/confirm.html", context | {"cancel_url": back, "back_url": back})


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def end_contact(request, pk):
    contact = seen(request, PartnerContact.objects.select_related("partner"), pk)
    heading = f"Is {contact.name} not the one to speak to any more?"
    return _end(request, contact, "contact", actions.end_contact, heading, "End this contact")


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def end_arrangement(request, pk):
    arrangement = seen(request, FeedbackArrangement.objects.select_related("partner"), pk)
    heading = f"End “{arrangement.what}”?"
    return _end(request, arrangement, "arrangement", actions.end_arrangement, heading, "End this arrangement")
