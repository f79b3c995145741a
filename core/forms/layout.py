"""The pieces a form is arranged from, in the order that ``layout()`` lists them::

    def layout(self):
        return [
            Question("name"),  # its label is the page's heading
            Reveal("contact_by", {"email": ["email"], "phone": ["telephone", "best_time"]}),
            Group("Your address", "line_1", Ask("postcode", width=10)),
            Details("Why we ask", Text("So that we can ring you back.")),
            ButtonRow(Button("Save"), Button("Save and add another", name="more"), Link("Cancel", "/")),
        ]

Each draws its own template in ``templates/nhsuk/layout/``.
"""

from __future__ import annotations

from crispy_forms.layout import LayoutObject
from django.template.loader import get_template
from django.utils.safestring import SafeString

from .draw import draw


class Piece(LayoutObject):
    """Something drawn from ``template`` with ``values``; may hold fields and other pieces."""

    template = ""

    def __init__(self, *content, **values):
        self.fields, self.values = list(content), values

    def render(self, form, context, template_pack="nhsuk", **kwargs):
        inside = draw_all(self.fields, form, context)
        return get_template(f"nhsuk/layout/{self.template}.html").render(
            {**self.values, "inside": inside, "form": form}
        )


class Ask(LayoutObject):
    """One field with looks of its own: ``Ask("postcode", width=10)``. See ``draw`` for the looks there are."""

    def __init__(self, name: str, **look):
        self.fields, self.name, self.look = [name], name, look

    def render(self, form, context, template_pack="nhsuk", **kwargs):
        return self.draw(form, **self.look)

    def draw(self, form, **look):
        if hasattr(form, "rendered_fields"):
            form.rendered_fields.add(self.name)
        return draw(form[self.name], **look)


class Question(Ask):
    """One field whose label is the page's heading, for one question a page."""

    def __init__(self, name: str, size="l", **look):
        super().__init__(name, size=size, heading=True, **look)


class Trap(Ask):
    """A box that nobody sees, for programs that fill in every box. Once something is in it, it is drawn like any."""

    def render(self, form, context, template_pack="nhsuk", **kwargs):
        if form.is_bound and form.data.get(form.add_prefix(self.name)):
            return super().render(form, context, template_pack, **kwargs)
        return get_template("nhsuk/layout/trap.html").render({"field": form[self.name]})


class Reveal(Ask):
    """Radios or checkboxes with fields under their options, shown when chosen; always shown without JavaScript.

    ``under`` is {value: [fields and pieces]}. For a single tick box the value is True.
    Pair it with ``needed_when`` on the form, which asks for the fields only if the option was chosen.
    """

    def __init__(self, name: str, under: dict, **look):
        super().__init__(name, **look)
        self.under = under
        self.fields += [piece for pieces in under.values() for piece in pieces]

    def render(self, form, context, template_pack="nhsuk", **kwargs):
        revealed = {value: draw_all(pieces, form, context) for value, pieces in self.under.items()}
        return self.draw(form, **self.look, revealed=revealed)


class Group(Piece):
    """Several fields under one legend: ``Group("Your address", "line_1", "town", hint="...")``."""

    template = "group"

    def __init__(self, legend, *content, hint="", size="m"):
        super().__init__(*content, legend=legend, hint=hint, size=size)


class Heading(Piece):
    """A heading between fields."""

    template = "heading"

    def __init__(self, text, level=2):
        super().__init__(text=text, level=level)


class Text(Piece):
    """A paragraph, or one set apart with ``inset=True``."""

    template = "text"

    def __init__(self, text, inset=False):
        super().__init__(text=text, inset=inset)


class Idea(Piece):
    """In easy read: a few lines beside their drawing."""

    template = "idea"

    def __init__(self, drawing, *lines):
        super().__init__(drawing=drawing, lines=lines)


class Details(Piece):
    """Something to open when wanted: ``Details("Why we ask", Text("..."))``. ``open``: unfolded from the start."""

    template = "details"

    def __init__(self, summary, *content, open=False):
        super().__init__(*content, summary=summary, open=open)


class Narrow(Details):
    """Filters folded away beneath a search box, with a button of their own; says how many of them are chosen."""

    template = "details"

    def __init__(self, data, *names, button):
        chosen = sum(1 for name in names if data.get(name))
        made = {0: "", 1: ": 1 choice made"}.get(chosen, f": {chosen} choices made")
        super().__init__(f"Narrow the list{made}", *names, Button(button, kind="secondary"))


class Button(Piece):
    """A button that sends the form. ``kind``: "" (the one to press), "secondary" or "warning"."""

    template = "button"

    def __init__(self, label, kind="", name="", value="1"):
        super().__init__(label=label, kind=kind, name=name, value=value)


class EnterKey(Piece):
    """Makes Enter send a form whose first button does something else. Nobody sees it, and Tab passes it by."""

    template = "enter_key"


class Link(Piece):
    """A way out beside the buttons."""

    template = "link"

    def __init__(self, label, url):
        super().__init__(label=label, url=url)


class ButtonRow(Piece):
    """Buttons and links side by side. A form that has one gets no button of its own."""

    template = "button_row"


def draw_all(pieces, form, context) -> SafeString:
    pieces = [Ask(piece) if isinstance(piece, str) else piece for piece in pieces]
    return SafeString("".join(piece.render(form, context) for piece in pieces))
