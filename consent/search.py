"""Finding people by any part of their names, reference or telephone number, and those who may be one and the same."""

import re

from django.db.models import Exists, OuterRef, Q

from consent.likeness import APOSTROPHES, LIKELY, days_easily_mixed_up, digits_of, likeness, normalised, sound_of
from consent.models import Person, SearchWord

MOST_WORDS = 6
MOST_SCORED, MOST_ALIKE = 50, 5
# The ends of words that are kept: of names and references from so many letters on, of telephone numbers so many digits.
LEAST_LETTERS, LEAST_DIGITS = 3, 4
# In front of how a name sounds: no word that is typed or kept starts with it.
SOUND = "~"


def words_of(person) -> set[str]:
    """Every word a person can be found by, and how their names sound."""
    references = [person.reference]
    if person.pk:
        # What somebody was told on the public form is what they say when they ring.
        references += person.registrations.values_list("reference", flat=True)
    return words_made_of(f"{person.name_to_use} {person.full_name}", references, digits_of(person.phone))


def words_made_of(names: str, references, digits: str) -> set[str]:
    """The words of names, references and a telephone number, each with its ends, so that any part finds it.

    `digits`: of the telephone number with its country; they count from 0 as they are dialled, too.
    Names with an apostrophe or a hyphen are found by each part as well as in one word: O'Neill, Anne-Marie.
    """
    apart = re.sub(f"[{APOSTROPHES}]", " ", names)
    words = {*normalised(names), *normalised(apart), *normalised(re.sub(r"[-‐‑]", "", names))}
    sounds = {SOUND + key for word in words if (key := sound_of(word))}
    for reference in references:
        words |= {*normalised(reference), reference.replace("-", "").lower()}
    words |= {end for word in words for end in _ends(word, LEAST_LETTERS)}
    if digits:
        national = "0" + digits.removeprefix("44") if digits.startswith("44") else digits
        words |= {national, digits, *_ends(national, LEAST_DIGITS), *_ends(digits, LEAST_DIGITS)}
    return words | sounds


def _ends(word: str, least: int) -> list[str]:
    """The ends of a word that have at least so many characters. A word that starts with one of them is a part."""
    return [word[at:] for at in range(1, len(word) - least + 1)]


def write_search_words(person) -> None:
    """Bring the search words of a person up to date. Called by the actions that write a person."""
    wanted = words_of(person)
    held = set(SearchWord.objects.filter(person=person).values_list("word", flat=True))
    SearchWord.objects.filter(person=person, word__in=held - wanted).delete()
    SearchWord.objects.bulk_create(
        [SearchWord(service_id=person.service_id, person=person, word=word) for word in sorted(wanted - held)]
    )


def found_by(people, text: str):
    """The people of a queryset who have, for each word typed, a word that starts with it. All of them for no word."""
    for word in _typed(text)[:MOST_WORDS]:
        after = word[:-1] + chr(ord(word[-1]) + 1)
        people = people.filter(Exists(SearchWord.objects.filter(person=OuterRef("pk"), word__gte=word, word__lt=after)))
    return people


def alike(people, details) -> list:
    """Those of some people who may be the person of these details, likest first, at most `MOST_ALIKE` of them.

    `details`: values of a person. Only those are scored whom the telephone number, the date of birth or the sound of
    all their names brings up: one statement, and no more rows however many people there are.
    """
    brought_up = brought_up_by(people, details)
    if not brought_up:
        return []
    first, *others = [found[:MOST_SCORED] for found in brought_up]
    candidates = {person.pk: person for person in (first.union(*others) if others else first)}
    scored = [(likeness(details, person), person) for person in candidates.values()]
    likely = [(score, person) for score, person in scored if score >= LIKELY]
    return [person for _, person in sorted(likely, key=lambda pair: (-pair[0], pair[1].pk))[:MOST_ALIKE]]


def brought_up_by(people, details) -> list:
    """The querysets whose people are worth scoring, each by an index."""
    people = people.order_by()
    found = []
    if digits := digits_of(details.get("phone")):
        found.append(people.filter(_has(digits)))
    if born := details.get("date_of_birth"):
        found.append(people.filter(date_of_birth__in=days_easily_mixed_up(born)))
    for name in {details.get("name_to_use") or "", details.get("full_name") or ""}:
        words = normalised(name)[:MOST_WORDS]
        # A first name alone is many people's.
        if len(words) > 1:
            keys = [sound_of(word) for word in words]
            wanted = people
            for word, key in zip(words, keys, strict=True):
                wanted = wanted.filter(_has(SOUND + key if key else word))
            found.append(wanted)
    return found


def _has(word: str):
    return Exists(SearchWord.objects.filter(person=OuterRef("pk"), word=word))


def a_restricted_one_is_alike(service, details) -> bool:
    """Whether a restricted record may be of the person of these details. Nothing more of it is told."""
    return bool(alike(Person.objects.filter(service=service).restricted(), details))


def reference_typed(text: str) -> str:
    """The start of a reference as it is stored, however it was typed: `7kd pq2` gives `7KD-PQ2`."""
    letters = re.sub(r"[^0-9A-Z]", "", text.upper())
    return "-".join(letters[at : at + 3] for at in range(0, len(letters), 3))


def registrations_matching(text: str) -> Q:
    """The condition that a registration has a name, the start of a reference or the end of a number like this."""
    matching = Q(name_to_use__icontains=text) | Q(helper_name__icontains=text)
    if reference := reference_typed(text):
        matching |= Q(reference__startswith=reference)
    if digits := digits_of(text):
        matching |= Q(phone__endswith=digits) | Q(helper_phone__endswith=digits)
    return matching


def disclosures_found_by(disclosures, text: str):
    """Those whose recipient's name holds the text, or whose reference, or that of the record, starts with it."""
    if not text:
        return disclosures
    matching = Q(recipient__name__icontains=text)
    record, _, number = text.partition("/")
    if reference := reference_typed(record):
        of_record, number = Q(person__reference__startswith=reference[:11]), number.strip()[:18]
        numbered = number.isascii() and number.isdigit()
        matching |= of_record & Q(pk=int(number)) if numbered else of_record
    return disclosures.filter(matching)


def _typed(text: str) -> list[str]:
    """The words of a search. A telephone number is one, however it is set: `+44 (0)161 496 0001`, `0161-496-0001`."""
    digits = re.sub(r"[\s\-‐‑()+./]", "", text.replace("(0)", ""))
    if digits.isascii() and digits.isdigit():
        return [re.sub(r"^0044(?=\d)", "44", digits)]
    return normalised(text)
