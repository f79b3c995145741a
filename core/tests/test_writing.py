"""An action is one transaction with one history context, and a rule that refuses comes back as a sentence."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import OperationalError, connection, transaction

from core import actions, actors
from core.deeds import deed
from core.history import acting
from core.models import Membership, Service, Site, User
from core.scope import scope_of_staff
from core.writing import action, save

pytestmark = pytest.mark.django_db

BY = actors.command("tests")
NO_SUCH_ROW = 987_654_321


@pytest.fixture
def service():
    service = actions.create_service(by=BY, name="Testshire", slug="testshire")
    with scope_of_staff(service):
        yield service


def refusal_of(refused) -> tuple[str, str]:
    """The sentence and the code of a refusal that names no field."""
    [error] = refused.value.error_dict[NON_FIELD_ERRORS]
    return error.messages[0], error.code


# Actions made for these tests. Each writes below `full_clean()`, as a race between two people would.


@action
def give_unknown_role(*, by, service, user):
    Site.objects.create(service=service, name="Written before the refusal", kind="probation")
    Membership.objects.bulk_create([Membership(service=service, user=user, role="king", **deed("recorded", by))])


@action
def rewrite_history(*, by, user):
    user.history.all().delete()


@action
def point_nowhere(*, by, service):
    Site.objects.bulk_create([Site(service_id=NO_SUCH_ROW, name="Nowhere", kind="probation")])
    point_nowhere.went_on = True


@action
def have_two_main_addresses(*, by, service):
    user = actions.add_user(by=by, email="a@example.org", name="A")
    emails = [f"{letter}@example.org" for letter in "ab"]
    EmailAddress.objects.bulk_create([EmailAddress(user=user, email=email, primary=True) for email in emails])


@action
def write_too_much(*, by, service):
    Site.objects.create(service=service, name="Written before the refusal", kind="probation")
    Service.objects.filter(pk=service.pk).update(name="x" * 5000)


@action
def divide_by_nothing(*, by, service):
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")


@action
def add_two_sites(*, by, service, names):
    return [actions.add_site(by=by, service=service, name=name, kind="probation") for name in names]


@action
def add_a_site_and_carry_on(*, by, service):
    """Goes on when an action inside it is refused."""
    save(Site(service=service, name="Kept", kind="probation"))
    try:
        add_two_sites(by=by, service=service, names=["Taken back", "Taken back"])
    except ValidationError:
        return save(Site(service=service, name="Instead", kind="probation"))


def names_of_sites():
    return sorted(Site.objects.values_list("name", flat=True))


def test_an_action_says_that_it_is_one_and_keeps_its_name():
    assert add_two_sites.is_action
    assert add_two_sites.__name__ == "add_two_sites"


def test_an_action_takes_keyword_arguments_with_an_actor():
    with pytest.raises(TypeError):
        add_two_sites(BY)
    with pytest.raises(TypeError):
        add_two_sites(service=None, names=[])


def test_an_action_returns_what_its_function_returns(service):
    first, second = add_two_sites(by=BY, service=service, names=["One", "Two"])
    assert (first.name, second.name) == ("One", "Two")


def test_a_constraint_of_the_database_comes_back_as_its_sentence_and_its_name(service):
    user = actions.add_user(by=BY, email="a@example.org", name="A")
    with pytest.raises(ValidationError) as refused:
        give_unknown_role(by=BY, service=service, user=user)
    sentence = next(c for c in Membership._meta.constraints if c.name == "core_membership_known_role")
    assert refusal_of(refused) == (sentence.get_violation_error_message(), "core_membership_known_role")


def test_a_trigger_of_the_database_comes_back_as_its_sentence_and_its_name(service):
    user = actions.add_user(by=BY, email="a@example.org", name="A")
    with pytest.raises(ValidationError) as refused:
        rewrite_history(by=BY, user=user)
    assert refusal_of(refused) == ("History cannot be changed or deleted.", "core_user_history_append_only")


@pytest.mark.parametrize(
    ("refused_action", "name"), [(point_nowhere, "core_site_service_id"), (have_two_main_addresses, "unique_primary")]
)
def test_a_constraint_without_a_sentence_of_its_own_shows_no_name_of_the_database(service, refused_action, name):
    with pytest.raises(ValidationError) as refused:
        refused_action(by=BY, service=service)
    sentence, code = refusal_of(refused)
    assert sentence == "This could not be saved because it no longer fits what is recorded. Go back and check."
    assert code.startswith(name)


def test_a_constraint_that_waits_for_commit_is_checked_before_the_action_returns(service):
    point_nowhere.went_on = False
    with pytest.raises(ValidationError):
        point_nowhere(by=BY, service=service)
    assert point_nowhere.went_on, "It was the check at the end that refused, and not the statement itself."
    assert names_of_sites() == []


def test_constraints_wait_again_after_an_action(service):
    add_two_sites(by=BY, service=service, names=["One", "Two"])
    with transaction.atomic():
        Site.objects.bulk_create([Site(service_id=NO_SUCH_ROW, name="Nowhere", kind="probation")])
        transaction.set_rollback(True)


def test_the_outermost_action_alone_checks_what_waits_for_commit(service):
    """What an inner action leaves unfinished the outer one may finish."""

    @action
    def inner(*, by):
        Site.objects.bulk_create([Site(service_id=NO_SUCH_ROW, name="Soon", kind="probation")])

    @action
    def outer(*, by):
        inner(by=by)
        Site.objects.filter(name="Soon").update(service=service)

    outer(by=BY)
    assert names_of_sites() == ["Soon"]


@pytest.mark.parametrize("refused_action", [write_too_much, divide_by_nothing])
def test_what_the_database_cannot_hold_is_a_sentence_and_not_a_failure(service, refused_action):
    with pytest.raises(ValidationError) as refused:
        refused_action(by=BY, service=service)
    assert refused.value.messages == ["Something you entered is too long or is not valid. Check it and try again."]


def test_nothing_of_a_refused_action_is_stored(service):
    user = actions.add_user(by=BY, email="a@example.org", name="A")
    for refused, arguments in [
        (write_too_much, {"service": service}),
        (give_unknown_role, {"service": service, "user": user}),
        (add_two_sites, {"service": service, "names": ["Twice", "Twice"]}),
    ]:
        with pytest.raises(ValidationError):
            refused(by=BY, **arguments)
        assert names_of_sites() == [], refused.__name__


def test_an_inner_refusal_takes_back_the_inner_action_alone(service):
    add_a_site_and_carry_on(by=BY, service=service)
    assert names_of_sites() == ["Instead", "Kept"]


def test_after_a_refusal_inside_the_outer_action_still_checks_what_waits(service):
    @action
    def careless(*, by):
        try:
            add_two_sites(by=by, service=service, names=["Twice", "Twice"])
        except ValidationError:
            Site.objects.bulk_create([Site(service_id=NO_SUCH_ROW, name="Nowhere", kind="probation")])

    with pytest.raises(ValidationError):
        careless(by=BY)
    assert names_of_sites() == []


def test_after_a_refusal_the_next_action_is_an_outermost_one_again(service):
    for _ in range(2):
        with pytest.raises(ValidationError):
            point_nowhere(by=BY, service=service)
    add_two_sites(by=BY, service=service, names=["One", "Two"])
    assert names_of_sites() == ["One", "Two"]


def test_any_other_failure_is_not_made_a_sentence(service):
    @action
    def lose_the_database(*, by):
        Site.objects.create(service=service, name="Lost", kind="probation")
        raise OperationalError("the line is down")

    with pytest.raises(OperationalError):
        lose_the_database(by=BY)
    assert names_of_sites() == []


def test_an_action_names_itself_in_history_and_an_inner_one_too(service):
    @action
    def rename_and_add(*, by, user):
        add = actions.add_user(by=actors.task("inner"), email="b@example.org", name="B")
        user.name = "Ada"
        save(user)
        return add

    user = actions.add_user(by=BY, email="a@example.org", name="A")
    other = rename_and_add(by=actors.staff(user), user=user)
    assert user.history.order_by("pgh_id").last().pgh_context == {
        "actor": {"kind": "user", "id": user.pk},
        "action": "rename_and_add",
    }
    assert other.history.get().pgh_context == {"actor": {"kind": "task", "name": "inner"}, "action": "add_user"}


def test_the_context_of_a_refused_inner_action_does_not_stay(service):
    @action
    def rename(*, by, user):
        with pytest.raises(ValidationError):
            actions.add_user(by=actors.task("inner"), email=user.email, name="Again")
        user.name = "Ada"
        save(user)

    user = actions.add_user(by=BY, email="a@example.org", name="A")
    rename(by=BY, user=user)
    assert user.history.order_by("pgh_id").last().pgh_context["action"] == "rename"


def test_save_checks_in_full_before_it_writes():
    with pytest.raises(ValidationError) as refused:
        save(User(email="not an address", name="A"))
    assert "email" in refused.value.error_dict
    assert not User.objects.exists()


def test_save_says_every_rule_that_the_row_breaks_and_the_action_can_go_on(service):
    @action
    def save_twice(*, by, user):
        wrong = {"service": service, "user": user, "role": "finance", "involvement_from": date(2026, 2, 2)}
        wrong |= {"involvement_until": date(2026, 2, 1), **deed("recorded", by)}
        with pytest.raises(ValidationError) as refused:
            save(Membership(**wrong))
        save(Site(service=service, name="Written after the refusal", kind="probation"))
        return refused.value.messages

    user = actions.add_user(by=BY, email="a@example.org", name="A")
    rules = ("core_membership_involvement_is_str", "core_membership_involvement_dates")
    sentences = [rule.get_violation_error_message() for rule in Membership._meta.constraints if rule.name in rules]
    assert sorted(save_twice(by=BY, user=user)) == sorted(sentences)
    assert names_of_sites() == ["Written after the refusal"]


def test_save_leaves_it_to_the_database_whether_a_constraint_holds(service, django_assert_max_num_queries):
    user = actions.add_user(by=BY, email="a@example.org", name="A")
    membership = Membership(service=service, user=user, role="finance", **deed("recorded", BY))
    with acting(BY, "test"), django_assert_max_num_queries(8) as asked:
        save(membership)
    assert not [query for query in asked.captured_queries if "_check" in query["sql"]]


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_two_that_got_into_each_others_way_are_told_to_try_again(service, code):
    class Crossed(Exception):
        pgcode = code

    @action
    def meet_another(*, by):
        raise OperationalError("deadlock detected") from Crossed()

    with pytest.raises(ValidationError, match="Try again"):
        meet_another(by=BY)


def test_a_lost_database_is_not_hidden(service):
    @action
    def lose_the_database(*, by):
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        lose_the_database(by=BY)
