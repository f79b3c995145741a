from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self):
        from governance import registered  # noqa: F401  (fills the registries of core)
