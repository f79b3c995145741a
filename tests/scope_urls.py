"""Pages that show what the database lets a request see, for the tests of the middleware."""

from django.db import connection
from django.http import JsonResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from consent.models import Person
from consent.tests.factories import make_person
from core.access import my_page, public_page, signed_in_page, staff_page
from core.exports import stream_csv
from core.roles import Permission


def settings_of_the_connection(request, service=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('alongside.services', true), current_setting('alongside.person', true),"
            " current_setting('alongside.record', true)"
        )
        services, person, record = cursor.fetchone()
    services = sorted(int(pk) for pk in services.strip("{}").split(",") if pk)
    return JsonResponse({"services": services, "person": person, "record": record, "people": Person.objects.count()})


def view_of(declare):
    """A view of its own for each declaration, since a declaration marks the function it is given."""

    def view(request, service=None):
        return settings_of_the_connection(request, service)

    return declare(view)


@staff_page(Permission.RECORD_PEOPLE)
def record_and_show(request):
    """Commits a new person, then returns a response that reads its rows only as it is rendered."""
    make_person(request.reader.service, name_to_use="Just committed")
    return names(request)


@staff_page(Permission.SEE_PEOPLE)
def names(request):
    template = engines["django"].from_string("{% for person in people %}{{ person.name_to_use }}, {% endfor %}")
    return TemplateResponse(request, template, {"people": Person.objects.order_by("pk")})


@staff_page(Permission.SEE_PEOPLE)
def export(request):
    """A file whose every row is read while it is sent, each with a statement of its own."""

    def rows():
        for key in list(Person.objects.order_by("pk").values_list("pk", flat=True)):
            yield Person.objects.filter(pk=key).values_list("name_to_use")[0]

    return stream_csv("people", ["Name"], rows())


@staff_page(Permission.SEE_PEOPLE)
def fails(request):
    raise RuntimeError("after the scope was set")


urlpatterns = [
    path("scope/people/", view_of(staff_page(Permission.SEE_PEOPLE))),
    path("scope/totals/", view_of(staff_page(Permission.SEE_GOVERNANCE, Permission.SEE_TOTALS))),
    path("scope/signed-in/", view_of(signed_in_page)),
    path("scope/my/", view_of(my_page)),
    path("scope/public/", view_of(public_page)),
    path("scope/public/<slug:service>/", view_of(public_page)),
    path("scope/record/", record_and_show),
    path("scope/names/", names),
    path("scope/export/", export),
    path("scope/fails/", fails),
    path("", include("core.urls")),
]
