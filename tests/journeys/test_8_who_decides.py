"""Journey 8. A practitioner records somebody who may not, or cannot, decide themselves, and the law says who does."""

from datetime import date, timedelta

from django.utils import timezone

from consent.models import Agreement, Asked, Person

TODAY = timezone.localdate()
READ_OUT = "Read this out, or let them read it"
READ_OUT_TO_ANA = "Read this out to Ana Example, or let them read it"
IN_THREE_MONTHS = TODAY + timedelta(days=90)


def of_age(years) -> date:
    """The date of birth of somebody who has been so old for a few months."""
    return date(TODAY.year - years, 1, 1)


def test_a_competent_child_of_fifteen_answers_alone(on_a_phone, northshire):
    priya = given_a_practitioner_at_the_first_question(on_a_phone, northshire)
    when_they_say_yes_and_are(priya, of_age(15))
    when_the_child_understands(priya)
    when_the_child_answers_freely_and_names_nobody(priya)
    priya.chooses("Yes: their own answer counts", of="Is this child competent to decide this, today?")
    priya.presses("Continue")
    when_the_place_and_the_connection_are_chosen(priya)
    when_a_worker_is_the_safe_way(priya)
    then_it_was_decided_by(northshire, "person", name="Kaz")
    with northshire.scope():
        assert {answer.competence.may_tell for answer in Agreement.objects.all()} == {"nobody"}


def test_a_child_of_fifteen_who_is_not_competent_agrees_that_the_mother_is_asked(without_javascript, northshire):
    priya = given_a_practitioner_at_the_first_question(without_javascript, northshire)
    when_they_say_yes_and_are(priya, of_age(15))
    when_the_child_understands(priya, weighs="No")
    when_the_child_answers_freely_and_names_nobody(priya)
    priya.chooses("Yes: their own answer counts", of="Is this child competent to decide this, today?")
    priya.presses("Continue")
    then_no_child_is_competent_against_the_notes(priya)
    priya.chooses("No: somebody else has to answer", of="Is this child competent to decide this, today?")
    priya.presses("Continue")
    when_the_mother_is_asked_with_the_agreement_of_the_child(priya)
    priya.arrives(READ_OUT_TO_ANA, title="The answer of the one who was asked")
    priya.presses("They said yes")
    when_the_place_and_the_connection_are_chosen(priya, READ_OUT_TO_ANA)
    when_a_worker_is_the_safe_way(priya)
    then_it_was_decided_by(northshire, "parental", name="Kaz")
    priya.reads("Ana Example (mother)")


def test_somebody_of_seventeen_without_capacity_has_no_attorney(on_a_phone, northshire):
    priya = given_a_practitioner_at_the_first_question(on_a_phone, northshire)
    when_they_cannot_answer_and_are(priya, of_age(17))
    when_they_are_found_to_lack_capacity(priya)
    priya.unfolds("Who may not, and why")
    priya.reads("An attorney or deputy can answer only from 18 on.")
    when_it_is_decided_in_their_best_interests(priya)
    then_it_was_decided_by(northshire, "best_interests", name="Kaz")


def test_an_adult_without_capacity_is_recorded_in_their_best_interests_and_nothing_typed_is_lost(at_a_desk, northshire):
    priya = given_a_practitioner_at_the_first_question(at_a_desk, northshire)
    when_they_cannot_answer_and_are(priya, of_age(40))
    then_what_is_left_out_is_said_and_the_rest_stays(priya)
    when_they_are_found_to_lack_capacity(priya)
    when_it_is_decided_in_their_best_interests(priya)
    then_it_was_decided_by(northshire, "best_interests", name="Kaz")


# --- Given


