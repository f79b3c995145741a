"""Accounts of service users: given by a worker's invitation, ended, and the codes that open them."""

from consent import letters, outbox, rules
from consent.accounts import user_with_the_address, who_has_the_address
from consent.models import AccountOf, Channel, Message, Person
from consent.rules import may_be_sent
from core.actions import add_user
from core.deeds import deed, done
from core.rules import ensure
from core.scope import scope_of_person
from core.writing import action, save


@action
def give_account(*, by, user, person):
    """Let a person sign in to their own area. Returns the account."""
    return save(AccountOf(service=person.service, user=user, person=person, **deed("given", by)))


@action
def invite_to_account(*, by, person):
    """Give a person an account that codes to their email address open, and write to them where that is safe.

    Returns the account. Raises ValidationError where email is not safe for them, or not theirs alone.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("service").get(pk=person.pk)
    ensure(rules.may_be_invited(person, **who_has_the_address(person)))
    user = user_with_the_address(person)
    if user is None:
        user = add_user(by=by, email=person.email, name=person.name_to_use)
    account = give_account(by=by, user=user, person=person)
    words = letters.account(person)
    outbox.queue_message(by=by, person=person, about=Message.ACCOUNT, channel=Channel.EMAIL, **words)
    return account


@action
def end_account(*, by, account):
    """End an account: whoever is signed in with it sees nothing from now on. Returns it."""
    account = AccountOf.objects.select_for_update(of=("self",)).get(pk=account.pk)
    ensure(rules.may_end_account(account))
    done(account, "ended", by)
    return save(account)


@action
def send_code(*, by, user, key):
    """Put a code to sign in in the outbox, with the `key` that it is made from. Returns the message, or None.

    It is for the record that has the user's own address: where that was changed since, a code would go elsewhere.
    """
    for account in AccountOf.objects.open().filter(user=user).select_related("service").order_by("pk"):
        with scope_of_person(account.service, account.person_id):
            people = Person.objects.filter(pk=account.person_id, email__iexact=user.email)
            person = people.select_related("service").with_restriction().first()
            if person is None or _is_refused(may_be_sent(person, Channel.EMAIL, reply=True, own=True)):
                continue
            words = {"about": Message.CODE, "channel": Channel.EMAIL, **letters.code(person)}
            return outbox.queue_message(by=by, person=person, key=key, **words)
    return None


def _is_refused(answer) -> bool:
    return not answer and not isinstance(answer, rules.NotYet)
