"""One view that does not say who may open it, for the test that such a view is refused."""

from django.http import HttpResponse
from django.urls import include, path


def silent(request):
    return HttpResponse("open")


urlpatterns = [path("silent/", silent), path("", include("core.urls"))]
