"""The gallery beside all other addresses, as DEBUG routes it."""

from django.urls import include, path

from core.views_gallery import gallery

urlpatterns = [path("gallery/", gallery), path("", include("core.urls"))]
