"""Every page of the public and of a service user names whom to ring, or says how to ask for somebody."""

import pytest

from tests.public_pages import walk

SAYS_WHOM = ("You can ring Robin", "You can ring Alex", "any worker you know")
# Looks like nothing of ours, or is shown where the system itself has failed.
SAYS_NOTHING = ("/away/", "/gallery", "400.html", "403.html", "403_csrf.html", "429.html", "500.html")


@pytest.mark.parametrize("easy", [False, True], ids=["standard words", "easy read"])
def test_every_page_says_whom_to_ring_or_whom_to_ask(world, easy):
    silent = [
        f"{seen.address} {seen.state}"
        for seen in walk(world, easy=easy)
        if seen.html
        and not seen.address.startswith(SAYS_NOTHING)
        and not any(words in seen.html for words in SAYS_WHOM)
    ]
    assert not silent, "\n".join(silent)
