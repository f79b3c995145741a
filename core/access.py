"""What every view declares: who may open it. `core.middleware.AccessAndScope` reads it, checks and sets the scope.

    @staff_page(Permission.SEE_PEOPLE)
    def people(request): ...

A view without a declaration is refused: closed by default.
"""

from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_not_required

from core.roles import Permission


@dataclass(frozen=True)
class Access:
    """`kind`: public, signed_in, staff, my, leading or callback. `permissions`: any one of them is enough."""

    kind: str
    permissions: tuple = ()


@dataclass(frozen=True)
class Reader:
    """Who is reading: the user, the current service, what they may do there, and their own record if they have one.

    `leads`: the key of the activity that a service user leads, on the pages of that activity and on no other.
    """

    user: object = None
    service: object = None
    roles: tuple = ()
    permissions: frozenset = field(default_factory=frozenset)
    person_id: int | None = None
    leads: int | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def staff_page(*permissions: Permission):
    """A page for staff who hold one of the permissions in their current service."""

    def declare(view):
        view.access = Access("staff", permissions)
        return view

    return declare


def my_page(view):
    """A page of a service user's own area."""
    view.access = Access("my")
    return view


def leading_page(view):
    """A page of one activity, for the service users who lead it. Its key is `pk` in the address.

    It sees the rows that staff would see, and holds no permission: it reaches them only by `led_by(request.reader)`.
    """
    view.access = Access("leading")
    return view


def signed_in_page(view):
    """A page for anybody who has signed in: no personal information of others on it."""
    view.access = Access("signed_in")
    return view


def public_page(view):
    """A page for everybody. With a `service` in its address, it sees what is public of that one service."""
    view = login_not_required(view)
    view.access = Access("public")
    return view


def callback_page(view):
    """No page: another system calls it, with a token of its own that the view asks for. It sees no rows by itself."""
    view = login_not_required(view)
    view.access = Access("callback")
    return view
