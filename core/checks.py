"""What `check --deploy` asks of a deployment beside Django's own questions."""

from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from core.languages import offered

DISCREET = {"DISCREET_BASE_URL": "BASE_URL", "DISCREET_FROM": "DEFAULT_FROM_EMAIL"}
SHORTEST_TOKEN = 32
HOW = (
    "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
    " and give it in the environment or in .env."
)


@register(Tags.security, deploy=True)
def drafts_can_be_encrypted(app_configs, **kwargs):
    """Answers before a yes may only be kept encrypted."""
    if not settings.DRAFT_KEYS:
        return [Error("DRAFT_KEYS is not set, so drafts cannot be encrypted.", hint=HOW, id="core.E001")]
    try:
        for key in settings.DRAFT_KEYS:
            Fernet(key)
    except ValueError:
        return [Error("DRAFT_KEYS holds something that is no Fernet key.", hint=HOW, id="core.E002")]
    return []


@register(Tags.security, deploy=True)
def files_are_out_of_reach(app_configs, **kwargs):
    """Uploaded files may not be where the web server hands out whatever is there."""
    kept = Path(settings.FILES_DIR).resolve()
    served = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    if any(kept.is_relative_to(Path(folder).resolve()) for folder in served):
        return [Error("FILES_DIR is inside a folder of static files, which anybody can read.", id="core.E003")]
    return []


@register(Tags.security, deploy=True)
def messages_are_discreet(app_configs, **kwargs):
    """Messages show a host and a sender, which others may see beside somebody."""
    unset = [name for name, ordinary in DISCREET.items() if getattr(settings, name) == getattr(settings, ordinary)]
    if unset:
        hint = "Name a host and a sender that say nothing of Liaison and Diversion, the police, a court or health."
        return [
            Warning(f"{' and '.join(unset)} is not set, so messages show the ordinary one.", hint=hint, id="core.W001")
        ]
    return []


@register(Tags.security, deploy=True)
def text_messages_can_leave(app_configs, **kwargs):
    """GOV.UK Notify needs its key and template, and its token long enough not to be guessed."""
    if not settings.SMS_BACKEND.endswith(".NotifyBackend"):
        return []
    missing = [name for name in ("NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID") if not getattr(settings, name)]
    if missing:
        return [Error(f"{' and '.join(missing)} is not set, so no text message can leave.", id="core.E004")]
    if len(settings.NOTIFY_CALLBACK_TOKEN) < SHORTEST_TOKEN:
        return [Error(f"NOTIFY_CALLBACK_TOKEN must have at least {SHORTEST_TOKEN} characters.", id="core.E005")]
    return []


@register(deploy=True)
def translations_are_compiled(app_configs, **kwargs):
    """A page that says it is in a language, and is not, is read out wrongly."""
    folder = Path(settings.LOCALE_PATHS[0])
    missing = [each.name for each in offered() if not (folder / each.code / "LC_MESSAGES" / "django.mo").exists()]
    if missing:
        hint = "Run: python -m core.start.translations"
        return [Error(f"Not compiled: {', '.join(missing)}.", hint=hint, id="core.E006")]
    return []
