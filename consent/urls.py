"""Paths of consent: people and their agreements, registrations, the public form, and a person's own page."""

from django.urls import path

from consent.views import agreements, mine, people, recording, registering, registrations, restricted, timeline

urlpatterns = [
    path("register-interest/", registering.register_interest, name="register_interest"),
    path("register-interest/<slug:service>/", registering.register_interest_form, name="register_interest_form"),
    path("register-interest/<slug:service>/done/", registering.registered, name="registered"),
    path("register-interest/<slug:service>/under-16/", registering.under_16, name="register_under_16"),
    path("privacy/", registering.privacy, name="privacy"),
    path("my/", mine.my_home, name="my_home"),
    path("my/who-looked/", mine.my_openings, name="my_openings"),
    path("consent/people/", people.people, name="people"),
    path("consent/people/new/", recording.record_person, name="record_person"),
    path("consent/people/new/details/", recording.record_person_details, name="record_person_details"),
    path("consent/people/new/under-16/", recording.record_on_paper, name="record_on_paper"),
    path("consent/people/new/said-no/", recording.asked, name="asked"),
    path("consent/people/new/paper/", recording.paper_form, name="paper_form"),
    path("consent/people/<str:reference>/", people.person, name="person"),
    path("consent/people/<str:reference>/timeline/", timeline.person_timeline, name="person_timeline"),
    path("consent/people/<str:reference>/timeline/print/", timeline.timeline_to_print, name="timeline_to_print"),
    path("consent/people/<str:reference>/timeline/file/", timeline.timeline_file, name="timeline_file"),
    path("consent/people/<str:reference>/details/", people.change_person, name="change_person"),
    path("consent/people/<str:reference>/contact/", people.safe_contact, name="safe_contact"),
    path("consent/people/<str:reference>/ask-about-involvement/", agreements.ask_again, name="ask_again"),
    path("consent/agreements/<int:pk>/withdraw/", agreements.withdraw, name="withdraw"),
    path("consent/follow-ups/<int:pk>/close/", agreements.close_follow_up, name="close_follow_up"),
    path("consent/restricted/", restricted.restricted_people, name="restricted_people"),
    path("consent/restricted/<str:reference>/", restricted.restricted_person, name="restricted_person"),
    path("consent/registrations/", registrations.registrations, name="registrations"),
    path("consent/registrations/<uuid:pk>/", registrations.registration, name="registration"),
    path("consent/registrations/<uuid:pk>/link/", registrations.link_registration, name="link_registration"),
    path("consent/registrations/<uuid:pk>/record/", registrations.record_registration, name="record_registration"),
    path("consent/registrations/<uuid:pk>/decline/", registrations.decline_registration, name="decline_registration"),
]
