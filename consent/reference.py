"""Reference data of consent: the purposes with their legal bases, and the standard wording of a new service.

The bases are the usual ones. Each service checks them with its information governance lead, and may differ.
"""

from django.utils import timezone

from consent.models import Purpose, Wording
from core.deeds import deed
from core.writing import action, save

_HEALTH = "9(2)(h) health or social care; 9(2)(g) substantial public interest"
_CRIMINAL = "Paragraph 2 (health or social care) and paragraph 6 (statutory purposes)"

PURPOSES = [
    {
        "key": Purpose.RECORD,
        "title": "Hold my information",
        "plain_words": "We keep what you tell us, so that you need not say it twice.",
        "article_6": "6(1)(e) public task",
        "article_9": _HEALTH,
        "schedule_1": _CRIMINAL,
        "confidentiality": "Explicit consent of the person",
        "retention": "With the record of involvement, reviewed by the service",
    },
    {
        "key": Purpose.CONTACT,
        "title": "Contact me about being involved",
        "plain_words": "We ask you now or later what you think and whether you want to take part.",
        "article_6": "6(1)(e) public task (duties to involve the public)",
        "article_9": _HEALTH,
        "schedule_1": _CRIMINAL,
        "confidentiality": "Explicit consent of the person",
        "retention": "Until you change your mind, and looked at again by the service",
    },
    {
        "key": "share",
        "title": "Share information with people I name",
        "plain_words": "We pass on what you agree to, to the people you name and nobody else.",
        "article_6": "6(1)(e) public task",
        "article_9": _HEALTH,
        "schedule_1": _CRIMINAL,
        "confidentiality": "Explicit consent of the person for each recipient",
        "retention": "With the record of what was shared",
    },
    {
        "key": "equality",
        "title": "Hold my equality answers",
        "plain_words": "We check that we reach all kinds of people. Only totals are ever shown.",
        "article_6": "6(1)(e) public task",
        "article_9": "9(2)(g) substantial public interest",
        "schedule_1": "Paragraph 8 (equality of opportunity or treatment)",
        "confidentiality": "Explicit consent of the person",
        "retention": "Until you change or delete them",
    },
    {
        "key": "publish",
        "title": "Use my words or story in public",
        "plain_words": "We use your words, voice or picture where you say we may.",
        "article_6": "6(1)(a) consent",
        "article_9": "9(2)(a) explicit consent",
        "schedule_1": "Paragraph 29 (consent)",
        "confidentiality": "Explicit consent of the person",
        "retention": "Until you change your mind: then we take it down",
    },
]

WORDINGS = {
    Purpose.RECORD: (
        "We would like to write down your name and what you tell us about taking part, so that we can support you"
        " to be involved in making this service better.\n\n"
        "{controller} holds it and answers for it. Only the staff of {service} who need it can see it, and each time"
        " somebody opens it, that is noted. We do not pass it on unless you agree, or unless somebody is at risk of"
        " serious harm or the law says we must.\n\n"
        "It is your choice. Saying no changes nothing about your care, your charge or what happens in court. If you"
        " say yes, you can change your mind at any time: tell any of us.",
        "Do you agree that we write this down and keep it?",
    ),
    Purpose.CONTACT: (
        "People who have been through this know best what works. We would like to ask you what you think, now or when"
        " things are calmer, and to tell you about ways to take part.\n\n"
        "{controller} asks you only in the way and at the times you say are safe. Saying no changes nothing about"
        " your care, your charge or what happens in court. If you say yes, you can stop at any time.",
        "May we contact you about being involved?",
    ),
}


def load_purposes() -> None:
    """Make or bring up to date the five purposes. Can be run again."""
    for order, values in enumerate(PURPOSES):
        Purpose.objects.update_or_create(key=values["key"], defaults={**values, "order": order})


@action
def publish_standard_wording(*, by, service):
    """Publish the standard wording for a service that has none yet. Returns the wordings made."""
    made = []
    names = {"service": service.name, "controller": service.provider or service.name}
    for purpose, (text, question) in WORDINGS.items():
        if not Wording.objects.filter(service=service, purpose_id=purpose).exists():
            made.append(
                save(
                    Wording(
                        service=service,
                        purpose_id=purpose,
                        text=text.format(**names),
                        question=question,
                        effective_from=timezone.localdate(),
                        **deed("published", by),
                    )
                )
            )
    return made
