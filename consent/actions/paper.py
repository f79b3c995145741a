"""Paper forms: printing them, typing in what came back, and cancelling what was not used."""

import uuid

from consent import rules
from consent.actions.answers import record_answer
from consent.actions.people import note_asked, record_person
from consent.models import PaperForm, Purpose, Wording
from consent.models.agreements import Route
from consent.models.details import Detail
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def print_paper_forms(*, by, service, format, language, copies):
    """Make sheets to print, each with a reference of its own and the words in force today. Returns them."""
    record, contact = (
        Wording.objects.in_force(service, purpose, language, format) for purpose in (Purpose.RECORD, Purpose.CONTACT)
    )
    ensure(rules.may_print(record, contact))
    batch = uuid.uuid4()
    return [
        save(
            PaperForm(
                service=service,
                batch=batch,
                format=format,
                record_wording=record,
                contact_wording=contact,
                **deed("printed", by),
            )
        )
        for _ in range(min(copies, rules.MOST_COPIES))
    ]


@action
def enter_paper_form(*, by, paper, signed_on, details, contact, safe_contacts=(), present=""):
    """Type in a sheet of somebody who is not recorded yet and said yes. Returns the person.

    The words kept are those printed on the sheet; the day it was signed is kept beside the day it is typed in.
    `details`, `contact` and `safe_contacts` as for `record_person`.
    """
    paper = _paper_to_use(paper)
    ensure(rules.may_have_been_signed(paper, signed_on))
    person = record_person(
        by=by,
        service=paper.service,
        details=details,
        record_wording=paper.record_wording,
        contact=_with_printed_words(contact, paper),
        safe_contacts=safe_contacts,
        route=Route.PAPER,
        present=present,
        signed_on=signed_on,
        # The sheet has a line for their words; what helps them is recorded in codes once somebody asks by the list.
        left_for_later=[Detail.ACCESS_NEEDS.value],
    )
    _note_entered(paper, by, signed_on, person)
    return person


@action
def enter_paper_answer(*, by, paper, signed_on, person, contact):
    """Type in a sheet of somebody who is recorded: their answer about involvement. Returns the person.

    Refused where they said something later than they signed.
    """
    paper = _paper_to_use(paper)
    ensure(rules.may_have_been_signed(paper, signed_on))
    record_answer(
        by=by,
        person=person,
        purpose_key=Purpose.CONTACT,
        route=Route.PAPER,
        signed_on=signed_on,
        **_with_printed_words(contact, paper),
    )
    _note_entered(paper, by, signed_on, person)
    return person


@action
def enter_paper_refusal(*, by, paper, signed_on, site=None):
    """Type in a sheet on which somebody said no: a day and a site, nothing about the person. Returns the sheet."""
    paper = _paper_to_use(paper)
    ensure(rules.may_have_been_signed(paper, signed_on))
    note_asked(by=by, service=paper.service, site=site, day=signed_on)
    return _note_entered(paper, by, signed_on, None)


@action
def cancel_paper_form(*, by, paper, because):
    """Cancel a sheet that will not be typed in. Returns it."""
    paper = _paper_to_use(paper)
    paper.cancelled_because = because
    done(paper, "cancelled", by)
    return save(paper)


def _paper_to_use(paper):
    """The sheet as it is now, held until this is done: two who type it in at once make one entry."""
    paper = PaperForm.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    ensure(rules.may_use_paper(paper))
    return paper


def _with_printed_words(contact, paper) -> dict:
    return {**contact, "wording": paper.contact_wording if contact.get("wording") else None}


def _note_entered(paper, by, signed_on, person):
    paper.signed_on, paper.person = signed_on, person
    done(paper, "entered", by)
    return save(paper)
