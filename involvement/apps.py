from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "involvement"

    def ready(self):
        from involvement import registered  # noqa: F401  (fills the registries of core)
