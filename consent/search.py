"""Finding people by parts of their names, reference or telephone number, through `SearchWord`."""

import re
import unicodedata

from django.db.models import Exists, OuterRef

from consent.models import Person, SearchWord

MOST_WORDS = 6

# As people type and paste them. They join what stands around them: O'Neill is one word.
_APOSTROPHES = "'’‘`´ʼʹ′"
_NO_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
# Letters that Unicode does not take apart into a letter and its accent, as people type them without.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def normalised(text: str) -> list[str]:
    """Words of a text: lower case, without accents, letters and digits only. `7KD-PQ2-X4M` gives three words.

    >>> normalised("Zoë O'Neill")
    ['zoe', 'oneill']
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_NO_APOSTROPHES).translate(_PLAIN))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:80] for word in re.findall(r"[^\W_]+", plain.lower())]


def words_of(person) -> set[str]:
    """Every word a person can be found by. Telephone digits count from 0 as they are dialled, and from each end.

    Names with an apostrophe or a hyphen are found by each part as well as in one word: O'Neill, Anne-Marie.
    """
    names = f"{person.name_to_use} {person.full_name}"
    apart = re.sub(f"[{_APOSTROPHES}]", " ", names)
    words = {*normalised(names), *normalised(apart), *normalised(re.sub(r"[-‐‑]", "", names))}
    words |= set(normalised(person.reference)) | {person.reference.replace("-", "").lower()}
    if person.pk:
        # What somebody was told on the public form is what they say when they ring.
        for reference in person.registrations.values_list("reference", flat=True):
            words |= set(normalised(reference)) | {reference.replace("-", "").lower()}
    digits = re.sub(r"\D", "", str(person.phone or ""))
    if digits:
        national = "0" + digits.removeprefix("44") if digits.startswith("44") else digits
        words |= {national, digits, national[-6:], national[-4:]}
    return words


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


def alike(people, details):
    """Those of some people who may be the person of these details: the same telephone number, or name and birth day.

    `details`: values of a person. Names count as in a search, without accents and by their parts. A queryset.
    """
    found = people.none()
    if phone := details.get("phone"):
        found = found_by(people, phone.as_national).filter(phone=phone)
    if born := details.get("date_of_birth"):
        for name in (details.get("name_to_use"), details.get("full_name")):
            if normalised(name or ""):
                found = found | found_by(people, name).filter(date_of_birth=born)
    return found


def a_restricted_one_is_alike(service, details) -> bool:
    """Whether a restricted record may be of the person of these details. Nothing more of it is told."""
    return alike(Person.objects.filter(service=service).restricted(), details).exists()


def reference_typed(text: str) -> str:
    """The start of a reference as it is stored, however it was typed: `7kd pq2` gives `7KD-PQ2`."""
    letters = re.sub(r"[^0-9A-Z]", "", text.upper())
    return "-".join(letters[at : at + 3] for at in range(0, len(letters), 3))


def _typed(text: str) -> list[str]:
    """The words of a search. A telephone number is one, however it is set: `+44 (0)161 496 0001`, `0161-496-0001`."""
    digits = re.sub(r"[\s\-‐‑()+./]", "", text.replace("(0)", ""))
    if digits.isascii() and digits.isdigit():
        return [re.sub(r"^0044(?=\d)", "44", digits)]
    return normalised(text)
