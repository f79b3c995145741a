"""Which words to ask with: those in force, in the format and language that the person needs or the reader asks for."""

from django.conf import settings
from django.utils.translation import get_language

from consent import rules
from consent.models import Language, Purpose, Wording
from core import clock, easy_read

QUESTIONS = (Purpose.RECORD, Purpose.CONTACT)


def words_on_the_page(service) -> dict:
    """By question, the words for a page that people read for themselves: in its language, and in easy read where it is.

    Where easy words are not in force, the standard ones. Where one of the two questions has no words in the language,
    both are asked in English. None where there are none at all.
    """
    format = Wording.Format.EASY_READ if easy_read.is_on() else Wording.Format.STANDARD
    shown = Wording.objects.all() if settings.UNCHECKED_TRANSLATIONS else Wording.objects.checked()
    for language in dict.fromkeys([language_of_the_page(), Language.ENGLISH]):
        options = {"language": language, "format": format, "or_standard": True}
        words = {purpose: shown.in_force(service, purpose, **options) for purpose in QUESTIONS}
        if all(words.values()):
            break
    return words


def language_of_the_page() -> str:
    """As wording is kept: without the country."""
    return get_language().partition("-")[0]


def words_in_force(service) -> list[Wording]:
    """All words that people may be asked with today: English first, then by language and format."""
    found = Wording.objects.shown_on(clock.today()).filter(service=service)
    return sorted(found, key=lambda wording: (wording.language != Language.ENGLISH, wording.language, wording.format))


def words_for(request, purpose: str, easy_read=False, in_force=None):
    """The words to ask with, and the ways to the others in force: `?words=easy_read`, `?language=cy` in the address.

    `easy_read`: whether these come first where the address says nothing, since somebody needs them. `in_force`: from
    `words_in_force`, where it was read already. Returns (wording, others): the standard words in English where those
    asked for are not in force, None where nothing is; each other wording in force as {"label", "url"}, which keeps
    the rest of the address.
    """
    in_force = words_in_force(request.reader.service) if in_force is None else in_force
    in_force = [wording for wording in in_force if wording.purpose_id == purpose]
    of = {(wording.language, wording.format): wording for wording in in_force}
    format = request.GET.get("words", Wording.Format.EASY_READ if easy_read else Wording.Format.STANDARD)
    language = request.GET.get("language", Language.ENGLISH)
    wording = of.get((language, format)) or of.get((language, Wording.Format.STANDARD))
    wording = wording or of.get((Language.ENGLISH, Wording.Format.STANDARD))
    others = [{"label": _show(other), "url": _with_words(request, other)} for other in in_force if other is not wording]
    return wording, others if wording else []


def _show(wording) -> str:
    easy = wording.format == Wording.Format.EASY_READ
    if wording.language == Language.ENGLISH:
        return "Show it in easy read" if easy else "Show the standard words"
    return f"Show it in {wording.get_language_display()}{', easy read' if easy else ''}"


def _with_words(request, wording) -> str:
    query = request.GET.copy()
    query["words"], query["language"] = wording.format, wording.language
    return f"?{query.urlencode()}"


class WordsToReadOut:
    """The words in force for both questions, and those that were shown for a draft."""

    def __init__(self, request):
        self.request, self.in_force = request, words_in_force(request.reader.service)

    @property
    def are_there(self) -> bool:
        """Whether both questions can be read out."""
        return all(self.first(purpose) for purpose in QUESTIONS)

    def first(self, purpose):
        return words_for(self.request, purpose, in_force=self.in_force)[0]

    def to_show(self, step, known) -> tuple:
        """The words that a step reads out, and the ways to others: easy read first, for somebody who needs that."""
        if not step.reads_out:
            return None, []
        easy_read = rules.EASY_READ in known.get("needs", {}) and not known.get("giver_name")
        return words_for(self.request, step.reads_out, easy_read, self.in_force)

    def shown(self, draft, purpose):
        """The words that were answered to, where they still hold."""
        key = draft.wordings.get(purpose)
        return next((words for words in self.in_force if words.pk == key and words.purpose_id == purpose), None)

    def of(self, draft) -> dict:
        """By question, the words that go with its answer."""
        return {purpose: self.shown(draft, purpose) or self.first(purpose) for purpose in QUESTIONS}
