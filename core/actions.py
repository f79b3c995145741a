"""Every write of core: users, sites, memberships, the dated involvement responsibility, and uploaded files."""

import uuid

from django.db import transaction

from core.deeds import deed, done
from core.files import forget_bytes, write_bytes
from core.memberships import may_end_role, may_work_here
from core.models import DayDone, Export, Membership, Service, Site, StoredFile, User
from core.rules import ensure
from core.writing import action, save


@action
def create_service(*, by, name, slug, **details):
    """Make a service. Returns it."""
    return save(Service(name=name, slug=slug, **details))


@action
def change_service(*, by, service, **details):
    """Change what a service says of itself, and its time to tell people what was decided. Returns it."""
    for name, value in details.items():
        setattr(service, name, value)
    return save(service)


@action
def add_site(*, by, service, name, kind, police_vetting_needed=False):
    """Add a site to a service. Returns it."""
    return save(Site(service=service, name=name, kind=kind, police_vetting_needed=police_vetting_needed))


@action
def add_user(*, by, email, name, password=None):
    """Make an account. Without a password it can only be used after setting one by e-mail. Returns the user."""
    user = User(email=User.objects.normalize_email(email), name=name)
    user.set_password(password) if password else user.set_unusable_password()
    return save(user)


@action
def add_member(*, by, service, email, name, role, password=None):
    """Give somebody a role in a service, with an account if they have none. Returns the membership.

    A new account has no usable password: they set one through "Forgotten your password?".
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        ensure(may_work_here(user))
    else:
        user = add_user(by=by, email=email, name=name, password=password)
    return save(Membership(service=service, user=user, role=role, **deed("recorded", by)))


@action
def end_membership(*, by, membership):
    """End a role from now on. The row stays as the record that it was held."""
    administrators = Membership.objects.select_for_update().filter(service=membership.service, role="admin")
    list(administrators.order_by("pk"))
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    ensure(may_end_role(membership, by))
    done(membership, "ended", by)
    return save(membership)


@action
def set_involvement_responsibility(*, by, membership, from_day, until_day=None):
    """Date the responsibility for involvement of an STR worker (the paper's checklist, page 5). Returns it."""
    membership.involvement_from = from_day
    membership.involvement_until = until_day
    return save(membership)


@action
def note_export(*, by, service, what, narrowed_to=""):
    """Note that somebody took a list out as a file. `narrowed_to`: its filter in words. Returns the note."""
    return save(Export(service=service, what=what, narrowed_to=narrowed_to[:400], **deed("made", by)))


@action
def keep_file(*, by, service, upload):
    """Keep an uploaded file (`core.files.look_at`). Returns its record. A refusal later on leaves no record."""
    key = uuid.uuid4()
    # Before the row: a row is never without its bytes, and bytes without a row are swept.
    write_bytes(key, upload.content)
    return save(
        StoredFile(
            id=key,
            service=service,
            name=upload.name,
            kind=upload.kind,
            size=len(upload.content),
            sha256=upload.sha256,
            **deed("stored", by),
        )
    )


@action
def remove_file(*, by, stored):
    """Delete the bytes of a file that was replaced or is not wanted. Its record stays. Returns the record."""
    done(stored, "removed", by)
    save(stored)
    transaction.on_commit(lambda: forget_bytes(stored.pk))
    return stored


@action
def note_day_done(*, by, service, task, day):
    """Note that a daily task was done in a service for a day, and so for every day before it. Returns the note."""
    note = DayDone.objects.select_for_update().filter(service=service, task=task).first()
    note = note or DayDone(service=service, task=task)
    note.day = day
    done(note, "done", by)
    return save(note)
