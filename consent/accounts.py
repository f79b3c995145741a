"""Accounts of service users: the one place that reads who a user is, and who else has somebody's email address."""

from consent.models import AccountOf, Person
from core.memberships import memberships_of
from core.models import User


def accounts_of(user) -> list:
    """Pairs of service id and person id of a user."""
    return list(AccountOf.objects.open().filter(user=user).values_list("service_id", "person_id"))


def user_with_the_address(person):
    """The user who signs in with a person's email address, or None."""
    return User.objects.filter(email__iexact=person.email).first() if person.email else None


def who_has_the_address(person) -> dict:
    """What `rules.may_be_invited` asks of the database: whether they have an account, and who else has the address."""
    user = user_with_the_address(person)
    others = Person.objects.filter(service=person.service, email__iexact=person.email, joined_into__isnull=True)
    known_here = user is not None and AccountOf.objects.open().filter(user=user, service=person.service).exists()
    return {
        "has_account": person.accounts.open().exists(),
        "shared": known_here or others.exclude(pk=person.pk).exists(),
        "works_here": user is not None and bool(memberships_of(user)),
    }
