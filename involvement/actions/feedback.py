"""Writing what people said, what was changed because of it, and what was decided."""

from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.steps import owe_tellings, owe_what_was_published, reopen_loop
from involvement.models import Activity, Decision, DecisionTheme, DecisionView, JointDecider, PlanChange, Theme, View


@action
def note_plan_change(*, by, activity, asked, changed):
    """Note that the plan was changed because people asked. Returns the change."""
    ensure(rules.may_record_view(activity))
    return save(
        PlanChange(service=activity.service, activity=activity, asked=asked, changed=changed, **deed("recorded", by))
    )


@action
def record_view(
    *, by, activity, words, theme_name, group=None, session=None, partner=None, person=None, key=None, **details
):
    """Record what somebody said, under a theme (made if it is new). Reopens a closed loop. Returns the view.

    `key`: a UUID drawn with the form, so that one sent twice is stored once. `details`: its kind and how many said it.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_record_view(activity))
    ensure(rules.may_be_of_session(activity, session, partner))
    view = save(
        View(
            service=activity.service,
            activity=activity,
            session=session,
            partner=partner,
            theme=_theme(activity.service, theme_name),
            group=group,
            words=words,
            person=person,
            **({"pk": key} if key else {}),
            **details,
            **deed("recorded", by),
        )
    )
    if person is None and not view.can_be_told_to_nobody:
        owe_what_was_published(by, activity)
    reopen_loop(by, activity, "A new view came in")
    return view


@action
def change_view(*, by, view, words, theme_name, group=None, session=None, partner=None, person=None, **details):
    """Correct what somebody said, while no published decision answers it. History keeps the words as they were."""
    Activity.objects.select_for_update().get(pk=view.activity_id)
    view = View.objects.select_for_update(of=("self",)).select_related("activity").get(pk=view.pk)
    ensure(rules.may_change_view(view))
    ensure(rules.may_be_of_session(view.activity, session, partner))
    view.words, view.theme = words, _theme(view.service, theme_name)
    view.group, view.session, view.partner, view.person = group, session, partner, person
    for name, value in details.items():
        setattr(view, name, value)
    save(view)
    if person is None and not view.can_be_told_to_nobody:
        owe_what_was_published(by, view.activity)
    return view


def _theme(service, name):
    """The theme with a name, made if it is new."""
    name = name.strip()
    theme = Theme.objects.filter(service=service, name__iexact=name).first()
    return theme or save(Theme(service=service, name=name))


@action
def record_views(*, by, activity, rows):
    """Record many things that people said, all or none. `rows`: each as `record_view` takes it. Returns the views.

    Rows whose keys are stored already came from the same form, sent twice: what it stored is returned.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    stored = list(View.objects.filter(activity=activity, pk__in=[row["key"] for row in rows if row.get("key")]))
    return stored or [record_view(by=by, activity=activity, **row) for row in rows]


@action
def answer_decision(*, by, decision, words, person=None, session=None, partner=None):
    """Record that a decision is not what somebody meant: a new view, which opens the loop again. Returns the view."""
    ensure(rules.may_answer_decision(decision, person, session, partner))
    theme = decision.themes.order_by("pk").first()
    return record_view(
        by=by,
        activity=decision.activity,
        words=words,
        theme_name=theme.name if theme else "What was decided",
        person=person,
        session=session,
        partner=partner,
        about_decision=decision,
    )


@action
def decide(*, by, activity, views, joint=(), replaces=None, **details):
    """Record a decision on one or more views, with its rationale. People see nothing of it until it is published.

    `joint`: people who made it together with the service. `replaces`: the published decision whose words it changes.
    """
    ensure(rules.may_replace(replaces) if replaces is not None else rules.may_decide(activity))
    if replaces is not None:
        ensure(rules.may_touch_decision(replaces, by.user))
    ensure(rules.may_decide_as(activity, by.user))
    ensure(rules.may_say_because(details["rationale"]))
    leader = rules.leads(by.user, activity)
    made = {"by_leader": leader, "replaces": replaces, **details, **deed("recorded", by)}
    decision = save(Decision(service=activity.service, activity=activity, **made))
    _set_views(decision, views)
    _set_joint(by, decision, joint)
    return decision


@action
def change_decision(*, by, decision, views, joint=None, **details):
    """Change a decision that nobody has been told about yet. `joint`: None for those who are named already."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("activity").get(pk=decision.pk)
    ensure(rules.may_change_decision(decision))
    ensure(rules.may_touch_decision(decision, by.user))
    ensure(rules.may_say_because(details.get("rationale", decision.rationale)))
    for name, value in details.items():
        setattr(decision, name, value)
    save(decision)
    _set_views(decision, views)
    if joint is not None:
        _set_joint(by, decision, joint)
    return decision


@action
def discard_decision(*, by, decision):
    """Throw away a decision that nobody was told about. What people said waits for another."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    ensure(rules.may_change_decision(decision))
    ensure(rules.may_touch_decision(decision, by.user))
    decision.joint_deciders.all().delete()
    decision.delete()
    return True


def _set_views(decision, views):
    views = list(views)
    ensure(rules.may_answer_views(decision, views))
    DecisionView.objects.filter(decision=decision).exclude(view__in=views).delete()
    for view in views:
        DecisionView.objects.get_or_create(service=decision.service, decision=decision, view=view)
    themes = {view.theme_id for view in views}
    DecisionTheme.objects.filter(decision=decision).exclude(theme__in=themes).delete()
    for theme in themes:
        DecisionTheme.objects.get_or_create(service=decision.service, decision=decision, theme_id=theme)


def _set_joint(by, decision, people):
    people = list(people)
    ensure(rules.may_decide_jointly(decision.activity, people))
    decision.joint_deciders.exclude(person__in=people).delete()
    named = set(decision.joint_deciders.values_list("person_id", flat=True))
    for person in people:
        if person.pk not in named:
            save(JointDecider(service=decision.service, decision=decision, person=person, **deed("recorded", by)))


@action
def publish_decisions(*, by, decisions, teller=None):
    """Publish decisions of one activity and owe word of them to everyone to be told, in the same transaction.

    Those with a way of contact that may carry it are sent one message about all of them; for the others there is a
    telling that `teller`, or the lead of the activity, does face to face. Returns the tellings.
    """
    if not decisions:
        return []
    keys = [decision.pk for decision in decisions]
    activities = {decision.activity_id for decision in decisions}
    ensure(rules.may_publish_together(activities))
    list(Activity.objects.select_for_update().filter(pk__in=activities))
    locked = Decision.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    decisions = list(locked.select_related("activity__lead", "service", "replaces"))
    for decision in decisions:
        ensure(rules.may_publish(decision))
        ensure(rules.may_touch_decision(decision, by.user))
        done(decision, "published", by)
        save(decision)
    made = owe_tellings(by, decisions, teller)
    reopen_loop(by, decisions[0].activity, "A new decision was published")
    return made


@action
def withhold_decision(*, by, decision, because):
    """Take a published decision off the public page. People who were told of it still read it on their own page."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    ensure(rules.may_withhold(decision))
    ensure(rules.may_touch_decision(decision, by.user))
    decision.withheld_because = because
    done(decision, "withheld", by)
    return save(decision)
