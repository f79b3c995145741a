"""Writing what people said, what was changed because of it, and what was decided."""

from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.steps import owe_tellings, owe_what_was_published, reopen_loop, send_word
from involvement.models import Activity, Decision, DecisionView, PlanChange, Theme, View


@action
def note_plan_change(*, by, activity, asked, changed):
    """Note that the plan was changed because people asked. Returns the change."""
    ensure(rules.may_record_view(activity))
    return save(
        PlanChange(service=activity.service, activity=activity, asked=asked, changed=changed, **deed("recorded", by))
    )


@action
def record_view(*, by, activity, words, theme_name, group=None, session=None, partner=None, person=None):
    """Record what somebody said, under a theme (made if it is new). Reopens a closed loop. Returns the view."""
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
            **deed("recorded", by),
        )
    )
    if person is None and not view.can_be_told_to_nobody:
        owe_what_was_published(by, activity)
    reopen_loop(by, activity, "A new view came in")
    return view


@action
def change_view(*, by, view, words, theme_name, group=None, session=None, partner=None, person=None):
    """Correct what somebody said, while no published decision answers it. History keeps the words as they were."""
    Activity.objects.select_for_update().get(pk=view.activity_id)
    view = View.objects.select_for_update(of=("self",)).select_related("activity").get(pk=view.pk)
    ensure(rules.may_change_view(view))
    ensure(rules.may_be_of_session(view.activity, session, partner))
    view.words, view.theme = words, _theme(view.service, theme_name)
    view.group, view.session, view.partner, view.person = group, session, partner, person
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
def decide(*, by, activity, views, **details):
    """Record a decision on one or more views, with its rationale. People see nothing of it until it is published."""
    ensure(rules.may_decide(activity))
    ensure(rules.may_decide_as(activity, by.user))
    leader = rules.leads(by.user, activity)
    made = {"by_leader": leader, **details, **deed("recorded", by)}
    decision = save(Decision(service=activity.service, activity=activity, **made))
    _set_views(decision, views)
    return decision


@action
def change_decision(*, by, decision, views, **details):
    """Change a decision that nobody has been told about yet."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("activity").get(pk=decision.pk)
    ensure(rules.may_change_decision(decision))
    ensure(rules.may_touch_decision(decision, by.user))
    for name, value in details.items():
        setattr(decision, name, value)
    save(decision)
    _set_views(decision, views)
    return decision


def _set_views(decision, views):
    views = list(views)
    ensure(rules.may_answer_views(decision, views))
    DecisionView.objects.filter(decision=decision).exclude(view__in=views).delete()
    for view in views:
        DecisionView.objects.get_or_create(service=decision.service, decision=decision, view=view)


@action
def publish_decisions(*, by, decisions):
    """Publish decisions of one activity and owe word of them to everyone to be told, in the same transaction.

    Those with a way of contact that may carry it are sent one message about all of them; for the others there is a
    telling that a worker does face to face. Returns the tellings made.
    """
    made = []
    activities = {decision.activity_id for decision in decisions}
    list(Activity.objects.select_for_update().filter(pk__in=activities).order_by("pk"))
    for decision in decisions:
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        ensure(rules.may_publish(decision))
        ensure(rules.may_touch_decision(decision, by.user))
        done(decision, "published", by)
        save(decision)
        made += owe_tellings(by, decision)
    send_word(by, made)
    if decisions:
        reopen_loop(by, decisions[0].activity, "A new decision was published")
    return made


@action
def mark_decision_done(*, by, decision):
    """Note that what was decided has been done."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    ensure(rules.may_mark_done(decision))
    done(decision, "done", by)
    return save(decision)


@action
def withhold_decision(*, by, decision, because):
    """Take a published decision off the public page. People who were told of it still read it on their own page."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    ensure(rules.may_withhold(decision))
    ensure(rules.may_touch_decision(decision, by.user))
    decision.withheld_because = because
    done(decision, "withheld", by)
    return save(decision)
