"""The whole demonstration as a world to test in. What a module changes is rolled back after it."""

import pytest
from django.db import transaction
from django.test import Client, override_settings

from core.models import Service, User
from core.scope import NO_SCOPE, set_scope
from tests.database import a_copy


@pytest.fixture(scope="module")
def world_of_module(world_to_copy, django_db_blocker):
    debug = override_settings(DEBUG=True)  # the demonstration is for nothing else
    with django_db_blocker.unblock(), debug, a_copy(world_to_copy), transaction.atomic():
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
