"""What `check --deploy` asks of a deployment beside Django's own questions."""

from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, Tags, register

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
