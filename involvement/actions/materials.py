"""Writing information material: the material itself, its check, its reader, whose words it uses, and where it hangs."""

from consent.models import Person, Purpose
from consent.models.agreements import Answer
from core.actions import keep_file, remove_file
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.steps import noon_of
from involvement.models import Featured, Material, MaterialCheck, MaterialPlace, MaterialReading

# What people see of a material: a change of these wants a new check.
SEEN_BY_PEOPLE = ("title", "kind", "says", "link")


@action
def add_material(*, by, service, upload=None, **details):
    """Record a poster, leaflet or the like, to be checked by somebody other than its author. Returns it.

    `upload`: its file (`core.files.Upload`), or None.
    """
    ensure(rules.may_be_reviewed_on(details["review_on"]))
    file = keep_file(by=by, service=service, upload=upload) if upload else None
    recorded, changed = deed("recorded", by), deed("changed", by)
    return save(Material(service=service, file=file, **details, **recorded, **changed))


@action
def change_material(*, by, material, upload=None, **details):
    """Change a material. Where people see something else from now on, its check no longer counts. Returns it.

    `upload`: the file that takes the place of the one before, which is deleted; None where the file stays.
    """
    material = _locked(material)
    ensure(rules.may_change_material(material))
    if "author" in details:
        ensure(rules.may_be_author(material, details["author"]))
    if details.get("review_on", material.review_on) != material.review_on:
        ensure(rules.may_be_reviewed_on(details["review_on"]))
    differs = any(getattr(material, name) != details.get(name, getattr(material, name)) for name in SEEN_BY_PEOPLE)
    old = material.file
    if upload:
        material.file = keep_file(by=by, service=material.service, upload=upload)
    if differs or upload:
        done(material, "changed", by)
    for name, value in details.items():
        setattr(material, name, value)
    save(material)
    if upload and old is not None:
        remove_file(by=by, stored=old)
    return material


@action
def check_material(*, by, material, review_on, note=""):
    """Note that somebody other than its author found it accurate, balanced and up to date. Returns the check.

    `review_on`: when it is to be looked at again.
    """
    material = _locked(material)
    ensure(rules.may_check(material, by.user))
    ensure(rules.may_be_reviewed_on(review_on))
    material.review_on = review_on
    save(material)
    return save(MaterialCheck(service=material.service, material=material, note=note, **deed("checked", by)))


@action
def note_reading(*, by, material, comment, person=None):
    """Note what a service user said of it, with their name only if they agree. Returns the reading."""
    ensure(rules.may_change_material(material))
    return save(
        MaterialReading(service=material.service, material=material, person=person, comment=comment, **deed("read", by))
    )


@action
def feature(*, by, material, person, what, where=""):
    """Note that a material uses somebody's words, voice or picture, under their agreement to publish. Returns it."""
    # A withdrawal is before this, and then it is refused, or after it, and lists where it hangs.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    material = _locked(material)
    ensure(rules.may_change_material(material))
    ensure(rules.may_feature(person))
    given = person.agreements.open().filter(purpose=Purpose.PUBLISH, answer=Answer.GIVEN)
    return save(
        Featured(
            service=material.service,
            material=material,
            person=person,
            agreement=given.order_by("-recorded_at", "-pk").first(),
            what=what,
            where=where,
            **deed("recorded", by),
        )
    )


@action
def take_out(*, by, featured, because):
    """Note that what people see of it no longer has somebody in it. Copies put up before may still have. Returns it."""
    material = _locked(featured.material)
    featured = Featured.objects.select_for_update().get(pk=featured.pk)
    ensure(rules.may_take_out(featured))
    featured.ended_because = because
    done(featured, "ended", by)
    done(material, "changed", by)
    save(material)
    return save(featured)


@action
def put_up(*, by, material, site=None, where="", put_up_on=None):
    """Note where a material hangs, lies or is posted, now or since an earlier day. Returns the place."""
    material = _locked(material)
    ensure(rules.may_put_up(material, put_up_on))
    at = noon_of(put_up_on)
    return save(
        MaterialPlace(service=material.service, material=material, site=site, where=where, **deed("put_up", by, at))
    )


@action
def take_down(*, by, place, taken_down_on=None):
    """Tick off that a material was taken down somewhere, now or on an earlier day. Returns the place."""
    place = MaterialPlace.objects.select_for_update(of=("self",)).get(pk=place.pk)
    ensure(rules.may_take_down(place, taken_down_on))
    at = noon_of(taken_down_on)
    done(place, "taken_down", by, max(at, place.put_up_at) if at else None)
    return save(place)


@action
def retire_material(*, by, material, because):
    """Note that a material is no longer used. Where it still hangs, it is to be taken down. Returns it."""
    material = _locked(material)
    ensure(rules.may_change_material(material))
    material.retired_because = because
    done(material, "retired", by)
    return save(material)


def _locked(material):
    return Material.objects.select_for_update(of=("self",)).select_related("file").get(pk=material.pk)
