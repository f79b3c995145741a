"""What people type into forms: forgiven where it can be, refused in plain English where not, never an error page."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from core.forms import (
    DayField,
    LongText,
    MoneyField,
    OneOfField,
    PlainForm,
    SomeOfField,
    TelephoneField,
    TimeOfDayField,
    YesNoField,
)


class AnswersForm(PlainForm):
    called = {"name": "a name to use", "born": "your date of birth"}
    needed_when = {"reason": ("again", True)}

    name = forms.CharField(label="What should we call you?", max_length=10)
    email = forms.EmailField(label="Email address", required=False)
    born = DayField(label="Date of birth", latest=timezone.localdate, earliest=date(1900, 1, 1))
    at = TimeOfDayField(label="Time", required=False)
    cost = MoneyField(label="Cost of travel", required=False)
    telephone = TelephoneField(label="Telephone number", required=False)
    age = forms.IntegerField(label="Age", min_value=10, required=False)
    again = YesNoField(label="Would you come again?", required=False)
    reason = forms.CharField(label="NHS reason", widget=LongText())
    way = OneOfField(label="How to reach you", choices=[("email", "Email"), ("post", "Letter")])
    needs = SomeOfField(
        label="Needs", choices=[("a", "A"), ("none", "None of these")], exclusive="none", required=False
    )
    paper = forms.FileField(label="Signed form", required=False)


def errors(**answers):
    return {name: list(messages) for name, messages in AnswersForm(answers).errors.items()}


def value(field, **answers):
    form = AnswersForm(answers)
    form.is_valid()
    return form.cleaned_data.get(field, form.errors.get(field))


def born(day="", month="", year=""):
    return errors(born_day=day, born_month=month, born_year=year)["born"][0]


def test_a_missing_answer_is_asked_for_by_its_name():
    said = errors()
    assert said["name"] == ["Enter a name to use"]
    assert said["born"] == ["Enter your date of birth"]
    assert said["way"] == ["Select how to reach you"]


def test_a_label_in_capitals_keeps_them():
    assert errors(again="yes")["reason"] == ["Enter NHS reason"]


def test_a_question_without_a_name_is_quoted():
    class AskForm(PlainForm):
        happy = YesNoField(label="Are you happy?")

    assert AskForm({}).errors["happy"] == ["Answer the question “Are you happy?”"]


def test_the_authors_own_message_wins():
    class OwnForm(PlainForm):
        name = forms.CharField(error_messages={"required": "Tell us your name"})

    assert OwnForm({}).errors["name"] == ["Tell us your name"]


def test_a_percent_sign_in_a_label_is_no_trap():
    class ShareForm(PlainForm):
        share = forms.ChoiceField(label="Share in %", choices=[("a", "A")])

    assert ShareForm({"share": "b"}).errors["share"] == ["Select share in per cent from the list"]


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"name": "x" * 12}, "name", "Name to use must be 10 characters or fewer. You have used 12"),
        ({"email": "sam"}, "email", "Enter an email address in the correct format, like name@example.com"),
        ({"cost": "lots"}, "cost", "Cost of travel must be an amount in pounds, like 12.50"),
        ({"cost": "-1"}, "cost", "Cost of travel must be 0 or more"),
        ({"cost": "1.234"}, "cost", "Cost of travel must have no more than 2 numbers after the point, like 12.50"),
        ({"age": "old"}, "age", "Age must be a number"),
        ({"age": "9" * 5000}, "age", "Age must be a number"),
        ({"age": "3"}, "age", "Age must be 10 or more"),
        ({"at": "13pm"}, "at", "Time must be a time, like 2:30pm or 14:30"),
        ({"way": "pigeon"}, "way", "Select how to reach you from the list"),
        ({"telephone": "12"}, "telephone", "Enter a telephone number, like 07700 900 123"),
        ({"needs": ["a", "none"]}, "needs", "Select either “None of these” or other answers, not both"),
    ],
)
def test_mistakes_are_told_in_plain_english(answers, field, message):
    assert errors(**answers)[field] == [message]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("31", "", "1980"), "Date of birth must include a month"),
        (("", "", "1980"), "Date of birth must include a day and a month"),
        (("31", "2", "1980"), "Date of birth must be a real date"),
        (("31", "Marchember", "1980"), "Date of birth must be a real date"),
        (("1", "1", "80"), "Date of birth must have a year of 4 numbers, like 1985"),
        (("1", "1", "0000"), "Date of birth must be a real date"),
        (("1", "1", "1899"), "Date of birth must be on or after 1 January 1900"),
        (("1", "1", "9999"), "Date of birth must be today or in the past"),
        (("٣", "1", "1980"), "Date of birth must be a real date"),
        (("9" * 9000, "1", "1980"), "Date of birth must be a real date"),
    ],
)
def test_a_date_says_what_is_wrong_with_it(typed, message):
    assert born(*typed) == message


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MARCH", "Mar."])
def test_a_month_may_be_a_number_or_a_name(month):
    assert value("born", born_day="5", born_month=month, born_year="1980") == date(1980, 3, 5)


def test_a_wrong_date_is_kept_as_typed_and_marks_its_box():
    from core.forms.draw import draw

    form = AnswersForm({"born_day": "5", "born_month": "Foo", "born_year": "1980"})
    html = draw(form["born"])
    assert 'value="Foo"' in html
    assert html.count("aria-invalid") == 1


def test_a_date_can_be_shown_again_and_is_unchanged():
    form = AnswersForm(
        {"born_day": "5", "born_month": "3", "born_year": "1980"}, initial={"born": date(1980, 3, 5), "again": True}
    )
    assert "born" not in form.changed_data
    assert AnswersForm(initial={"born": date(1980, 3, 5)})["born"].value() == date(1980, 3, 5)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 12, 31)))
def test_every_date_comes_back_as_it_was_written(day):
    assert value("born", born_day=str(day.day), born_month=day.strftime("%B"), born_year=str(day.year)) == day


def test_today_is_not_in_the_future():
    today = timezone.localdate()
    assert value("born", born_day=str(today.day), born_month=str(today.month), born_year=str(today.year)) == today
    later = today + timedelta(days=1)
    assert born(str(later.day), str(later.month), str(later.year)) == "Date of birth must be today or in the past"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9am", time(9)),
        ("2.30pm", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
    ],
)
def test_a_time_may_be_written_as_people_write_it(typed, meant):
    assert value("at", at=typed) == meant


@pytest.mark.parametrize("typed", ["25:00", "9", "2:75pm", "0am", "soon", "٩am"])
def test_what_is_no_clear_time_is_refused(typed):
    assert "at" in errors(at=typed)


@pytest.mark.parametrize(("typed", "meant"), [("£12.50", "12.50"), ("1,234", "1234"), (" 3 ", "3"), ("0.05", "0.05")])
def test_money_forgives_signs_and_commas(typed, meant):
    assert value("cost", cost=typed) == Decimal(meant)


def test_a_telephone_number_is_read_as_british():
    assert value("telephone", telephone="0161 496 0000").as_e164 == "+441614960000"


@pytest.mark.parametrize(("typed", "meant"), [("yes", True), ("no", False), ("", None)])
def test_yes_and_no_are_true_and_false(typed, meant):
    assert value("again", again=typed) is meant


def test_yes_and_no_start_with_neither_chosen():
    assert "checked" not in str(AnswersForm()["again"])


def test_an_answer_under_an_option_is_needed_only_with_it():
    assert "reason" in errors(again="yes")
    assert "reason" not in errors(again="no")
    assert value("reason", again="no", reason="left over") == ""


def test_only_the_optional_is_marked_so():
    form = AnswersForm()
    assert form.marks_optional("email")
    assert not form.marks_optional("name")
    assert not form.marks_optional("reason")


def test_characters_that_cannot_be_stored_are_dropped():
    data = QueryDict("name=Sa%00m&way=email").copy()
    for typed in (data, {"name": "Sa\ud800m"}):
        form = AnswersForm(typed)
        form.is_valid()
        assert form.cleaned_data["name"] == "Sam"


ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "\ud800", "9" * 5000, "1e999999", "NaN", "-0", "²", "\u202e", "x" * 100_000, "[]", "%s", "٣"]
    ),
    st.lists(st.text(max_size=5), max_size=3),
    st.none(),
)
NAMES = [*AnswersForm.base_fields, "born_day", "born_month", "born_year"]


@given(st.dictionaries(st.sampled_from(NAMES), ODD))
def test_no_answer_however_odd_breaks_a_form(answers):
    data = QueryDict(mutable=True)
    for name, typed in answers.items():
        data.setlist(name, typed if isinstance(typed, list) else ["" if typed is None else typed])
    form = AnswersForm(data)
    form.is_valid()
    str([list(messages) for messages in form.errors.values()])
    from core.forms.draw import draw, error_items

    error_items(form)
    "".join(draw(bound) for bound in form)


@example({"telephone": [""]})
@given(st.dictionaries(st.sampled_from(NAMES), ODD))
def test_nor_when_it_comes_from_plain_data(answers):
    AnswersForm(answers).is_valid()
