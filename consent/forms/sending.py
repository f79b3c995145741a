"""The end of registering interest: the words, the ticks, and two traps that lose nothing for anybody who is honest."""

from django import forms
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from consent.forms.answering import to_read
from core.easy_read import Easy
from core.forms import Ask, Group, PlainForm


class OutOfSight(Ask):
    """A field that neither eyes nor screen readers nor the Tab key come to."""

    def render(self, form, context, template_pack="nhsuk", **kwargs):
        if hasattr(form, "rendered_fields"):
            form.rendered_fields.add(self.name)
        return get_template("consent/parts/out_of_sight.html").render({"field": form[self.name]})


class SendForm(PlainForm):
    """The end: the words, a tick for each question that has words of its own, and the button that stores it all."""

    submit_label = _("Send")
    called = {
        "agree_record": _("the box if you agree that we keep this"),
        "agree_contact": _("the box if you agree that we contact you"),
    }

    easy_words = {
        "agree_record": Easy(_("Yes. You may write this down and keep it")),
        "agree_contact": Easy(_("Yes. You may contact me about taking part")),
    }

    words = forms.CharField(widget=forms.HiddenInput, required=False)
    agree_record = forms.BooleanField(label=_("Yes, I agree that you write this down and keep it"))
    agree_contact = forms.BooleanField(label=_("Yes, I agree that you contact me about being involved"))
    # A trap for programs that fill in every box. Nobody sees it, until it was filled in all the same.
    website = forms.CharField(label=_("Leave this box empty"), required=False, max_length=200)

    def __init__(self, *args, shown, too_quick=False, **kwargs):
        """`shown`: the words that go with these answers (consent.interest). `too_quick`: faster than anybody reads."""
        super().__init__(*args, **kwargs)
        self.shown, self.too_quick = shown, too_quick
        self.fields["words"].initial = shown.key
        if not shown.asks_both:
            del self.fields["agree_contact"]
        if shown.agree:
            self.fields["agree_record"].label = shown.agree

    def layout(self):
        trap = ["website"] if self.is_bound and self.data.get("website") else [OutOfSight("website")]
        parts = [Group(heading, *to_read(words, self.shown.drawings), box) for heading, words, box in self.shown.parts]
        return ["words", *parts, *trap]

    def clean(self):
        data = super().clean()
        if data.get("words") != self.shown.key:
            self.data = self.data.copy()
            self.data["words"] = self.shown.key
            self.add_error(None, _("The words on this page have changed. Read them again, then send."))
        if data.get("website"):
            self.add_error("website", _("Leave this box empty, then send"))
        elif self.too_quick and not self.errors:
            self.add_error(None, _("That was very quick. Check your answers, then press “Send” once more."))
        return data
