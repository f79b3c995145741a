"""Choosing the language of public pages."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import languages
from core.access import public_page
from core.locking import is_ours


@public_page
@csrf_exempt  # it changes nothing but this cookie, and pages that nobody posts to need no token for it
@require_POST
def switch_language(request):
    """Show pages in a language from now on, remembered in a cookie, and return to the page on which it was chosen."""
    page, code = request.POST.get("page", ""), request.POST.get("language", "")
    response = HttpResponseRedirect(page if is_ours(page) else reverse("home"))
    # English is a choice as well: a link in a message opens in the language of the message until another is chosen.
    if code in {languages.CHOSE_ENGLISH, *(each.code for each in languages.offered())}:
        languages.remember(response, code)
    else:
        response.delete_cookie(languages.COOKIE, samesite="Lax")
    return response
