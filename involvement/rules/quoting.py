"""Whether a published decision shows somebody's own words or name, so that taking back `publish` takes it down."""

import re

from involvement.models import Decision, View
from involvement.rules.feedback import SHORTEST_NAME

# So many words in a row are somebody's own; fewer may be anybody's.
MOST_IN_COMMON = 4


def shown_under_publish(person):
    """Decisions on the public page that answer what somebody said, and quote their words or name them. A list."""
    answered = View.objects.filter(person=person)
    found = Decision.objects.filter(views__in=answered, published_at__isnull=False, withheld_at__isnull=True).distinct()
    return [decision for decision in found.order_by("pk") if shows(decision, person)]


def shows(decision, person) -> bool:
    """Whether the words of a decision hold somebody's name, or more than a few words in a row that they said."""
    text = [decision.you_said, decision.we_decided, decision.rationale]
    words = _words(" ".join(text))
    names = {name for name in _words(f"{person.name_to_use} {person.full_name}") if len(name) >= SHORTEST_NAME}
    if names & set(words):
        return True
    public = f" {' '.join(words)} "
    own = (_words(view.words) for view in decision.views.filter(person=person))
    return any(f" {' '.join(run)} " in public for said in own for run in _runs(said))


def _runs(words):
    """The runs of words that are somebody's own: longer ones than may be in common, or all of a short saying."""
    length = min(len(words), MOST_IN_COMMON + 1)
    return (words[at : at + length] for at in range(len(words) - length + 1)) if length > 1 else ()


def _words(text) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
