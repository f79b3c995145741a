"""Headers of every page; language and easy read; what a device is handed over for; who may open a page."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation

from core import easy_read, languages, scope
from core.access import Access, Reader
from core.locking import handed_over
from core.memberships import account_in, current_roles, leads, services_of
from core.models import Service
from core.roles import Permission

_PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class PageHeaders:
    """No page is kept by a browser or a proxy: most show personal information, and custody computers are shared."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Browsers send forms as UTF-8; Django's own pages for bad requests fail on any other.
        if request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            response = HttpResponseBadRequest(render_to_string("400.html"))
        else:
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        return response


class Language:
    """Answers in the language that somebody chose, where the page is translated; pages of staff are in English."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Until a view is found: the page that says that there is none is translated too.
        language = languages.chosen_by(request)
        request.is_translated = True
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def process_view(self, request, view, args, kwargs):
        request.is_translated = languages.is_translated(view)
        if not request.is_translated:
            translation.activate(languages.ENGLISH)


class EasyRead:
    """Answers in easy read where somebody chose or needs it, and where the page is not one of staff.

    `?words=easy_read` in an address, as on a card, is a choice too. Without one, what is known of whoever signed in.
    """

    ASKED = {"easy_read": True, "standard": False}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Until a view is found: the page that says that there is none has a twin too.
        request.easy_read_offered, request.easy_read_chosen = True, ""
        easy_read.switch(request.COOKIES.get(easy_read.COOKIE) == easy_read.ON)
        response = self.get_response(request)
        if request.easy_read_chosen:
            easy_read.remember(response, request.easy_read_chosen)
        return response

    def process_view(self, request, view, args, kwargs):
        request.easy_read_offered = easy_read.is_offered(view, request.resolver_match.url_name)
        if not request.easy_read_offered:
            easy_read.switch(False)
        elif request.GET.get("words") in self.ASKED:
            easy_read.choose(request, self.ASKED[request.GET["words"]])
        else:
            chosen = request.COOKIES.get(easy_read.COOKIE) or request.session.get(easy_read.COOKIE)
            easy_read.switch(chosen == easy_read.ON)


class HandedOver:
    """On a device that was handed over every address leads to the one form, until somebody signs in."""

    # Signing in; the choice of easy read and of a language; and what tells whether the system is up and shows nothing.
    LEFT_OPEN = ("/account/", "/easy-read/", "/language/", "/health/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.handed_over = handed = handed_over(request)
        if handed is not None and not request.path.startswith((handed["to"], *self.LEFT_OPEN)):
            return redirect(handed["to"])
        return self.get_response(request)


class AccessAndScope:
    """Starts every request with no scope; then, by what the view declares, checks the reader and sets the scope.

    The scope is left in place when the view returns, since a streamed response is still reading rows then; the next
    request overwrites it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        scope.set_scope(scope.NO_SCOPE)
        request.reader = Reader(user=request.user)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # No key holds one, and PostgreSQL cannot even be asked for it.
        if any("\x00" in str(key) for key in kwargs.values()):
            raise Http404
        access = getattr(view, "access", None)
        if access is None:
            if view.__module__.startswith(("allauth.", "django.contrib.staticfiles.")):
                return None  # signing in reads nothing that belongs to a service
            raise PermissionDenied(f"{view.__module__}.{view.__name__} does not say who may open it.")
        if access.kind == "public":
            self.open_to_everybody(request, kwargs)
            return None
        if access.kind == "callback":
            return None
        if not request.user.is_authenticated:
            return None  # LoginRequiredMiddleware sends them to sign in
        if access.kind == "my":
            return self.open_own_area(request)
        if access.kind == "leading":
            return self.open_as_leader(request, kwargs["pk"])
        return self.open_as_staff(request, access)

    def open_to_everybody(self, request, kwargs):
        slug = kwargs.get("service")
        if slug is None:
            return
        service = Service.objects.filter(slug=slug).first()
        if service is None:
            raise Http404
        kwargs["service"] = service
        scope.set_scope(scope.public_scope(service))

    def open_own_area(self, request):
        own = account_in(request)
        if own is None:
            request.reader = current_roles(request)
            raise PermissionDenied("This page is for people who use the service.")
        service, person_id = own
        request.reader = Reader(user=request.user, service=service, person_id=person_id)
        scope.set_scope(scope.person_scope(service, person_id))
        return None

    def open_as_leader(self, request, activity_id):
        self.open_own_area(request)
        own = request.reader
        if not leads(own.person_id, activity_id):
            raise Http404
        # Everybody in the activity is on these pages, by the name to use: what staff see of it, and no permission.
        request.reader = Reader(user=own.user, service=own.service, person_id=own.person_id, leads=activity_id)
        scope.set_scope(scope.staff_scope(own.service))

    def open_as_staff(self, request, access: Access):
        reader = current_roles(request)
        if access.kind == "signed_in":
            request.reader = reader
            if reader.service is not None and reader.roles:
                scope.set_scope(_scope_for(reader, access.permissions, request))
            return None
        if reader.service is None and services_of(request.user):
            return redirect("switch_service")
        request.reader = reader  # the page that refuses shows their own menu
        if not reader.permissions.intersection(access.permissions):
            raise PermissionDenied("Your role does not let you open this page.")
        scope.set_scope(_scope_for(reader, access.permissions, request))
        if request.POST.get("in_service", str(reader.service.pk)) != str(reader.service.pk):
            raise PermissionDenied(
                "You opened this form in another service and have switched since. Switch back, then send it again."
            )
        return None


def _scope_for(reader: Reader, permissions, request) -> scope.Scope:
    """Oversight where only a commissioner's permission opens the page, else the staff of the current service."""
    held = reader.permissions.intersection(permissions)
    if held == {Permission.SEE_TOTALS} or set(reader.roles) == {"commissioner"}:
        granted = [membership.service for membership in request.memberships if membership.role == "commissioner"]
        return scope.oversight_scope(granted)
    return scope.staff_scope(reader.service)
