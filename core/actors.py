"""Who does a deed: a member of staff by their account, or the person, a link, the public form, a task or a command."""

from dataclasses import dataclass

from django.db import models


class ActorKind(models.TextChoices):
    PERSON = "person", "the person themselves"
    LINK = "link", "a link in a message"
    PUBLIC = "public", "the public form"
    TASK = "task", "a scheduled task"
    COMMAND = "command", "a command"


@dataclass(frozen=True)
class Actor:
    """`user` is set for staff, panel members and leaders; `kind` and `name` for everybody else."""

    user: object = None
    kind: str = ""
    name: str = ""

    def for_history(self) -> dict:
        if self.user is not None:
            return {"kind": "user", "id": self.user.pk}
        return {"kind": self.kind, "name": self.name or str(ActorKind(self.kind).label)}


def staff(user) -> Actor:
    return Actor(user=user)


def leader(user) -> Actor:
    """A service user acting for the activity that they lead, by their account."""
    return Actor(user=user)


def the_person(person) -> Actor:
    """Somebody acting on their own record, signed in."""
    return Actor(kind=ActorKind.PERSON, name=f"person {person.pk}")


def public_form() -> Actor:
    return Actor(kind=ActorKind.PUBLIC)


def link(link) -> Actor:
    """Somebody acting on their own record, by a link in a message."""
    return Actor(kind=ActorKind.LINK, name=f"link {link.pk}")


def reply() -> Actor:
    """Somebody who replied to a message that we sent, which is a way back like its link."""
    return Actor(kind=ActorKind.LINK, name="reply to a text message")


def task(name: str) -> Actor:
    return Actor(kind=ActorKind.TASK, name=name)


def command(name: str) -> Actor:
    return Actor(kind=ActorKind.COMMAND, name=name)
