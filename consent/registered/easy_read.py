"""Easy read for whoever told us that they need it: their own pages are in it from the moment they sign in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from consent import rules
from consent.models import Person
from core import easy_read
from core.memberships import accounts_of
from core.models import Service
from core.scope import person_scope, scope


@receiver(user_logged_in, dispatch_uid="easy read for those who need it")
def begin_in_easy_read(sender, request, user, **kwargs):
    """Note it in the session; what they choose themselves, in the cookie, comes first."""
    for service_id, person_id in accounts_of(user):
        with scope(person_scope(Service(pk=service_id), person_id)):
            person = Person.objects.filter(pk=person_id).first()
            if person and rules.needs_easy_read(person):
                request.session[easy_read.COOKIE] = easy_read.ON
