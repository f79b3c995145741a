"""A house to test in, made once for each module. Modules of pages, which need committed data, make their own."""

import pytest
from django.db import transaction

from core.scope import NO_SCOPE, set_scope
from involvement.tests.factories import House


@pytest.fixture(scope="module")
def house_of_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


@pytest.fixture
def house(house_of_module, db):
    """A service with its staff, in the scope of its staff. What a test changes is taken back."""
    set_scope(NO_SCOPE)
    with house_of_module.scope():
        yield house_of_module
