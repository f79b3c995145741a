"""What users of comparable systems complain of, where no other test tells that we do not have it.

Of the issue trackers read for it: whoever answers cannot see what people said; linking an idea to a result changes its
state unasked; people whose words were edited are not told; nobody says who will read what one writes.
"""

from html import unescape

from django.urls import reverse

from involvement import actions
from involvement.models import Activity, Telling, View
from involvement.models.activities import State
from involvement.tests.test_following_up import signed_in


def text(response):
    return unescape(response.content.decode())


def test_what_people_said_and_the_decision_stand_on_one_page(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        house.view(activity, "Nobody came for hours.")
    page = text(house.client().get(reverse("decide", args=[activity.pk])))
    assert "Nobody came for hours." in page and page.index("What people said") < page.index("We decided")


def test_deciding_on_what_people_said_changes_nothing_else_and_tells_nobody(house):
    with house.scope():
        activity = house.activity(State.RUNNING)
        view, other = house.view(activity, person=house.person("Asha")), house.view(activity, "Another thing.")
        before = (list(View.objects.order_by("pk").values()), Activity.objects.get().state)
        house.decision(activity, [view], outcome="not_adopted")
        assert (list(View.objects.order_by("pk").values()), Activity.objects.get().state) == before
        assert not Telling.objects.exists() and not other.decisions.exists()


def test_whoever_said_something_reads_that_it_was_corrected_and_how_it_was(house):
    with house.scope():
        activity, asha = house.activity(State.RUNNING), house.person("Asha")
        house.place(activity, asha)
        view = house.view(activity, "The tee is cold.", person=asha)
        actions.change_view(by=house.by, view=view, words="The tea is cold.", theme_name="Drinks", person=asha)
    page = text(signed_in(house, asha).get(reverse("my_activity", args=[activity.pk])))
    assert "“The tea is cold.”" in page
    assert "A worker corrected this. Before, it was: “The tee is cold.”" in page


def test_words_of_others_are_not_among_mine(house):
    with house.scope():
        activity, asha = house.activity(State.RUNNING), house.person("Asha")
        house.place(activity, asha)
        house.view(activity, "Somebody else's words.", person=house.person("Bea", email="bea@example.org"))
        house.view(activity, "Words without a name.")
    page = text(signed_in(house, asha).get(reverse("my_activity", args=[activity.pk])))
    assert "Somebody else's words." not in page and "Words without a name." not in page


def test_whoever_writes_is_told_who_will_read_it(house):
    with house.scope():
        asha = house.person("Asha")
        activity = house.activity(State.RUNNING)
        house.place(activity, asha)
        decision = house.decision(activity, [house.view(activity, person=asha)])
        house.publish(decision)
    mine = signed_in(house, asha)
    assert "Staff read it with your name, and nobody else does." in text(
        mine.get(reverse("not_what_i_meant", args=[decision.pk]))
    )
    assert "Only you can read" in text(mine.get(reverse("my_questions", args=[activity.pk, "before"])))
