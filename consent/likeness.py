"""How alike two people are by name, date of birth and telephone number. Pure: it reads nothing and stores nothing."""

import re
import unicodedata
from datetime import date
from difflib import SequenceMatcher

from phonenumber_field.phonenumber import to_python

# From this likeness on, a record is worth a look before another is made.
LIKELY = 0.65
SAME_NUMBER, SAME_DAY, MIXED_UP_DAY, OTHER_DAY, WHOLE_NAME, NAME = 0.7, 0.4, 0.25, -0.3, 0.2, 0.5
SOUNDS_THE_SAME = 0.9

# As people type and paste them. They join what stands around them: O'Neill is one word.
APOSTROPHES = "'’‘`´ʼʹ′"
_NO_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
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


_SOUNDS = {
    letter: digit
    for digit, letters in {"1": "bfpv", "2": "cgjkqsxz", "3": "dt", "4": "l", "5": "mn", "6": "r"}.items()
    for letter in letters
}
# Spellings that are heard as one, tried from the left.
_HEARD = [("ph", "f"), ("gh", "g"), ("ck", "k"), ("sch", "s"), ("kn", "n"), ("wr", "r"), ("dj", "j"), ("ts", "s")]
_FIRST = str.maketrans({"c": "k", "q": "k", "z": "s", "g": "j", "y": "i", "e": "a", "o": "a", "u": "a"})


def sound_of(word: str) -> str:
    """How a normalised word sounds, in the manner of Soundex, or "" for one of other letters than a to z.

    Unlike Soundex, first letters that are heard alike count as one, as in Catherine and Kathryn.

    >>> sound_of("samira") == sound_of("sameera")
    True
    """
    if len(word) < 2 or not (word.isascii() and word.isalpha()):
        return ""
    for spelt, heard in _HEARD:
        word = word.replace(spelt, heard)
    code, before = word[0].translate(_FIRST), _SOUNDS.get(word[0], "")
    for letter in word[1:]:
        digit = _SOUNDS.get(letter, "")
        if digit and digit != before:
            code += digit
        # H and W are not heard between two letters of one kind; a vowel keeps them apart.
        if letter not in "hw":
            before = digit
    return code[:4].ljust(4, "0")


def digits_of(phone) -> str:
    """The digits of a telephone number with its country, however it is written, or ""."""
    # A number of a range kept for examples counts as what it looks like: its own text is what was typed.
    number = to_python(str(phone or ""), region="GB")
    return re.sub(r"\D", "", number.as_e164) if number and number.country_code else ""


def days_easily_mixed_up(born: date) -> set[date]:
    """A date of birth, and the one with its day and month the other way round where there is one."""
    days = {born}
    if born.day <= 12:
        days.add(date(born.year, born.day, born.month))
    return days


def likeness(details, person) -> float:
    """How likely a person is the one of these details: `LIKELY` or more is worth a look.

    The same telephone number is enough, a date of birth with a name somewhat alike, or a whole name much alike
    with no date of birth against it.
    """
    score = NAME * name_likeness(details, person)
    number = digits_of(details.get("phone"))
    if number and number == digits_of(person.phone):
        score += SAME_NUMBER
    born = details.get("date_of_birth")
    if born and person.date_of_birth:
        if born == person.date_of_birth:
            return score + SAME_DAY
        return score + (MIXED_UP_DAY if person.date_of_birth in days_easily_mixed_up(born) else OTHER_DAY)
    if _is_whole_name(details) and _is_whole_name(vars(person)):
        score += WHOLE_NAME
    return score


def name_likeness(details, person) -> float:
    """How alike the likest two of their names are, from 0 to 1, in whichever order the parts are given."""
    ours = _names(details.get("name_to_use"), details.get("full_name"))
    theirs = _names(person.name_to_use, person.full_name)
    return max((_alike(a, b) for a in ours for b in theirs), default=0.0)


def _names(*names) -> set[tuple[str, ...]]:
    return {tuple(sorted(words)) for name in names if (words := normalised(name or ""))}


def _alike(ours, theirs) -> float:
    sounds = [sorted(map(sound_of, words)) for words in (ours, theirs)]
    heard = SOUNDS_THE_SAME if all(sounds[0]) and sounds[0] == sounds[1] else 0.0
    return max(heard, SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio())


def _is_whole_name(values) -> bool:
    return any(len(normalised(values.get(name) or "")) > 1 for name in ("name_to_use", "full_name"))
