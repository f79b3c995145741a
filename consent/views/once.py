"""One form, sent twice, makes one person: the reference drawn beforehand, which the database lets in once."""

from django.core import signing

from consent.models import Person

FORM_LASTS = 12 * 60 * 60
MAYBE_RESTRICTED = (
    "There may be a restricted record of this person. Carry on: the information governance lead will be asked to join"
    " them."
)


RECEIPT = "You can give them a receipt of their answers from here."


def key_for(request, reference) -> str:
    """A reference as a form carries it: nobody else's, and not for ever."""
    return signing.dumps(reference, salt=f"record person, user {request.user.pk}")


def reference_in(request) -> str:
    """The reference that a sent form carries. Raises BadSignature where it is not ours or too old."""
    salt = f"record person, user {request.user.pk}"
    return signing.loads(request.POST.get("key", ""), salt=salt, max_age=FORM_LASTS)


def recorded(request, reference):
    """The person whom this form made, where the reader may see them: a restricted one is not named by a form."""
    return Person.objects.visible_to(request.reader).filter(reference=reference).first() if reference else None


def what_was_recorded(person, contact, giver=None) -> str:
    """What is stored now, in sentences. `contact` and `giver`: the answer and who gave it, as `record_person` takes."""
    own = giver is None
    if contact["answer"] == "given" and contact["not_before"]:
        sentence = f"They will be asked about involvement from {contact['not_before']:%-d %B %Y}."
    elif contact["answer"] == "given":
        sentence = (
            "They agreed to be contacted about involvement." if own else "They may be contacted about involvement."
        )
    elif contact["answer"] == "refused":
        no = "They said no to being contacted about involvement, and nobody will."
        sentence = no if own else "Nobody contacts them about involvement."
    else:
        sentence = "They were not asked about involvement. Ask when the time is right."
    who = f"{person.name_to_use} is recorded, reference {person.reference}."
    return f"{who} {_on_which_ground(giver)} {sentence} {RECEIPT}"


def _on_which_ground(giver) -> str:
    if giver is None:
        return "They agreed that we hold their information."
    if "name" not in giver:
        return "It was decided in their best interests that we hold their information."
    return f"{giver['name']} ({giver['relationship']}) agreed that we hold their information."
