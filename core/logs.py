"""Logs hold no personal information: paths carry references and tokens, so a log line names the page instead."""

import logging


class WithoutPaths(logging.Filter):
    """Puts the name of the page where Django's own messages put the path of a request."""

    def filter(self, record):
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if path and path != "/" and isinstance(record.args, tuple):
            record.args = tuple(
                arg.replace(path, page_of(request)) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


def page_of(request) -> str:
    """The name of the page a request was for, or that there is none."""
    match = getattr(request, "resolver_match", None)
    return f"[{match.url_name}]" if match and match.url_name else "[no such page]"
