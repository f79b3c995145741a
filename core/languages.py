"""The languages that public pages are offered in beside English, chosen at the top of the page and kept in a cookie.

Only what somebody chose counts, and never what their browser asks for: two people often look at one screen, and the
words they agree to are kept with the language they were shown in. Pages of staff are in English.
"""

from dataclasses import dataclass

from django.conf import settings

COOKIE, LASTS = "language", 90 * 24 * 3600
# Pages of these kinds are translated; and those of signing in, whose views are a library's.
KINDS = ("public",)
ENGLISH, CHOSE_ENGLISH = settings.LANGUAGE_CODE, "en"


@dataclass(frozen=True)
class Translated:
    """A language with a file in locale/. `translated_by` and `checked_by`: two people, or nobody yet.

    Texts that somebody under 16 or a helper agrees to are among its words, so an unchecked translation is an example:
    it is shown in the demonstration, and nowhere else.
    """

    code: str
    name: str
    translated_by: str = ""
    checked_by: str = ""

    @property
    def is_checked(self) -> bool:
        return bool(self.translated_by and self.checked_by and self.translated_by != self.checked_by)


TRANSLATED = [Translated("pl", "Polski")]


def offered() -> list[Translated]:
    """The languages that may be shown here: those whose translation was checked; in the demonstration, examples too."""
    return [each for each in TRANSLATED if each.is_checked or settings.UNCHECKED_TRANSLATIONS]


def is_translated(view) -> bool:
    """Whether a page may be in another language."""
    access = getattr(view, "access", None)
    return access.kind in KINDS if access else view.__module__.startswith("allauth.")


def chosen_by(request) -> str:
    """The language that somebody chose, if it is offered, else English."""
    code = request.COOKIES.get(COOKIE)
    return code if code and code in {each.code for each in offered()} else ENGLISH


def remember(response, code: str):
    """Keep a choice in its cookie. Returns the response."""
    response.set_cookie(COOKIE, code, max_age=LASTS, samesite="Lax", httponly=True)
    return response


def others(language) -> list[tuple[str, str]]:
    """What a page in this language offers instead, as pairs of code and name."""
    ways = [(each.code, each.name) for each in offered() if each.code != language]
    return ways if language == ENGLISH else [(CHOSE_ENGLISH, "English"), *ways]
