"""What is in reach on every page of the public and of service users: the switch to easy read, and the way out."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from core import easy_read, registries
from core.access import public_page
from core.locking import is_ours
from core.views import SERVICE_COOKIE


@public_page
@csrf_exempt
@require_POST
def switch_words(request):
    """Switch to easy read or back, remembered in a cookie, and return to the page on which it was pressed.

    Without a token against forged forms: there is nothing to gain by one, and every public page would set its cookie.
    """
    page = _without_words(request.POST.get("page", ""))
    response = HttpResponseRedirect(page if is_ours(page) else reverse("home"))
    chosen = easy_read.ON if request.POST.get("easy_read") == easy_read.ON else easy_read.OFF
    return easy_read.remember(response, chosen)


def _without_words(page: str) -> str:
    """The same address without the choice of words in it, as it may stand on a card."""
    path, _, query = page.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("words=")]
    return f"{path}?{'&'.join(kept)}" if kept else path


@public_page
@require_GET
def away(request):
    """Leave at once: what was begun is thrown away, the session ends, and the page is one that names nobody.

    A link and no form, since it has to work whatever else fails. Another website cannot sign anybody out by it, nor
    can a browser that fetches ahead.
    """
    on_purpose = request.headers.get("Sec-Fetch-Site") != "cross-site" and "Sec-Purpose" not in request.headers
    if on_purpose:
        for throw_away in registries.leaving:
            throw_away(request)
        logout(request)
    response = (
        HttpResponseRedirect(elsewhere) if (elsewhere := _discreet(request)) else render(request, "core/away.html")
    )
    if on_purpose:
        response.delete_cookie(SERVICE_COOKIE)
    return response


def _discreet(request) -> str:
    """The same page on the discreet host, or "" where this is that host, or there is none."""
    host = urlsplit(settings.DISCREET_BASE_URL).netloc
    is_apart = host != urlsplit(settings.BASE_URL).netloc and host != request.get_host()
    return f"{settings.DISCREET_BASE_URL.rstrip('/')}{reverse('away')}" if is_apart else ""
