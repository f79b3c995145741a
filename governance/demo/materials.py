"""Information material in the demonstration: a leaflet with somebody's words, checked, read, and hung in two places."""

from datetime import timedelta

from django.utils import timezone

from consent import actions as consent
from consent.models import Person, Wording
from core.models import Site
from involvement import actions as involvement


def build_materials(*, service, worker, checker, activity, days_ago):
    """The leaflet of an information activity, and a poster that nobody has checked. `days_ago` dates the story."""
    today = timezone.localdate()
    eve = Person.objects.get(service=service, full_name="Eve Placeholder")
    common = {"service": service, "owner": worker.user, "author": worker.user, "review_on": today + timedelta(days=120)}
    with days_ago(85):
        consent.record_answer(
            by=worker,
            person=eve,
            purpose_key="publish",
            answer="given",
            wording=Wording.objects.in_force(service, "publish"),
        )
        leaflet = involvement.add_material(
            by=worker,
            **common,
            title="You have a say",
            kind="leaflet",
            activity=activity,
            says="What being involved is, what you get, and how to register. Four pages, with a picture on the front.",
        )
        said = involvement.feature(
            by=worker, material=leaflet, person=eve, what="words", where="The quotation on page 2"
        )
        involvement.note_reading(
            by=worker,
            material=leaflet,
            person=eve,
            comment="The first page is clear. Say sooner that it makes no difference to my care.",
        )
        involvement.feature(by=worker, material=leaflet, person=eve, what="picture", where="The cover")
    with days_ago(80):
        involvement.take_out(by=worker, featured=said, because="The second print says it in our own words")
        involvement.check_material(
            by=checker,
            material=leaflet,
            review_on=today + timedelta(days=60),
            note="Telephone number rung, names of partners looked up.",
        )
        court, police = Site.objects.filter(service=service, name__startswith="Northtown").order_by("name")[1:3]
        involvement.put_up(by=worker, material=leaflet, site=police, where="Rack beside the custody desk")
        hub = involvement.put_up(by=worker, material=leaflet, site=court, where="Waiting room")
    with days_ago(20):
        involvement.take_down(by=worker, place=hub)
    with days_ago(4):
        involvement.add_material(
            by=worker, **common, title="Ask us for somebody to talk to", kind="poster", says="A telephone number."
        )
