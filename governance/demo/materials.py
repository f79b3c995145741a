"""Information material in the demonstration: a leaflet with somebody's words, checked, read, and hung in two places."""

from datetime import timedelta

from django.utils import timezone

from consent import actions as consent
from consent.models import Person, Wording
from core.files import Upload
from core.models import Site
from core.models.files import FileKind
from involvement import actions as involvement


def pdf(*lines) -> bytes:
    """The smallest PDF that shows some lines of text, one under the other."""
    text = " ".join(f"({line}) Tj T*" for line in lines)
    drawn = f"BT /F1 20 Tf 28 TL 60 740 Td {text} ET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    out, starts = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


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
            upload=Upload("You have a say.pdf", FileKind.PDF, pdf("You have a say", "Ring Robin on 01632 960 001")),
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
