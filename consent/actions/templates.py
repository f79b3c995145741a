"""Messages written beforehand: drafts, publishing, taking out of use, and writing one to a person."""

from consent import letters, rules
from consent.actions.steps import locked
from consent.models import MessageTemplate
from consent.outbox import queue_message
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def write_template(*, by, service, **words):
    """Start a draft. `words`: name, about, subject, text and says_who. Returns it."""
    ensure(rules.may_write_template(words["subject"], words["text"], words["says_who"]))
    return save(MessageTemplate(service=service, **words, **deed("written", by)))


@action
def change_template(*, by, template, **words):
    """Change a draft. Returns it. What is published is not changed: another is written."""
    template = MessageTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    ensure(rules.may_change_template(template))
    ensure(rules.may_write_template(words["subject"], words["text"], words["says_who"]))
    for name, value in words.items():
        setattr(template, name, value)
    done(template, "written", by)
    return save(template)


@action
def publish_template(*, by, template):
    """Let colleagues use a draft from now on. Returns it."""
    template = MessageTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    ensure(rules.may_publish_template(template))
    done(template, "published", by)
    return save(template)


@action
def retire_template(*, by, template):
    """Take a message, or a draft of one, out of use. Those that wait in the outbox leave. Returns it."""
    template = MessageTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    ensure(rules.may_retire_template(template))
    done(template, "retired", by)
    return save(template)


@action
def write_to_person(*, by, person, template, channel):
    """Put a message of these words to one person in the outbox, or among the tasks of the day. Returns it."""
    person = locked(by, person)
    ensure(rules.may_send_template(template, person, channel))
    return queue_message(
        by=by, person=person, about=template.about, channel=channel, **letters.of_template(template, person.name_to_use)
    )
