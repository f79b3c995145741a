"""What gives away that somebody has to do with L&D, the police, a court or health: found in every part of a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.rules import GIVES_AWAY, may_be_discreet, word_that_gives_away

EVERY_WORD = [(word.rstrip("*"), what) for what, words in GIVES_AWAY.items() for word in words if "[" not in word]
FINE = [
    "Hello Sam, you asked us to be in touch. Ring Robin on 01632 960 001.",
    "We meet on Tuesday at 6, in the café by the courtyard. It is a courtesy to say if you come.",
    "We look forward to hearing from you. Please be patient.",
    "The nursery is open while we meet, and we pay the fare.",
    "An invitation for you, from a group of people who meet once a month.",
]


@pytest.mark.parametrize(("word", "what"), EVERY_WORD)
@pytest.mark.parametrize("part", ["sender", "subject", "text", "host", "path", "preview"])
def test_each_word_of_the_table_is_refused_in_each_part(word, what, part):
    refused = may_be_discreet(**{part: f"A {word.upper()} b"})
    assert not refused
    assert f"The {part} says" in refused.why


@pytest.mark.parametrize("text", FINE)
def test_ordinary_words_are_let_through(text):
    assert may_be_discreet(text=text, subject=text, preview=text)


@pytest.mark.parametrize(
    "text",
    [
        "Meet us at the N.H.S. centre",
        "from the p o l i c e",
        "the po\u00adlice",
        "the pol\u200bice",
        "ＰＯＬＩＣＥ",
        "your L & D worker",
        "your L&D worker",
        "mental-health",
        "Magistrates' court",
        "re: COURT_DATE",
        "learning  difficulties",
    ],
)
def test_words_that_are_set_to_pass_are_found(text):
    assert word_that_gives_away(text)


@pytest.mark.parametrize("host", ["policeliaison.example.org", "my-nhs.example.org", "northshirehealth.org"])
def test_words_that_run_together_in_an_address_are_found(host):
    assert not may_be_discreet(host=host)
    assert not may_be_discreet(sender=f"Robin <robin@{host}>")


def test_the_name_of_the_person_tells_nothing():
    assert not may_be_discreet(text="Hello Courtney Court")
    assert may_be_discreet("Courtney Court", text="Hello Courtney Court, it is Tuesday.")


def test_the_refusal_says_which_word_and_what_it_tells_of():
    refused = may_be_discreet(subject="Fine", text="See you in court")
    assert refused.why == "The text says “court”, which tells of a court."
    assert refused.field == "text"


@given(st.text(max_size=200), st.sampled_from(EVERY_WORD), st.text(max_size=50))
def test_no_text_around_a_word_hides_it(before, word, after):
    assert word_that_gives_away(f"{before} {word[0]} {after}")


@given(st.text(max_size=2000))
def test_any_text_gets_an_answer(text):
    word_that_gives_away(text, runs_together=True)
