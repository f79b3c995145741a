"""Starts the ground floor. Row policies are connected here, before any model class is made."""

from django.apps import AppConfig

import core.row_security  # noqa: F401  (connects to class_prepared)
import core.scope  # noqa: F401  (connects to connection_created)


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self):
        from core import checks, navigation  # noqa: F401  (checks a deployment, fills the header)
