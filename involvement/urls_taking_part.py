"""Paths of taking part: sessions, places and word about them, what it changed, and what service users lead."""

from django.urls import path

from involvement.views import leaders, leading, my_activities, outcomes, places, sessions

_ACTIVITY = "involvement/activities/<int:pk>/"
_SESSION = "involvement/sessions/<int:pk>/"
_MINE = "my/activities/<int:pk>/"
_LED = "my/leading/<int:pk>/"

urlpatterns = [
    path(f"{_ACTIVITY}invite/", places.invite, name="invite"),
    path("involvement/places/<int:pk>/answer/", places.answer_invitation, name="answer_invitation"),
    path("involvement/places/<int:pk>/questions/<str:moment>/", places.ask_questions, name="ask_questions"),
    path("involvement/notices/", places.notices, name="notices"),
    path("involvement/notices/<int:pk>/", places.notice, name="notice"),
    path("involvement/report-backs/<int:pk>/", places.report_back, name="report_back"),
    path(f"{_ACTIVITY}sessions/new/", sessions.plan_session, name="plan_session"),
    path(f"{_ACTIVITY}calendar/", sessions.activity_calendar, name="activity_calendar"),
    path(_SESSION, sessions.session, name="session"),
    path(f"{_SESSION}edit/", sessions.change_session, name="change_session"),
    path(f"{_SESSION}cancel/", sessions.cancel_session, name="cancel_session"),
    path(f"{_SESSION}sheet/", sessions.attendance_sheet, name="attendance_sheet"),
    path(f"{_SESSION}calendar/", sessions.session_calendar, name="session_calendar"),
    path(f"{_SESSION}close-out/", sessions.hold_session, name="hold_session"),
    path(f"{_SESSION}minutes/", sessions.minutes, name="minutes"),
    path("involvement/outcomes/", outcomes.outcomes, name="outcomes"),
    path(f"{_ACTIVITY}outcomes/", outcomes.activity_outcomes, name="activity_outcomes"),
    path(f"{_ACTIVITY}leaders/", leaders.leaders, name="leaders"),
    path(f"{_ACTIVITY}leaders/new/", leaders.name_leader, name="name_leader"),
    path("involvement/leaders/<int:pk>/end/", leaders.end_leadership, name="end_leadership"),
    path(f"{_ACTIVITY}hand-over/", leaders.hand_over, name="hand_over_resource"),
    path("involvement/handed-over/<int:pk>/take-back/", leaders.take_back_transfer, name="take_back_transfer"),
    path("involvement/decisions/<int:pk>/overrule/", leaders.overrule, name="overrule"),
    path("my/activities/", my_activities.my_activities, name="my_activities"),
    path(_MINE, my_activities.my_activity, name="my_activity"),
    path(f"{_MINE}ask/", my_activities.ask_for_a_place, name="ask_for_a_place"),
    path(f"{_MINE}answer/<str:answer>/", my_activities.my_answer, name="my_answer"),
    path(f"{_MINE}calendar/", my_activities.my_calendar, name="my_calendar"),
    path(f"{_MINE}questions/<str:moment>/", my_activities.my_questions, name="my_questions"),
    path("my/report-backs/<int:pk>/", my_activities.my_report_back, name="my_report_back"),
    path(_LED, leading.leading, name="leading"),
    path(f"{_LED}calendar/", leading.calendar, name="leading_calendar"),
    path(f"{_LED}sessions/new/", leading.plan_session, name="leading_session"),
    path(f"{_LED}sessions/<int:session>/edit/", leading.change_session, name="leading_change_session"),
    path(f"{_LED}sessions/<int:session>/cancel/", leading.cancel_session, name="leading_cancel_session"),
    path(f"{_LED}sessions/<int:session>/close-out/", leading.hold_session, name="leading_hold_session"),
    path(f"{_LED}sessions/<int:session>/minutes/", leading.minutes, name="leading_minutes"),
    path(f"{_LED}sessions/<int:session>/sheet/", leading.attendance_sheet, name="leading_sheet"),
    path(f"{_LED}views/new/", leading.record_view, name="leading_view"),
    path(f"{_LED}decisions/new/", leading.decide, name="leading_decide"),
    path(f"{_LED}decisions/<int:decision>/", leading.decision, name="leading_decision"),
    path(f"{_LED}decisions/<int:decision>/edit/", leading.change_decision, name="leading_change_decision"),
    path(f"{_LED}decisions/<int:decision>/publish/", leading.publish_decision, name="leading_publish_decision"),
    path(f"{_LED}decisions/<int:decision>/replace/", leading.replace_decision, name="leading_replace_decision"),
    path(f"{_LED}decisions/<int:decision>/done/", leading.decision_done, name="leading_decision_done"),
    path(f"{_LED}handed-over/<int:transfer>/use/", leading.spend, name="leading_spend"),
    path(f"{_LED}spending/<int:line>/take-back/", leading.take_back_spending, name="leading_take_back"),
]
