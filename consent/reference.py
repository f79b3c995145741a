"""Reference data of consent: the purposes with their legal bases, and publishing the standard wording of a service.

The bases are the usual ones. Each service checks them with its information governance lead, and may differ.
"""

from django.utils.translation import gettext_noop as _

from consent.models import Language, Purpose, Wording
from consent.standard_wording import WORDINGS
from core import clock
from core.deeds import deed
from core.writing import action, save

_HEALTH = "9(2)(h) health or social care; 9(2)(g) substantial public interest"
_CRIMINAL = "Paragraph 2 (health or social care) and paragraph 6 (statutory purposes)"

PURPOSES = [
    {
        "key": Purpose.RECORD,
        "title": _("Hold my information"),
        "plain_words": _("We keep what you tell us, so that you need not say it twice."),
        "article_6": "6(1)(e) public task",
        "article_9": _HEALTH,
        "schedule_1": _CRIMINAL,
        "confidentiality": "Explicit consent of the person",
        "retention": _("With the record of involvement, reviewed by the service"),
    },
    {
        "key": Purpose.CONTACT,
        "title": _("Contact me about being involved"),
        "plain_words": _("We ask you now or later what you think and whether you want to take part."),
        "article_6": "6(1)(e) public task (duties to involve the public)",
        "article_9": _HEALTH,
        "schedule_1": _CRIMINAL,
        "confidentiality": "Explicit consent of the person",
        "retention": _("Until you change your mind, and looked at again by the service"),
    },
    {
        "key": "share",
        "title": _("Share information with people I name"),
        "plain_words": _("We pass on what you agree to, to the people you name and nobody else."),
        "article_6": "6(1)(e) public task",
        "article_9": _HEALTH,
        "schedule_1": _CRIMINAL,
        "confidentiality": "Explicit consent of the person for each recipient",
        "retention": _("With the record of what was shared"),
    },
    {
        "key": "equality",
        "title": _("Hold my equality answers"),
        "plain_words": _("We check that we reach all kinds of people. Only totals are ever shown."),
        "article_6": "6(1)(e) public task",
        "article_9": "9(2)(g) substantial public interest",
        "schedule_1": "Paragraph 8 (equality of opportunity or treatment)",
        "confidentiality": "Explicit consent of the person",
        "retention": _("Until you change or delete them"),
    },
    {
        "key": "publish",
        "title": _("Use my words or story in public"),
        "plain_words": _("We use your words, voice or picture where you say we may."),
        "article_6": "6(1)(a) consent",
        "article_9": "9(2)(a) explicit consent",
        "schedule_1": "Paragraph 29 (consent)",
        "confidentiality": "Explicit consent of the person",
        "retention": _("Until you change your mind: then we take it down"),
    },
]


def load_purposes() -> None:
    """Make or bring up to date the five purposes. Can be run again."""
    for order, values in enumerate(PURPOSES):
        Purpose.objects.update_or_create(key=values["key"], defaults={**values, "order": order})


@action
def publish_standard_wording(*, by, service):
    """Publish the standard wording of each purpose and format that a service has no wording of. Returns what it made.

    Can be run again: what a service wrote itself, published or a draft, is left alone.
    """
    names = {"service": service.name, "controller": service.provider or service.name}
    there = set(Wording.objects.filter(service=service, language=Language.ENGLISH).values_list("purpose", "format"))
    made = []
    for (purpose, format), words in WORDINGS.items():
        if (purpose, format) not in there:
            filled_in = {name: text.format(**names) for name, text in words.items()}
            made.append(
                save(
                    Wording(
                        service=service,
                        purpose_id=purpose,
                        format=format,
                        controller=names["controller"],
                        effective_from=clock.today(),
                        **filled_in,
                        **deed("drafted", by),
                        **deed("published", by),
                    )
                )
            )
    return made
