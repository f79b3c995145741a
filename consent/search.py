"""Finding people by parts of their names, reference or telephone number, through `SearchWord`."""

import re
import unicodedata

from django.db.models import Exists, OuterRef

from consent.models import SearchWord

MOST_WORDS = 6


def normalised(text: str) -> list[str]:
    """Words of a text: lower case, without accents, letters and digits only. `7KD-PQ2-X4M` gives three words and one.

    >>> normalised("Zoë O'Neill")
    ['zoe', 'oneill']
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("’", ""))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:80] for word in re.findall(r"[^\W_]+", plain)]


def words_of(person) -> set[str]:
    """Every word a person can be found by. Telephone digits count from 0 as they are dialled, and from each end."""
    words = set(normalised(f"{person.name_to_use} {person.full_name}"))
    words |= set(normalised(person.reference)) | {person.reference.replace("-", "").lower()}
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
    compact = re.sub(r"[\s\-()+]", "", text)
    typed = [compact] if compact.isdigit() else normalised(text)
    for word in typed[:MOST_WORDS]:
        word = word.lower()
        after = word[:-1] + chr(ord(word[-1]) + 1)
        people = people.filter(Exists(SearchWord.objects.filter(person=OuterRef("pk"), word__gte=word, word__lt=after)))
    return people
