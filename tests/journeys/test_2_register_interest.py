"""Journey 2. Members of the public register interest without JavaScript; staff link, record or decline each form."""

from consent.models import Agreement, InterestRegistration, Person

AGREE = ("Yes, I agree that you write this down and keep it", "Yes, I agree that you contact me about being involved")


def test_a_registration_is_linked_to_somebody_already_recorded(without_javascript, somebody_else, northshire):
    sam = given_somebody_already_recorded(northshire, "Samira", full_name="Samira Example", phone="07700 900 001")
    when_somebody_registers_on_the_public_page(without_javascript, "Sami", phone="07700 900 002")
    then_they_can_keep_the_page_that_follows(without_javascript)
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Sami")
    when_they_search_for_the_person(priya, "sam exa")
    when_they_link_it_to_the_person(priya, sam)
    then_the_answers_on_the_form_are_the_newest(priya, northshire, sam)
    then_the_queue_is_empty(priya)


def test_a_registration_becomes_a_new_person_with_the_agreements_on_the_form(
    without_javascript, somebody_else, northshire
):
    when_somebody_registers_on_the_public_page(without_javascript, "Maz", phone="07700 900 003")
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Maz")
    priya.reads("Nobody has the same name, telephone number or email.")
    when_they_make_a_new_person_of_it(priya, "Maz")
    then_they_agreed_on_the_public_form(priya, northshire, "Maz")


def test_a_registration_is_declined_with_a_reason(without_javascript, somebody_else, northshire):
    when_somebody_registers_on_the_public_page(without_javascript, "Nonsense", phone="07700 900 004")
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Nonsense")
    when_they_decline_it_without_saying_why(priya, "Nonsense")
    when_they_say_why(priya)
    then_it_is_among_those_looked_at_already(priya, "Nonsense")
    then_nobody_was_recorded(northshire)


def test_somebody_under_16_is_sent_to_a_worker_and_nothing_is_kept(without_javascript, northshire):
    kit = given_somebody_on_the_public_form(without_javascript)
    kit.chooses("Under 16", of="How old are you?")
    kit.types("What can we call you?", "Kit")
    kit.presses("Send")
    kit.arrives("Talk to a worker")
    kit.reads("We have not kept anything you wrote.")
    with northshire.scope():
        assert not InterestRegistration.objects.exists()


def test_what_is_missing_is_said_beside_each_question_and_nothing_typed_is_lost(without_javascript, northshire):
    kit = given_somebody_on_the_public_form(without_javascript)
    kit.types("What can we call you?", "Kit")
    kit.chooses("Text message", of="What is a safe way to reach you?")
    kit.presses("Send")
    kit.arrives("Register your interest", after_an_error=True)
    kit.is_stopped("Select how old you are", beside="How old are you?")
    kit.is_stopped("Enter a phone number for texts", beside="Phone number for texts")
    kit.is_stopped("Select the box if you agree that we keep this", beside=AGREE[0])
    kit.still_has_typed("What can we call you?", "Kit")


# --- Given


def given_somebody_already_recorded(northshire, name, **details):
    with northshire.scope():
        return northshire.records(name, **details)


def given_somebody_on_the_public_form(somebody):
    somebody.opens("/")
    somebody.arrives("Help make the service better", title="Northshire")
    somebody.presses("Register your interest")
    somebody.arrives("Register your interest")
    return somebody


# --- When


def when_somebody_registers_on_the_public_page(somebody, name, phone):
    given_somebody_on_the_public_form(somebody)
    somebody.chooses("18 or over", of="How old are you?")
    somebody.types("What can we call you?", name)
    somebody.chooses("I used this service before", of="How do you know us?")
    somebody.ticks("Say what you think")
    somebody.chooses("Now", of="When may we ask you?")
    somebody.chooses("Text message", of="What is a safe way to reach you?")
    somebody.types("Phone number for texts", phone)
    somebody.ticks(*AGREE)
    somebody.presses("Send")


def when_staff_find_it_in_the_queue(priya, northshire, name):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.reads(f"{name} registered interest on")
    priya.follows("Registrations")
    priya.arrives("Registrations of interest")
    priya.follows(name)
    priya.arrives(name, title=f"Registration of {name}")
    priya.reads("Say what you think")
    return priya


def when_they_search_for_the_person(priya, words):
    priya.types("Search for the person yourself", words)
    priya.presses("Search")
    priya.arrives("Sami", title="Registration of Sami")
    priya.reads(f"Found for “{words}”:")


def when_they_link_it_to_the_person(priya, person):
    priya.follows(f"Link to {person.name_to_use}, {person.reference}")
    priya.arrives(f"Link to {person}?")
    priya.reads("Their yes on the form becomes their newest answer to being contacted.")
    priya.ticks("I checked this with them")
    priya.presses("Link to this person")


def when_they_make_a_new_person_of_it(priya, name):
    priya.presses("Make a new person")
    priya.arrives(f"Make a new person of {name}?")
    priya.selects("Site", "Northshire custody")
    priya.presses("Make a new person")


def when_they_decline_it_without_saying_why(priya, name):
    priya.presses("Decline with a reason")
    priya.arrives(f"Decline the registration of {name}?")
    priya.presses("Decline this registration")
    priya.arrives(f"Decline the registration of {name}?", after_an_error=True)
    priya.is_stopped("Answer the question “Why is it declined?”", beside="Why is it declined?")


def when_they_say_why(priya):
    priya.types("Why is it declined?", "It was filled in to try the form out.")
    priya.presses("Decline this registration")


# --- Then


def then_they_can_keep_the_page_that_follows(somebody):
    somebody.arrives("Thank you", title="You have registered your interest")
    somebody.reads("Your reference is", "You can take a photo of this page.", "0161 496 0000")


def then_the_answers_on_the_form_are_the_newest(priya, northshire, sam):
    priya.arrives("Samira")
    priya.is_told("Their answers on the form are their newest.")
    priya.reads("They agreed to be contacted about involvement.", "07700 900002")
    with northshire.scope():
        newest = Agreement.objects.filter(person=sam, purpose="contact").open().get()
        assert newest.route == "public_form"
        assert Person.objects.count() == 1


def then_the_queue_is_empty(priya):
    priya.follows("Registrations")
    priya.arrives("Registrations of interest")
    priya.does_not_read("Sami")


def then_they_agreed_on_the_public_form(priya, northshire, name):
    priya.arrives(name)
    priya.is_told("with the answers on the form")
    priya.reads("Said yes to “hold my information”, on the public form", "Public form")
    with northshire.scope():
        person = Person.objects.get(name_to_use=name)
        form = InterestRegistration.objects.get(person=person)
        answers = person.agreements.values_list("purpose", "answer", "route", "recorded_at", "recorded_by_kind")
        assert set(answers) == {
            (purpose, "given", "public_form", form.received_at, "public") for purpose in ("record", "contact")
        }


def then_it_is_among_those_looked_at_already(priya, name):
    priya.arrives("Registrations of interest")
    priya.is_told(f"The registration of {name} is declined.")
    priya.selects("Which", "Looked at already")
    priya.presses("Show these registrations")
    priya.arrives("Registrations of interest")
    priya.follows(name)
    priya.arrives(name, title=f"Registration of {name}")
    priya.reads("Reason: It was filled in to try the form out.")


def then_nobody_was_recorded(northshire):
    with northshire.scope():
        assert not Person.objects.exists()
