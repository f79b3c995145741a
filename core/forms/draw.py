"""Turns one bound field into what its template in ``templates/nhsuk/fields/`` needs, and finds its errors' targets."""

from __future__ import annotations

from django import forms
from django.forms.utils import flatatt
from django.template.loader import get_template
from django.utils.safestring import SafeString

from core.easy_read import drawing_of

from .widgets import DayParts

KINDS = {
    forms.HiddenInput: "hidden",
    forms.MultipleHiddenInput: "hidden",
    forms.CheckboxSelectMultiple: "checkboxes",
    forms.RadioSelect: "radios",
    forms.CheckboxInput: "checkbox",
    forms.Select: "select",
    forms.Textarea: "textarea",
    forms.PasswordInput: "password",
    forms.FileInput: "file",
    forms.Widget: "input",
}

# Limits are told by the server in words. A browser would cut a pasted text off at ``maxlength`` without saying so,
# and shows its own bubbles for ``required``; a placeholder vanishes when needed most.
LEFT_OUT = {"required", "maxlength", "minlength", "min", "max", "step", "placeholder", "cols", "rows", "class", "type"}


def draw(bound: forms.BoundField, **look) -> SafeString:
    """The whole form group of one field: label, hint, error and control.

    ``look``: ``size`` ("s", "m", "l" or "" for the label), ``heading`` (the label is the page's h1), ``width``,
    ``prefix``, ``suffix``, ``count``, ``inline``, ``small``, ``hidden_label``, ``revealed`` ({value: html}).
    """
    kind = kind_of(bound)
    widget = bound.field.widget
    look = {"size": getattr(bound.form, "label_size", "s"), **getattr(widget, "look", {}), **look}
    look["revealed"] = {str(value): html for value, html in (look.get("revealed") or {}).items()}
    control = control_of(bound)
    if look.get("count"):
        counted = (f"{bound.auto_id}-info", control["attrs"].get("aria-describedby"))
        control["attrs"]["aria-describedby"] = " ".join(filter(None, counted))
    context = {
        "field": bound,
        "id": control["attrs"].get("id", ""),
        "name": bound.html_name,
        "type": control_type(control),
        "value": control["value"],
        "attrs": attrs_of(control["attrs"], without=("id",)),
        "label": bound.label,
        "optional": getattr(bound.form, "marks_optional", lambda name: False)(bound.name),
        "hint": bound.help_text,
        "errors": bound.errors,
        "described_by": bound.aria_describedby,
        "look": look,
    }
    if kind in ("radios", "checkboxes"):
        context["options"] = list(options_of(control, look))
    elif kind == "checkbox":
        context["revealed"] = look["revealed"].get("True", "")
    elif kind == "select":
        context["groups"] = control["optgroups"]
    elif kind == "day":
        context["boxes"] = list(boxes_of(bound))
    elif kind == "file" and bound.form.is_bound and bound.form.errors and bound.data and not bound.errors:
        # Browsers keep what was typed, and drop the file that was chosen.
        context["hint"] = f"Choose the file again. {bound.help_text}"
    drawn = get_template(f"nhsuk/fields/{kind}.html").render(context)
    if drawing := drawing_of(bound.form, bound.name):
        return get_template("components/drawn.html").render({"drawing": drawing, "content": drawn})
    return drawn


def kind_of(bound: forms.BoundField) -> str:
    widget = bound.field.widget
    return getattr(widget, "kind", None) or next(KINDS[klass] for klass in type(widget).__mro__ if klass in KINDS)


def control_of(bound: forms.BoundField) -> dict:
    """What Django's own widget would draw, as data."""
    widget = bound.field.widget
    attrs = bound.build_widget_attrs({})
    if bound.auto_id and "id" not in widget.attrs:
        attrs["id"] = bound.auto_id
    return widget.get_context(bound.html_name, bound.value(), attrs)["widget"]


def control_type(control: dict) -> str:
    # Number inputs change their value when scrolled and drop what they cannot read, so the box takes text.
    kind = control["attrs"].get("type") or control.get("type") or "text"
    return "text" if kind == "number" else kind


def attrs_of(attrs: dict, without: tuple[str, ...] = ()) -> SafeString:
    kept = {name: value for name, value in attrs.items() if name not in LEFT_OUT and name not in without}
    return flatatt(kept)


def options_of(control: dict, look: dict):
    """Each option of radios or checkboxes, with its hint, its divider and what it reveals."""
    hints = {str(value): hint for value, hint in (look.get("hints") or {}).items()}
    revealed = look.get("revealed", {})
    for _group, options, _index in control["optgroups"]:
        for option in options:
            value = str(option["value"])
            # Model fields bring a "---------" choice along; with radios, choosing nothing needs no option.
            if not value:
                continue
            yield {
                "id": option["attrs"].get("id", ""),
                "value": value,
                "label": option["label"],
                "checked": option["selected"],
                "disabled": option["attrs"].get("disabled") or control["attrs"].get("disabled"),
                "hint": hints.get(value),
                "divider": str(look.get("divider_before")) == value,
                "exclusive": str(look.get("exclusive")) == value,
                "revealed": revealed.get(value),
            }


def boxes_of(bound: forms.BoundField):
    """The day, month and year boxes, each knowing whether it is the one to mend."""
    widget = bound.field.widget
    wrong = wrong_boxes(bound)
    for part, typed in widget.parts(bound.value())._asdict().items():
        yield {
            "part": part,
            "id": f"{bound.auto_id}_{part}" if bound.auto_id else "",
            "name": f"{bound.html_name}_{part}",
            "value": typed,
            "wrong": part in wrong,
            "autocomplete": f"{widget.autocomplete}-{part}" if widget.autocomplete else "",
        }


def wrong_boxes(bound: forms.BoundField) -> tuple[str, ...]:
    for error in bound.errors.as_data() if bound.errors else ():
        return (error.params or {}).get("parts", DayParts._fields)
    return ()


def error_target(bound: forms.BoundField) -> str:
    """The id of the control a link in the error summary should lead to."""
    kind = kind_of(bound)
    if kind in ("radios", "checkboxes"):
        first = next(options_of(control_of(bound), {}), None)
        return first["id"] if first else ""
    if kind == "day":
        return next((box["id"] for box in boxes_of(bound) if box["wrong"]), bound.id_for_label)
    return "" if kind == "hidden" else bound.id_for_label


def page_order(form) -> list[str]:
    """The form's fields as they come on the page, any that its layout leaves out at the end."""
    helper = getattr(form, "helper", None)
    laid_out = [pointer.name for pointer in helper.layout.get_field_names()] if helper and helper.layout else []
    return [*(name for name in laid_out if name in form.fields), *(n for n in form.fields if n not in laid_out)]


def error_items(form) -> list[dict]:
    """Every error of a form or formset, in the order of its fields, with the id of the control to mend."""
    if hasattr(form, "forms"):
        whole = [{"target": "", "message": message} for message in form.non_form_errors()]
        return whole + [item for one in form.forms for item in error_items(one)]
    if not form.errors:
        return []
    items = [{"target": "", "message": message} for message in form.non_field_errors()]
    for name in page_order(form):
        bound = form[name]
        items += [{"target": error_target(bound), "message": message} for message in bound.errors]
    return items
