"""Every path of the system. Each app brings its own under its prefix."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path, re_path

from core import views, views_languages, views_reach, views_signing_in, views_standards
from core.accounts import for_passwords

# Only what closed sign-up needs of django-allauth.
account_urls = [
    path("login/", views_signing_in.sign_in, name="account_login"),
    path("code/", views_signing_in.ask_for_code, name="account_request_login_code"),
    path("code/enter/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", for_passwords(account.password_change), name="account_change_password"),
    path("password/set/", for_passwords(account.password_set), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("landing/", views.landing, name="landing"),
    path("lock/", views.lock, name="lock"),
    path("service/", views.switch_service, name="switch_service"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("services/<slug:service>/", views.home_of_service, name="home_of_service"),
    path("resources/", views.resources, name="resources"),
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("easy-read/", views_reach.switch_words, name="switch_words"),
    path("away/", views_reach.away, name="away"),
    path("language/", views_languages.switch_language, name="switch_language"),
    path("account/", include(account_urls)),
    path("staff/", views.today, name="today"),
    path("staff/pages/", views.all_pages, name="all_pages"),
    path("staff/roles/", views.roles, name="roles"),
    path("staff/people-and-sites/", views.people_and_sites, name="people_and_sites"),
    path("staff/people-and-sites/add-person/", views.add_member, name="add_member"),
    path("staff/people-and-sites/service/", views.change_service, name="change_service"),
    path("staff/people-and-sites/add-site/", views.add_site, name="add_site"),
    path("staff/people-and-sites/<int:pk>/end/", views.end_membership, name="end_membership"),
    path("staff/people-and-sites/<int:pk>/responsibility/", views.set_responsibility, name="set_responsibility"),
    path("staff/standards/", views_standards.standards, name="standards"),
    path("", include("consent.urls")),
    path("", include("involvement.urls")),
    path("", include("governance.urls")),
]

if settings.DEBUG:
    from core.views_gallery import gallery

    urlpatterns.append(path("gallery/", gallery, name="gallery"))
