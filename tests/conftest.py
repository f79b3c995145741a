"""The whole demonstration as a world to test in, built once for each module and rolled back after it."""

import pytest
from django.db import transaction
from django.test import Client, override_settings

from consent.access_needs import load_access_needs
from consent.reference import load_purposes
from core.models import Service, User
from core.scope import NO_SCOPE, set_scope
from governance.demo.build import build
from involvement.reference import load_spectrum


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(DEBUG=True), transaction.atomic():
        load_purposes()
        load_access_needs()
        load_spectrum()
        build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(world_of_module, db):
    """The demonstration: two services, forty people, the case study. What a test changes is taken back."""
    set_scope(NO_SCOPE)
    return World()


class World:
    """Short names for what tests of the demonstration need."""

    @property
    def northshire(self):
        return Service.objects.get(slug="northshire")

    @property
    def eastshire(self):
        return Service.objects.get(slug="eastshire")

    def user(self, name):
        return User.objects.get(email=f"{name}@example.org")

    def client(self, name=None):
        client = Client()
        if name:
            client.force_login(self.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