def given_a_practitioner_at_the_first_question(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.presses("Record consent")
    priya.arrives("What helps them to understand and take part?", title="What helps them")
    priya.ticks("None of these")
    priya.presses("Continue")
    priya.arrives(READ_OUT, title="May we write this down and keep it?")
    return priya


# --- When


def when_they_say_yes_and_are(priya, born):
    priya.presses("They said yes")
    priya.arrives("What name do they want us to use?", title="Name to use")
    priya.types("What name do they want us to use?", "Kaz")
    priya.presses("Continue")
    priya.arrives("What is their date of birth?", title="Date of birth, or age")
    priya.types_a_day("What is their date of birth?", born)
    priya.presses("Continue")


def when_they_cannot_answer_and_are(priya, born):
    priya.unfolds("They cannot answer this for themselves")
    priya.presses("They cannot answer")
    priya.arrives("What is their date of birth?", title="Date of birth, or age")
    priya.types_a_day("What is their date of birth?", born)
    priya.presses("Continue")
    priya.arrives("What was done so that they can decide")


def when_the_child_understands(priya, weighs="Yes"):
    priya.arrives("What the child understands")
    priya.chooses("Yes", of="Do they understand what is written down, and who sees it?")
    priya.chooses("Yes", of="Do they understand what follows from a yes, and from a no?")
    priya.chooses(weighs, of="Can they weigh it up, in their own words?")
    priya.chooses("Yes", of="Do they understand it in the same way when you ask again?")
    priya.types("What did they say that shows it?", "“You write my name down so that you can ring me.”")
    priya.presses("Continue")


def when_the_child_answers_freely_and_names_nobody(priya):
    priya.arrives("Whether the child answers freely")
    priya.chooses("Yes", of="Do they answer freely, without pressure from anybody?")
    priya.chooses("Nobody", of="Whom does the child say we may talk to about this?")
    priya.presses("Continue")
    priya.arrives("Whether the child can decide this")


def when_the_mother_is_asked_with_the_agreement_of_the_child(priya):
    priya.arrives("Who it is that answers")
    priya.types("Name of the one who answers", "Ana Example")
    priya.types("How are they related?", "mother")
    priya.types("How was it checked that they have parental responsibility?", "Birth certificate seen")
    priya.chooses("Yes, they agree", of="Does the child or young person agree that this person is asked?")
    priya.presses("Continue")


def when_they_are_found_to_lack_capacity(priya):
    priya.ticks(
        "We started from them being able to decide", "A decision that others find unwise is not taken as a sign"
    )
    priya.types("What was done to help them decide?", "Pictures, a quiet room, and their sister beside them")
    priya.presses("Continue")
    priya.arrives("What they can do")
    priya.chooses("Yes", of="Can they understand what matters for it?")
    priya.chooses("Yes", of="Can they keep it in mind long enough to decide?")
    priya.chooses("No", of="Can they use it, or weigh it up?")
    priya.chooses("Yes", of="Can they make their decision known, in any way?")
    for name in ("understands", "retains", "weighs", "communicates"):
        priya.page.locator(f"[name={name}_why]").fill(f"What shows it, of {name}")
    priya.presses("Continue")
    priya.arrives("Why they cannot decide it")
    priya.types(
        "What is the impairment of, or the disturbance in, their mind or brain?", "A severe learning disability"
    )
    priya.types("Why is that the reason they cannot decide this?", "Two possibilities cannot be held side by side")
    priya.presses("Continue")
    priya.arrives("Whether the decision can wait")
    priya.chooses("No, it cannot wait", of="Can the decision wait until they can make it themselves?")
    priya.types("Why can it not wait?", "They leave custody today, and it will not change")
    priya.presses("Continue")
    priya.arrives("Whether they have capacity for this")
    priya.chooses("No, they lack capacity for it", of="Do they have capacity for this decision, now?")
    priya.ticks("What is decided for them will be in their best interests")
    priya.ticks("The way that restricts them least will be taken")
    priya.presses("Continue")
    priya.arrives("Who answers for them")


def when_it_is_decided_in_their_best_interests(priya):
    priya.chooses("Nobody: we decide it in their best interests", of="Who answers for them?")
    priya.presses("Continue")
    priya.arrives("What matters for this decision")
    priya.ticks("It is not decided merely by age, appearance, condition or behaviour")
    priya.types("What are all the circumstances that matter?", "They leave today and want to be asked about the garden")
    priya.types("May they be able to decide it themselves later, and when?", "Not within the year")
    priya.types("Is there a way that restricts them less, and is it taken?", "Yes: a name and a worker, nothing more")
    priya.presses("Continue")
    priya.arrives("What the person wants")
    priya.types("How did they take part, as far as they could?", "They chose between two pictures")
    priya.types("What are their wishes and feelings, now and before?", "They like to be asked")
    priya.types("Which beliefs and values, or anything else, would they weigh?", "None that anybody knows of")
    priya.presses("Continue")
    priya.arrives("Who was asked")
    priya.types("Who was consulted, and what did they say?", "Their sister, who agrees")
    priya.presses("Continue")
    priya.arrives("What is in their best interests")
    priya.chooses("We hold what they tell us, and contact them about being involved", of="What did you decide?")
    priya.types("Why is this in their best interests?", "Otherwise nobody would ask them")
    priya.types_a_day("When is it looked at again?", IN_THREE_MONTHS)
    priya.presses("Continue")
    priya.arrives("What name do they want us to use?", title="Name to use")
    priya.types("What name do they want us to use?", "Kaz")
    priya.presses("Continue")
    when_the_place_is_chosen(priya)
    when_a_worker_is_the_safe_way(priya)


def when_the_place_is_chosen(priya):
    priya.arrives("Where are you?", title="Where you are")
    priya.selects("Where are you?", "Northshire custody")
    priya.presses("Continue")
    priya.arrives("How do we know them?", title="How we know them")
    priya.chooses("Uses the service now", of="How do we know them?")
    priya.presses("Continue")


def when_the_place_and_the_connection_are_chosen(priya, read_out=READ_OUT):
    when_the_place_is_chosen(priya)
    priya.arrives(read_out, title="May we contact them about being involved?")
    priya.presses("They said yes")


def when_a_worker_is_the_safe_way(priya):
    priya.arrives("What is one safe way to reach them?", title="A safe way to reach them")
    priya.chooses("Through a worker, face to face", of="What is one safe way to reach them?")
    priya.presses("Continue")
    priya.arrives("Check the answers")
    priya.presses("Record this person")


# --- Then


def then_no_child_is_competent_against_the_notes(priya):
    priya.arrives("Whether the child can decide this", after_an_error=True)
    priya.is_stopped(
        "A child is competent only if all five are true. You noted “no” to: can weigh it up.",
        beside="Is this child competent to decide this, today?",
    )


def then_what_is_left_out_is_said_and_the_rest_stays(priya):
    priya.types("What was done to help them decide?", "Pictures and a quiet room")
    priya.presses("Continue")
    priya.arrives("What was done so that they can decide", after_an_error=True)
    priya.reads("Start from them being able to decide, and tick it")
    priya.still_has_typed("What was done to help them decide?", "Pictures and a quiet room")


def then_it_was_decided_by(northshire, ground, name):
    with northshire.scope():
        person = Person.objects.get()
        answers = Agreement.objects.filter(person=person).values_list("purpose", "answer", "ground")
        assert person.name_to_use == name
        assert set(answers) == {("record", "given", ground), ("contact", "given", ground)}
        assert not Asked.objects.exists()
