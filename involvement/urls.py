"""Paths of involvement."""

from django.urls import path

from involvement.views import activities, decisions, mine, partners, places, planner, plans, public, said, tellings

_ACTIVITY = "involvement/activities/<int:pk>/"

urlpatterns = [
    path("involvement/activities/", activities.activities, name="activities"),
    path("involvement/activities/file/", activities.activities_file, name="activities_file"),
    path("involvement/activities/plan/", planner.planner, name="planner"),
    path("involvement/activities/new/", plans.plan_activity, name="plan_activity"),
    path(_ACTIVITY, activities.activity, name="activity"),
    path(f"{_ACTIVITY}edit/", plans.change_plan, name="change_plan"),
    path(f"{_ACTIVITY}move/<str:to>/", plans.move_activity, name="move_activity"),
    path(f"{_ACTIVITY}plan-changes/new/", plans.note_plan_change, name="note_plan_change"),
    path(f"{_ACTIVITY}invite/", places.invite, name="invite"),
    path("involvement/places/<int:pk>/answer/", places.answer_invitation, name="answer_invitation"),
    path(f"{_ACTIVITY}sessions/new/", places.plan_session, name="plan_session"),
    path("involvement/sessions/<int:pk>/close-out/", places.hold_session, name="hold_session"),
    path("involvement/sessions/<int:pk>/minutes/", places.minutes, name="minutes"),
    path(f"{_ACTIVITY}views/", said.compare_views, name="compare_views"),
    path(f"{_ACTIVITY}views/new/", said.record_view, name="record_view"),
    path("involvement/views/<uuid:pk>/edit/", said.change_view, name="change_view"),
    path(f"{_ACTIVITY}decisions/new/", decisions.decide, name="decide"),
    path("involvement/decisions/<int:pk>/", decisions.decision, name="decision"),
    path("involvement/decisions/<int:pk>/edit/", decisions.change_decision, name="change_decision"),
    path("involvement/decisions/<int:pk>/publish/", decisions.publish_decision, name="publish_decision"),
    path("involvement/decisions/<int:pk>/done/", decisions.decision_done, name="decision_done"),
    path("involvement/decisions/<int:pk>/take-down/", decisions.withhold_decision, name="withhold_decision"),
    path("involvement/feedback/", tellings.tellings, name="tellings"),
    path("involvement/feedback/<int:pk>/", tellings.telling, name="telling"),
    path("involvement/feedback/<int:pk>/undo/", tellings.undo_telling, name="undo_telling"),
    path("involvement/partners/", partners.partners, name="partners"),
    path("involvement/partners/new/", partners.add_partner, name="add_partner"),
    path("involvement/partners/<int:pk>/", partners.partner, name="partner"),
    path("involvement/partners/<int:pk>/edit/", partners.change_partner, name="change_partner"),
    path("involvement/partners/<int:pk>/agreements/new/", partners.add_partner_agreement, name="add_partner_agreement"),
    path("about-involvement/", public.about_involvement, name="about_involvement"),
    path("about-involvement/<slug:service>/", public.about_involvement_of, name="about_involvement_of"),
    path("what-changed/", public.what_changed, name="what_changed"),
    path("what-changed/<slug:service>/", public.what_changed_of, name="what_changed_of"),
    path("my/what-changed/", mine.my_what_changed, name="my_what_changed"),
]
