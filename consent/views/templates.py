"""Messages written beforehand, and writing one of them to a person."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, letters, rules
from consent.forms.templates import TemplateFilter, TemplateForm, WriteMessageForm
from consent.models import Message, MessageTemplate
from consent.reading import open_person
from core import actors
from core.access import staff_page
from core.deeds import who_did
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, posted, said, sentence_of


def _find(request, pk) -> MessageTemplate:
    found = MessageTemplate.objects.visible_to(request.reader).select_related("service", "written_by", "published_by")
    return get_object_or_404(found, pk=min(pk, 2**63 - 1))


def state_in_words(template) -> str:
    """Where a message written beforehand stands, as a sentence."""
    if template.retired_at is not None:
        return f"Not in use since {template.retired_at:%-d %B %Y}"
    return f"In use since {template.published_at:%-d %B %Y}" if template.in_use else "Draft: nobody is sent it"


@staff_page(Permission.TELL_PEOPLE)
@require_GET
def templates(request):
    """All of them, by name; those out of use only where they are asked for."""
    form = TemplateFilter(request.GET)
    form.is_valid()
    words, show = form.cleaned_data.get("q", ""), form.cleaned_data.get("show", "")
    found = MessageTemplate.objects.visible_to(request.reader)
    found = {"drafts": found.drafts, "in_use": found.in_use}.get(show, found.all)()
    found = found.filter(retired_at__isnull=show != "retired")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(text__icontains=words) | Q(subject__icontains=words))
    page = paged(request, found)
    for template in page:
        template.state = state_in_words(template)
    context = {
        "form": form,
        "page": page,
        "filtered": bool(words or show),
        "may_write": request.reader.may(Permission.MANAGE_WORDING),
        "heading": "Messages written beforehand",
        "back_url": reverse("outbox"),
        "back_label": "Back to messages",
    }
    return render(request, "consent/messages/templates.html", context)


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def template(request, pk):
    """One of them as an invented person would read it; publishing it, and taking it out of use."""
    template = _find(request, pk)
    may_write = request.reader.may(Permission.MANAGE_WORDING)
    form = PlainForm(posted(request))
    if request.method == "POST" and not may_write:
        form.add_error(None, "A manager decides which messages are used.")
    elif request.method == "POST":
        publish = request.POST.get("do") == "publish"
        action = actions.publish_template if publish else actions.retire_template
        if perform(form, action, by=actors.staff(request.user), template=template):
            done = "is in use from now on" if publish else "is not in use any more"
            return said(request, f"“{template.name}” {done}.", "template", pk)
    preview = letters.of_template(template, rules.INVENTED)
    context = {
        "template": template,
        "form": form,
        "state": state_in_words(template),
        "written_by": who_did(template, "written"),
        "preview": {**preview, "text": letters.finished(preview["text"], template.service, link=True)},
        "invented": rules.INVENTED,
        "may_publish": rules.may_publish_template(template) if template.is_draft else None,
        "may_write": may_write,
        "heading": template.name,
        "back_url": reverse("templates"),
        "back_label": "Back to messages written beforehand",
    }
    return render(request, "consent/messages/template.html", context)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def write_template(request):
    form = TemplateForm(posted(request))
    if form.is_valid():
        by, service = actors.staff(request.user), request.reader.service
        if made := perform(form, actions.write_template, by=by, service=service, **form.cleaned_data):
            return said(request, "The draft is saved. Read it as an invented person would.", "template", made.pk)
    form.cancel_url = back = reverse("templates")
    return render(request, "layouts/form.html", {"form": form, "heading": "Write a message", "back_url": back})


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def change_template(request, pk):
    template = _find(request, pk)
    form = TemplateForm(posted(request), initial={name: getattr(template, name) for name in TemplateForm.base_fields})
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.change_template, by=by, template=template, **form.cleaned_data):
            return said(request, "The draft is saved.", "template", pk)
    form.cancel_url = back = reverse("template", args=[pk])
    context = {"form": form, "heading": "Change a message", "caption": template.name, "back_url": back}
    return render(request, "layouts/form.html", context)


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def write_to_person(request, reference):
    """Choose a message and a safe way, read what it says to this person, and only then send it."""
    person = open_person(request, reference, "writing a message", log=request.method == "GET", full=True)
    templates = MessageTemplate.objects.visible_to(request.reader).in_use()
    may = rules.may_contact(person)
    ways = [rule.channel for rule in rules.safe_channels(person)] if may else []
    form = WriteMessageForm(request.GET if "template" in request.GET else None, templates=templates, ways=ways)
    context = {
        "person": person,
        "form": form,
        "may": may,
        "any_templates": templates.exists(),
        "heading": "Write a message",
        "caption": person.name_to_use,
        "back_url": reverse("person", args=[person.reference]),
    }
    if may and form.is_valid():
        chosen, channel = form.cleaned_data["template"], form.cleaned_data["channel"]
        answer = rules.may_send_template(chosen, person, channel)
        if not answer:
            form.add_error("channel", answer.why)
        elif request.method == "POST":
            return _written(request, context, person, chosen, channel)
        else:
            words = letters.of_template(chosen, person.name_to_use)
            linked = channel in ("text", "email", "letter")
            context["preview"] = {**words, "text": letters.finished(words["text"], person.service, link=linked)}
            context["by_machine"] = channel in Message.SENT_BY_MACHINE
    return render(request, "consent/messages/write.html", context)


def _written(request, context, person, template, channel):
    try:
        made = actions.write_to_person(by=actors.staff(request.user), person=person, template=template, channel=channel)
    except ValidationError as error:
        context["form"].add_error(None, sentence_of(error))
        return render(request, "consent/messages/write.html", context)
    what = "It waits to be sent" if channel in Message.SENT_BY_MACHINE else "It is among today's work"
    return said(request, f"The message to {person.name_to_use} is written. {what}.", "message", made.pk)
