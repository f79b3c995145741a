"""What base.html needs on every page: the header's links, the service, easy read, and whether the NHS logo is shown."""

from django.conf import settings
from django.utils.translation import get_language

from core import easy_read, languages
from core.navigation import in_header


def furniture(request):
    reader = getattr(request, "reader", None)
    service = getattr(reader, "service", None) or getattr(request, "public_service", None)
    handed_over = getattr(request, "handed_over", None)
    links = [] if handed_over else in_header(request)
    memberships = getattr(request, "memberships", ())
    return {
        "handed_over": handed_over,
        "easy_read": easy_read.is_on(),
        "easy_read_offered": getattr(request, "easy_read_offered", False),
        "languages": languages.others(get_language()) if getattr(request, "is_translated", False) else [],
        "navigation": links,
        "current_service": service,
        "can_switch_service": len({membership.service_id for membership in memberships}) > 1,
        "can_lock": bool(getattr(reader, "roles", ())),
        "is_staff": bool(getattr(reader, "roles", ())) or bool(memberships),
        "show_nhs_logo": settings.SHOW_NHS_LOGO,
    }
