"""Every public page and every page of a service user is read with ease at 11, measured on the page as it is shown.

`python -m pytest -n 0 tests/test_reading_age.py -k figures` prints the figures of docs/accessibility.md.
"""

from collections import defaultdict

import pytest

from consent.standard_wording import WORDINGS
from tests import plainness
from tests.plainness import FEWEST_WORDS, HARDEST_ALLOWED, count_of_words, hardest, reading_age, running_text
from tests.public_pages import walk

measured_before = {}


@pytest.fixture
def texts(world):
    """{journey: {(address, state): sentences}} of every page."""
    if not measured_before:
        typed = plainness.typed_in(world)
        for seen in walk(world):
            pages = measured_before.setdefault(seen.journey, defaultdict(list))
            pages[seen.address, seen.state] = running_text(seen.html, typed)
    return measured_before


def joined(pages):
    """The sentences of a journey, each once, as somebody reads them who goes from page to page."""
    return list(dict.fromkeys(sentence for sentences in pages.values() for sentence in sentences))


def said_if_too_hard(name, sentences):
    age = reading_age(sentences)
    return [] if age <= HARDEST_ALLOWED else [f"{name}: {age:.1f}", *(f"    {each}" for each in hardest(sentences))]


def test_no_page_and_no_journey_is_harder_than_at_11(texts):
    too_hard = []
    for journey, pages in texts.items():
        too_hard += said_if_too_hard(f"All of “{journey}”", joined(pages))
        for (address, state), sentences in pages.items():
            if count_of_words(sentences) >= FEWEST_WORDS:
                too_hard += said_if_too_hard(f"{address} {state}", sentences)
    assert not too_hard, "\n".join(too_hard)


def test_the_words_that_every_service_starts_with_are_no_harder():
    by_format = defaultdict(list)
    for (_, format), words in WORDINGS.items():
        said = {name: text.format(service="Sam", controller="Sam") for name, text in words.items()}
        by_format[format] += running_text(
            f"<main>{''.join(f'<p>{text}</p>' for text in said.values())}</main>", NOTHING
        )
    too_hard = [line for format, sentences in by_format.items() for line in said_if_too_hard(format, sentences)]
    assert not too_hard, "\n".join(too_hard)


NOTHING = plainness.Typed((), ())


def test_figures(texts, capsys):
    """No rule, but what docs/accessibility.md tells: of each journey and of its hardest page of 100 words or more."""
    lines = []
    for journey, pages in sorted(texts.items()):
        ages = [reading_age(each) for each in pages.values() if count_of_words(each) >= FEWEST_WORDS]
        words, age = count_of_words(joined(pages)), reading_age(joined(pages))
        lines.append(f"| {journey} | {len(pages)} | {words} | {age:.1f} | {f'{max(ages):.1f}' if ages else ''} |")
    with capsys.disabled():
        print("\n| journey | pages and states | words | reading age | hardest page |\n|---|---|---|---|---|")
        print("\n".join(lines))
    assert lines


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<main><nav><p>A menu of the page.</p></nav><p>You can stop.</p></main>", ["You can stop."]),
        ("<main><h1>A heading that has many words</h1><p>We <b>write</b> it down.</p></main>", ["We write it down."]),
        ("<main><table><tr><td>Twelve of the thirty people.</td></tr></table></main>", []),
        ("<p>This stands beside the main part.</p><main><p>Too short</p></main>", []),
        ("<main><p>Ring Alongside now. Or write.</p></main>", ["Ring Sam now.", "Or write."]),
        ("<main><label><input>You may keep what I tell you</label></main>", ["You may keep what I tell you"]),
    ],
)  # fmt: skip
def test_what_is_measured_is_running_text(html, read):
    assert running_text(html, plainness.Typed((), ("Alongside",))) == read


def test_words_that_somebody_typed_are_not_measured():
    typed = plainness.Typed(("The gravity of this circumstance is extraordinary",), ())
    html = "<main><p>You said: The gravity of this circumstance is extraordinary.</p></main>"
    assert running_text(html, typed) == ["You said: ."]


def test_a_hard_text_is_told_from_a_plain_one():
    plain = ["We write down your name.", "You can change your mind at any time."]
    hard = [
        "Notwithstanding the aforementioned considerations, participation necessitates comprehensive authorisation."
    ]
    assert reading_age(plain) <= HARDEST_ALLOWED < reading_age(hard)
    assert hardest(plain + hard)[0].endswith(hard[0])
