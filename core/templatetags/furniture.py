"""Tags the shared templates lean on. App templates need only ``{% crispy form %}`` and the components."""

from django import template
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from core.forms.draw import draw, error_items

register = template.Library()


@register.simple_tag(name="draw")
def draw_field(field, **look):
    """One field on its own: ``{% draw form.name width=20 %}``."""
    return draw(field, **look)


@register.simple_tag
def problems(form):
    """The errors of a form with the id each should link to: ``{% problems form as errors %}``."""
    return error_items(form) if form else []


@register.simple_tag
def page_query(query, page):
    """The address of another page of a list, filters kept: ``{% page_query "q=ann" 2 %}`` gives ``?q=ann&page=2``."""
    kept = [part for part in (query or "").lstrip("?").split("&") if part and not part.startswith("page=")]
    return "?" + "&".join([*kept, f"page={page}"])


@register.filter
def elided(page_obj):
    """Page numbers worth showing, with an ellipsis for the gaps."""
    return page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)


@register.filter
def beside(head, row):
    """Each cell of a row with the label of its column."""
    return zip(head, row, strict=False)


@register.simple_tag(takes_context=True)
def show_section(context, section):
    """A part of a home page that an app registered (core.registries.Section), drawn with its own values."""
    with context.push(**section.context):
        return get_template(section.template).template.render(context)


@register.simple_block_tag
def idea(content, drawing):
    """One idea of an easy-read page beside its drawing: ``{% idea "phone" %}<p>...</p>{% endidea %}``."""
    return get_template("components/drawn.html").render({"drawing": drawing, "content": mark_safe(content)})  # noqa: S308
