"""A telephone number kept as +44…, checked for its form and not for whether its range is in use."""

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumber_field.modelfields import PhoneNumberField
from phonenumber_field.phonenumber import to_python

NOT_A_NUMBER = "Enter a telephone number, like 07700 900 123"


def looks_like_a_number(value) -> bool:
    """Whether a parsed number has a possible length and prefix.

    Stricter checks refuse ranges that are new, and those reserved for examples.
    """
    return phonenumbers.is_possible_number(value)


def validate_telephone(value):
    """Raise ValidationError for what cannot be a telephone number."""
    number = to_python(value)
    if number and not looks_like_a_number(number):
        raise ValidationError(NOT_A_NUMBER, code="invalid")


class TelephoneNumberField(PhoneNumberField):
    """Stored as +44… whether or not its range is in use."""

    default_validators = [validate_telephone]

    def get_prep_value(self, value):
        number = to_python(value, region=self.region) if value else value
        return number.as_e164 if number and looks_like_a_number(number) else super().get_prep_value(value)
