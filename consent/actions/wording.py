"""Writing the words that people are asked with: a draft, changed until it is published, and never afterwards."""

from datetime import timedelta

from django.conf import settings

from consent import rules
from consent.models import Wording
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save

WORDING_FIELDS = (*Wording.PARTS, "question", "controller", "expires_after", "translator", "checker")


@action
def start_wording(*, by, service, purpose_key, language, format):
    """Start a draft of the next version. It begins with the words of the version before, if there is one.

    Returns the draft. Refused where there is one already.
    """
    line = Wording.objects.of_line(service, purpose_key, language, format)
    before = line.published().order_by("-version").first()
    draft = Wording(service=service, purpose_id=purpose_key, language=language, format=format)
    draft.controller = service.provider or service.name
    if before is not None:
        draft.version = before.version + 1
        for name in WORDING_FIELDS:
            setattr(draft, name, getattr(before, name))
    done(draft, "drafted", by)
    return save(draft)


@action
def change_wording(*, by, wording, words):
    """Change a draft. `words`: values for WORDING_FIELDS."""
    wording = Wording.objects.select_for_update().get(pk=wording.pk)
    ensure(rules.may_change_wording(wording))
    for name in WORDING_FIELDS:
        if name in words:
            setattr(wording, name, words[name])
    return save(wording)


@action
def publish_wording(*, by, wording, day):
    """Publish a draft from a day on. The version before ends the day before. Returns the wording."""
    line = Wording.objects.of_line(wording.service, wording.purpose_id, wording.language, wording.format)
    versions = {each.pk: each for each in line.select_for_update().order_by("pk")}
    wording = versions.get(wording.pk) or Wording.objects.get(pk=wording.pk)
    before = next((each for each in versions.values() if not each.is_draft and each.effective_until is None), None)
    ensure(rules.may_publish(wording, before, day, examples=settings.UNCHECKED_TRANSLATIONS))
    if before is not None:
        before.effective_until = day - timedelta(days=1)
        save(before)
    wording.effective_from = day
    for name, value in deed("published", by).items():
        setattr(wording, name, value)
    return save(wording)


@action
def discard_wording(*, by, wording):
    """Throw a draft away. Nobody was asked with it, so nothing is kept of it."""
    wording = Wording.objects.select_for_update().get(pk=wording.pk)
    ensure(rules.may_change_wording(wording))
    wording.delete()
    return True
