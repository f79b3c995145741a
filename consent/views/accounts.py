"""A worker invites somebody to an account, in which they see their own record, and ends one."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions, letters, rules
from consent.accounts import who_has_the_address
from consent.forms.accounts import InviteForm
from consent.reading import open_person
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, posted, said


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def invite_to_account(request, reference):
    """Show what they get and what is sent, ask that the address is theirs alone, and invite them."""
    person = open_person(request, reference, "invitation to an account", log=request.method == "GET")
    may = rules.may_be_invited(person, **who_has_the_address(person))
    form = InviteForm(posted(request), email=person.email)
    by = actors.staff(request.user)
    if may and form.is_valid() and perform(form, actions.invite_to_account, by=by, person=person):
        sentence = f"{person.name_to_use} can sign in with {person.email} now. An email tells them how."
        return said(request, sentence, "person", person.reference)
    context = {
        "form": form,
        "may": may,
        "person": person,
        "words": letters.account(person)["text"],
        "heading": "Invite them to an account?",
        "button": "Invite them",
    }
    return _page(request, person, "consent/invite_to_account.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def end_account(request, reference):
    """They do not want it any more, or somebody else reads their email."""
    person = open_person(request, reference, "end of an account", log=request.method == "GET")
    account = person.accounts.open().first()
    if account is None:
        raise Http404
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.end_account, by=actors.staff(request.user), account=account):
        sentence = f"The account of {person.name_to_use} has ended. Whoever is signed in with it sees nothing more."
        return said(request, sentence, "person", person.reference)
    context = {"form": form, "heading": "End their account?", "button": "End the account", "kind": "warning"}
    return _page(request, person, "consent/end_account.html", context)


def _page(request, person, template, context):
    context |= {"caption": person.name_to_use, "cancel_url": reverse("person", args=[person.reference])}
    return render(request, template, context)
