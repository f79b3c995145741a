"""The one way to read memberships and accounts, which have no row policy, and the rules of giving and ending roles."""

from core.access import Reader
from core.models import Membership, Service
from core.registries import Registry
from core.roles import permissions_of
from core.rules import Allowed, Refused

# Filled in by consent, which owns people: functions (user) -> list of (service id, person id).
accounts = Registry()

# Filled in by involvement, which owns activities: functions (person id, activity id) -> whether they lead it now.
leading = Registry()

SESSION_KEY = "service"


def memberships_of(user):
    """The open memberships of a user, with their services. One query; [] for nobody."""
    if not user.is_authenticated or not user.is_active:
        return []
    return list(
        Membership.objects.filter(user=user, ended_at__isnull=True)
        .select_related("service")
        .order_by("service__name", "pk")
    )


def accounts_of(user) -> list:
    """Pairs of service id and person id for a service user. [] for staff."""
    return [pair for source in accounts for pair in source(user)] if user.is_authenticated else []


def services_of(user) -> list:
    """The services a user works in, by name."""
    return list({m.service_id: m.service for m in memberships_of(user)}.values())


def current_roles(request) -> Reader:
    """The reader in their current service: the one chosen in the session, else their only one, else none yet."""
    request.memberships = memberships_of(request.user)
    services = {membership.service_id: membership.service for membership in request.memberships}
    chosen = request.session.get(SESSION_KEY)
    if chosen not in services:
        chosen = next(iter(services)) if len(services) == 1 else None
    if chosen is None:
        return Reader(user=request.user)
    roles = tuple(m.role for m in request.memberships if m.service_id == chosen)
    return Reader(user=request.user, service=services[chosen], roles=roles, permissions=permissions_of(roles))


def account_in(request):
    """(service, person id) of a service user in the service they chose, or None for anybody else."""
    pairs = dict(accounts_of(request.user))
    if not pairs:
        return None
    chosen = request.session.get(SESSION_KEY)
    if chosen not in pairs:
        chosen = min(pairs)
    return Service.objects.get(pk=chosen), pairs[chosen]


def leads(person_id, activity_id) -> bool:
    """Whether a service user leads an activity now. Read in their own scope."""
    return any(knows(person_id, activity_id) for knows in leading)


def staff_of(service, *roles):
    """Users who work in a service, optionally in one of the roles, for choosing a lead or an owner."""
    from core.models import User

    memberships = Membership.objects.filter(service=service, ended_at__isnull=True)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user"))


def may_have_code(user) -> bool:
    """Whether somebody signs in by a code: a service user with an account, and nobody who works anywhere."""
    return user is not None and not memberships_of(user) and bool(accounts_of(user))


def may_work_here(user):
    """May a user be given a role? Not one who is a service user: their account leads to their own record."""
    if accounts_of(user):
        return Refused("This email address cannot be used for somebody who works here.", field="email")
    return Allowed()


def may_end_role(membership, by):
    """May an actor end this role? Once; and of administrators one is left, whom somebody else has to end."""
    if membership.ended_at is not None:
        return Refused("This role has ended already.")
    if membership.role == "admin" and by.user is not None and by.user.pk == membership.user_id:
        return Refused("Somebody else must end your own administrator role, so that one is left.")
    others = Membership.objects.filter(service=membership.service, role="admin", ended_at__isnull=True)
    if membership.role == "admin" and not others.exclude(pk=membership.pk).exists():
        return Refused("This is the only administrator. Give somebody else the role first.")
    return Allowed()
