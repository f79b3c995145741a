"""Choosing the newer record that a restricted one is joined to."""

from django import forms

from core.forms import PlainForm


class NewerRecordForm(PlainForm):
    """Its reference, as the practitioner reads it out. In the address, so that going back keeps it."""

    method = "get"
    submit_label = "Compare the two"
    called = {"reference": "the reference of the newer record"}

    reference = forms.CharField(
        label="Which newer record is of the same person?",
        max_length=20,
        help_text="Its reference, like 7KD-PQ2-X4M. Whoever recorded them can tell you.",
    )
