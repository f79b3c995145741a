"""Signing in, by password or by a code: django-allauth's pages, with what differs here."""

from allauth.account import views as allauth

from core.access import public_page
from core.limits import takes_at_least

# Seconds, well above what it takes to put a code in the outbox.
CODE_TAKES = 0.5


class Anew:
    """A page where somebody begins again, also while a code waits to be entered: it may never have come."""

    def _redirect_to_pending_stage(self, request, stage):
        return None


class SignIn(Anew, allauth.LoginView):
    pass


class AskForCode(Anew, allauth.RequestLoginCodeView):
    pass


sign_in = public_page(SignIn.as_view())
ask_for_code = public_page(takes_at_least(CODE_TAKES)(AskForCode.as_view()))
