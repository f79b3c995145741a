from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self):
        from consent import registered  # noqa: F401  (fills the registries of core)
