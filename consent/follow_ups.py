"""What a list, a page and a file say of asking somebody later: the sentence, where it stands, and in which ways."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from consent import rules
from consent.models import Channel, FollowUp, FollowUpStep, SafeContact
from core import clock
from core.registries import TimelineEntry

Kind, Outcome = FollowUpStep.Kind, FollowUpStep.Outcome

IN_WORDS = {
    Outcome.YES: "they said yes",
    Outcome.LATER: "they said to ask them later",
    Outcome.NO: "they said no, or asked us to stop",
    Outcome.NO_ANSWER: "nobody answered, or they were not there",
    Outcome.VOICEMAIL: "a voicemail was left",
    Outcome.SENT: "it was sent",
    Outcome.NOT_SAFE: "it was not safe to speak",
}


@dataclass(frozen=True)
class Way:
    """One way in which somebody may be asked, and what to take care of."""

    name: str
    care: str


def with_all(follow_ups):
    """Follow-ups with all that a row says of them: so many statements, however many rows."""
    facts = [f"person__{fact}" for fact in rules.FACTS_OF_CONTACT if fact not in ("follow_ups", "safe_contacts")]
    return follow_ups.select_related("person__site", "owner", "service", "waits_for").prefetch_related(
        "steps",
        *facts,
        Prefetch("person__follow_ups", FollowUp.objects.open()),
        Prefetch("person__safe_contacts", SafeContact.objects.filter(ended_at__isnull=True)),
    )


def sentence_of(follow_up) -> str:
    """What is to be done, as a sentence."""
    name, reason = follow_up.person.name_to_use, follow_up.reason
    if follow_up.done_at is not None:
        return f"{name}: {reason}. {follow_up.outcome.rstrip('.')}."
    if rules.contacts_us(follow_up.person):
        return f"{name} said that they will contact us. Not heard from since {_day(heard_on(follow_up))}."
    if follow_up.waits_for_id is not None:
        return f"See whether {name} can decide now. {reason}."
    return f"Ask {name} from {_day(follow_up.not_before)} on. {reason}."


def heard_on(follow_up):
    """The day on which somebody was last heard from."""
    heard = [step.noted_at for step in follow_up.steps.all() if step.outcome in FollowUpStep.SAID]
    return timezone.localtime(max([follow_up.recorded_at, *heard])).date()


def standing_of(follow_up) -> str:
    """How far it is: which try comes next, what came of the last one, and since when it is overdue."""
    tries = rules.tries_of(follow_up)
    if follow_up.done_at is not None or rules.contacts_us(follow_up.person):
        return ""
    said = [f"Try {len(tries) + 1} of {follow_up.service.tries_to_ask}"]
    if tries:
        last = tries[-1]
        said.append(
            f"The last was on {_day(_day_of(last))}: {_lower(last.get_how_display())}, {IN_WORDS[last.outcome]}"
        )
    if follow_up.due_on < clock.today():
        said.append(f"Overdue since {_day(follow_up.due_on)}")
    elif follow_up.due_on > max(clock.today(), follow_up.not_before):
        said.append(f"The next is from {_day(follow_up.due_on)} on")
    return ". ".join(said) + "."


def ways_of(follow_up) -> list[Way]:
    """The ways in which they may be asked, with what may be said. None where nobody is to ask them."""
    if follow_up.done_at is not None:
        return []
    by_channel = {rule.channel: rule for rule in rules.safe_channels(follow_up.person)}
    return [_way(channel, by_channel.get(channel)) for channel in rules.ways_to_ask(follow_up)]


def _way(channel, rule) -> Way:
    name = str(Channel(channel).label)
    if rule is None or channel == Channel.WORKER:
        return Way("Face to face, when you meet them", rule.times_in_words if rule else "")
    care = ["We may say who we are." if rule.may_say_who else "Do not say who we are."]
    if channel == Channel.TELEPHONE:
        care.append("We may leave a voicemail." if rule.voicemail else "Do not leave a voicemail.")
    return Way(name, " ".join(filter(None, [*care, rule.times_in_words])))


def history_of(follow_up) -> list[TimelineEntry]:
    """What happened on the way, newest first. Reads its `steps`, with who noted and to whom it went."""
    entries = [TimelineEntry(step.noted_at, *_step_in_words(step)) for step in follow_up.steps.all()]
    day = _day(follow_up.first_day or follow_up.not_before)
    who = str(follow_up.recorded_by or follow_up.get_recorded_by_kind_display())
    began = follow_up.first_day == timezone.localtime(follow_up.recorded_at).date()
    sentence = follow_up.reason if began else f"{follow_up.reason}: not before {day}"
    entries.append(TimelineEntry(follow_up.recorded_at, sentence, who))
    if follow_up.done_at is not None:
        who = str(follow_up.done_by or follow_up.get_done_by_kind_display())
        entries.append(TimelineEntry(follow_up.done_at, "It ended", who, follow_up.outcome))
    return sorted(entries, key=lambda entry: entry.when, reverse=True)


def _step_in_words(step) -> tuple[str, str, str]:
    who = str(step.noted_by or step.get_noted_by_kind_display())
    return step_says({**vars(step), "to": str(step.to or "")}), who, step.words


def step_says(step: dict) -> str:
    """A step as a sentence without who did it. `step`: its values, as a row or as JSON would hold them."""
    until = f"{_as_day(step['until']):%-d %B %Y}" if step["until"] else ""
    came = IN_WORDS.get(step["outcome"], "")
    if step["outcome"] == Outcome.LATER:
        came = f"they said to ask them from {until} on"
    return {
        Kind.TRIED: lambda: f"Try {step['number']}: {_lower(Channel(step['how']).label)}, {came}",
        Kind.HEARD: lambda: f"They contacted us: {came}",
        Kind.PUT_OFF: lambda: f"Put off until {until}",
        Kind.GIVEN: lambda: f"Given to {step['to']}",
    }[step["kind"]]()


def _as_day(value):
    return value if hasattr(value, "year") else timezone.datetime.fromisoformat(value).date()


def _day(day) -> str:
    return f"{day:%-d %B %Y}"


def _day_of(step):
    return timezone.localtime(step.noted_at).date()


def _lower(text) -> str:
    return text[:1].lower() + text[1:]
