"""Public pages in another language: all of it translated, nothing left over, and staff pages in English as ever."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from core.languages import TRANSLATED
from core.translations import bring_up_to_date, catalogue, marked
from tests import plainness
from tests.public_pages import walk

CODES = [each.code for each in TRANSLATED]
# Fewer were a sign that pages fall back to English as a whole.
FEWEST_PAGES = 40
# What an English word may look like in every language.
SAME_EVERYWHERE = re.compile(r"Menu|Film|Sport|SMS|[\W\d_]*", re.IGNORECASE)
# Names of cookies, and what the walk of somebody who registers types.
NO_WORDS = {"service", "easy_read", "language", "csrftoken", "sessionid"}
TYPED_ON_THE_WAY = ("Jo", "Her sister", "Sister", "Kit")


@pytest.mark.parametrize("code", CODES)
def test_the_file_holds_what_the_code_marks_and_nothing_else(code):
    there = catalogue(code)
    wanted = bring_up_to_date(there, marked())
    assert {entry.msgid for entry in there} == {entry.msgid for entry in wanted}, "Run manage.py update_translations."


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated_and_none_is_a_guess(code):
    left = [entry.msgid for entry in catalogue(code) if entry.fuzzy or not entry.translated()]
    assert not left, "\n".join(left)


def what_is_filled_in(text):
    return Counter(re.findall(r"%\(\w+\)[sd]|%[sd%]|<[^>]*>|\n\n", text))


@pytest.mark.parametrize("code", CODES)
def test_what_is_filled_in_is_the_same_in_every_translation(code):
    for entry in catalogue(code):
        wanted = what_is_filled_in(entry.msgid_plural or entry.msgid)
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert what_is_filled_in(text) == wanted, entry.msgid
            assert text[:1].isspace() == entry.msgid[:1].isspace(), entry.msgid


class Words(HTMLParser):
    """Every piece of text that a page shows or says, with the language it is marked as."""

    INLINE = {"a", "span", "strong", "em", "b", "abbr", "br", "wbr", "time"}
    SAID = {"aria-label", "alt", "data-label", "placeholder"}
    LEFT_OUT = {"script", "style", "svg", "textarea"}
    EMPTY = {"br", "img", "input", "hr", "wbr", "path", "rect", "meta", "link"}

    def __init__(self):
        super().__init__()
        self.found, self.words, self.open = [], [], []

    @property
    def language(self):
        return next((lang for _, lang in reversed(self.open) if lang), "")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in self.INLINE or attrs.get("lang"):
            self.flush()
        if tag == "br" or attrs.get("class"):
            self.words.append(" ")
        if tag not in self.EMPTY:
            self.open.append((tag, attrs.get("lang")))
        self.found += [(attrs[name], self.language) for name in self.SAID if attrs.get(name)]

    def handle_endtag(self, tag):
        if tag not in self.INLINE or (self.open and self.open[-1][1]):
            self.flush()
        if tag not in self.EMPTY and self.open:
            self.open.pop()

    def handle_data(self, data):
        if not any(tag in self.LEFT_OUT for tag, _ in self.open):
            self.words.append(data)

    def flush(self):
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            self.found.append((text, self.language))


def words_of(html):
    words = Words()
    words.feed(html)
    return words.found


@pytest.mark.parametrize("easy", [False, True], ids=["standard", "easy read"])
@pytest.mark.parametrize("code", CODES)
def test_no_public_page_has_english_on_it_that_does_not_say_so(world, code, easy):
    typed = plainness.typed_in(world)
    typed = plainness.Typed(typed.words, (*typed.names, *TYPED_ON_THE_WAY))
    english = {(seen.address, seen.state): {text for text, _ in words_of(seen.html)} for seen in walk(world, easy=easy)}
    left, translated = {}, set()
    for seen in walk(world, code, easy=easy):
        if f'<html lang="{code}"' not in seen.html:
            continue
        translated.add(seen.address)
        for text, language in words_of(seen.html):
            if language == code and text in english.get((seen.address, seen.state), ()):
                rest = typed.taken_out(text).replace(plainness.STAND_IN, "")
                if text not in NO_WORDS and not SAME_EVERYWHERE.fullmatch(rest.strip()):
                    left.setdefault(text, seen.address)
    assert len(translated) > FEWEST_PAGES
    assert not left, "\n".join(f"{address}: {text}" for text, address in left.items())
