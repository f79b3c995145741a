"""How hard the words of a page are to read.

Reading age is the Flesch-Kincaid grade and 5, as the grade counts the years of school in America, where children start
at 5 or 6. Of the formulas of `textstat` it is the one that GOV.UK and the NHS tools name reading ages by, and it asks
for nothing but the length of sentences and words; SMOG needs thirty sentences, and Dale-Chall's list of easy words is
of American children of 1984.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import textstat

from core.models import Service, User
from core.models.base import ServiceOwned
from core.resources import RESOURCES
from core.scope import scope_of_staff

YEARS_BEFORE_SCHOOL = 5
HARDEST_ALLOWED = 11
# A formula of averages says little of a shorter text.
FEWEST_WORDS = 100

_LEFT_OUT = {"nav", "header", "footer", "script", "style", "svg", "table", "select", "textarea", "button", "template"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
# What the eye does not see, and lists of facts or of answers that were given.
_CLASSES_LEFT_OUT = {"nhsuk-u-visually-hidden", "nhsuk-summary-list", "nhsuk-breadcrumb", "nhsuk-pagination"}
_EMPTY = {"br", "img", "input", "hr", "wbr", "path", "rect", "meta", "link"}
_INLINE = {"a", "span", "strong", "em", "b", "i", "abbr", "br", "wbr", "small", "time"}
_SENTENCE_OF_ITS_OWN = 6

# Names of ours and of others, of which the formula would say how long they are.
PROPER_NAMES = [
    "Alongside",
    "Liaison and Diversion",
    "Childline",
    "Equality Advisory and Support Service",
    "Information Commissioner’s Office",
    "JavaScript",
    "NHS England",
    "Healthwatch",
    *(resource.name for resource in RESOURCES),
]
_FIELDS_OF_NAMES = {"name", "full_name", "name_to_use", "title", "contact_name", "provider", "area", "constituency"}
# Written by us and not by a service.
_OURS = {"consent.wording", "consent.interestregistration"}
STAND_IN = "Sam"


@dataclass(frozen=True)
class Typed:
    """What the rows of the demonstration hold: words that somebody typed, longest first, and names."""

    words: tuple
    names: tuple

    def taken_out(self, text) -> str:
        for words in self.words:
            if words in text:
                text = text.replace(words, " ")
        for name in self.names:
            if name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", STAND_IN, text)
        return " ".join(text.split())


def typed_in(world) -> Typed:
    """All that somebody typed into the demonstration."""
    words, names = set(), {*PROPER_NAMES, *User.objects.values_list("name", flat=True)}
    for service in Service.objects.all():
        with scope_of_staff(service):
            for model in [Service, *ServiceOwned.__subclasses__()]:
                if model._meta.label_lower in _OURS or model._meta.abstract:
                    continue
                _gather(model, words, names)
    by_length = {"key": len, "reverse": True}
    return Typed(tuple(sorted(words, **by_length)), tuple(sorted(filter(None, names), **by_length)))


def _gather(model, words, names):
    for field in model._meta.concrete_fields:
        if field.get_internal_type() not in ("CharField", "TextField") or field.choices:
            continue
        for value in model.objects.values_list(field.name, flat=True).distinct():
            if not value:
                continue
            value = " ".join(str(value).split())
            if field.name in _FIELDS_OF_NAMES:
                names.add(value)
            elif len(value.split()) >= 4:
                words.add(value)


class _Reading(HTMLParser):
    """The running text of the main part of a page: a list of blocks."""

    def __init__(self):
        super().__init__()
        self.blocks, self.words, self.out, self.inside = [], [], [], False

    def handle_starttag(self, tag, attrs):
        if tag == "main":
            self.inside = True
        if tag in _EMPTY:
            self.words.append(" ")
            return
        classes = set((dict(attrs).get("class") or "").split())
        if self.out or tag in _LEFT_OUT | _HEADINGS or classes & _CLASSES_LEFT_OUT:
            self.out.append(tag)
        if tag not in _INLINE:
            self.flush()

    def handle_endtag(self, tag):
        if tag not in _INLINE:
            self.flush()
        if self.out and tag not in _EMPTY:
            self.out.pop()
        if tag == "main":
            self.inside = False

    def handle_data(self, data):
        if self.inside and not self.out:
            self.words.append(data)

    def flush(self):
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            self.blocks.append(text)


def running_text(html, typed) -> list[str]:
    """The sentences of a page, without menus, headings, tables, names, and words that somebody typed."""
    reading = _Reading()
    reading.feed(html)
    found = []
    for block in reading.blocks:
        text = typed.taken_out(block)
        if text.endswith((".", "?", "!", ":")) or len(text.split()) >= _SENTENCE_OF_ITS_OWN:
            found += [each for each in re.split(r"(?<=[.?!])\s+", text) if re.search(r"\w", each)]
    return found


def reading_age(sentences) -> float:
    """The age at which somebody reads these sentences with ease."""
    text = " ".join(each.rstrip(".?!:") + "." for each in sentences)
    return textstat.flesch_kincaid_grade(text) + YEARS_BEFORE_SCHOOL


def count_of_words(sentences) -> int:
    return sum(len(each.split()) for each in sentences)


def hardest(sentences, most=5) -> list[str]:
    """The sentences that pull the average up the most, with the reading age of each."""
    by_weight = sorted(set(sentences), key=lambda each: -(reading_age([each]) - HARDEST_ALLOWED) * len(each.split()))
    return [f"{reading_age([each]):.0f}: {each}" for each in by_weight[:most]]
