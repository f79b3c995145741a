"""What a message may say where it must be discreet: nothing of L&D, the police, a court or somebody's health.

One table of words, for senders, subjects, texts, hosts, paths and what a phone shows of a message before it is opened.
"""

import re
import unicodedata

from core.rules import Allowed, Refused

# What each group of words gives away. Stems end in `*`; all else is a whole word.
GIVES_AWAY = {
    "Liaison and Diversion": ["liaison", "diversion", "l&d", "l & d", "l and d"],
    "the police": [
        "police*", "policing", "custody", "custodial", "arrest*", "detain*", "detention", "detective*", "constable*",
        "crime*", "criminal*", "offen[cd]*", "offens*", "reoffen*",
    ],
    "a court": [
        "court", "courts", "courtroom*", "courthouse*", "magistrate*", "crown", "judge", "judges", "judicial*",
        "justice",
        "probation*", "prison*", "jail*", "gaol*", "solicitor*", "barrister*", "sentenc*", "bail", "bailed", "convict*",
        "defendant*", "prosecut*", "victim*",
    ],
    "somebody's health": [
        "health*", "mental*", "nhs", "hospital*", "clinic*", "nurse", "nurses", "nursing", "doctor*", "gp",
        "psych*", "therap*", "counsel*", "medic*", "patients", "inpatient*", "outpatient*", "illness*",
        "diagnos*", "treatment*", "autis*", "disab*", "addict*", "drug*", "alcohol*", "depress*", "anxiety",
        "suicid*", "self-harm*", "learning difficult*", "vulnerab*",
    ],
}  # fmt: skip
# Of these the stem alone gives it away where words run together, as in a host: policeliaison.example.
LONG_ENOUGH = 5
RUNS_TOGETHER = ("host", "path", "sender")
# What stands between the letters of a word that is meant to pass: full stops, hyphens, what nobody sees.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED_LETTERS = re.compile(r"\b(?:\w[\s.\-_*·]+){2,}\w\b")


def _pattern(word: str) -> str:
    stem = word.removesuffix("*")
    end = r"\w*" if word.endswith("*") else r"(?!\w)"
    return r"(?<!\w)" + stem.replace(" ", r"\s+") + end


_WORDS = {
    what: re.compile("|".join(_pattern(word) for word in words), re.IGNORECASE) for what, words in GIVES_AWAY.items()
}
_STEMS = {
    what: re.compile("|".join(stem for word in words if len(stem := word.rstrip("*")) >= LONG_ENOUGH))
    for what, words in GIVES_AWAY.items()
}


def word_that_gives_away(text: str, runs_together=False) -> tuple[str, str] | None:
    """The first word of a text that gives something away, with what it tells of; None where there is none.

    `runs_together`: look inside words too, as in an address.
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold().replace("_", " ")
    # "N.H.S." and "p o l i c e" are read as they are meant.
    closed = _SPACED_LETTERS.sub(lambda spaced: re.sub(r"[\W_]+", "", spaced[0]), plain)
    for what, pattern in _WORDS.items():
        if found := pattern.search(plain) or pattern.search(closed):
            return found[0], what
    if runs_together:
        for what, pattern in _STEMS.items():
            if found := pattern.search(plain):
                return found[0], what
    return None


def may_be_discreet(*names, **parts):
    """May a message of these parts go where it must be discreet? `parts`: sender, subject, text, host, path, preview.

    `names`: of the person themselves, which tell nothing and are not looked at. The refusal names the part, the word
    and what it tells of.
    """
    for part, text in parts.items():
        for name in filter(None, names):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text)
        if found := word_that_gives_away(text, runs_together=part in RUNS_TOGETHER):
            word, what = found
            return Refused(f"The {part} says “{word}”, which tells of {what}.", field=part if part in FIELDS else "")
    return Allowed()


FIELDS = ("subject", "text")
