"""From the code on a card to its questionnaire: the one way to read codes, which no row policy guards."""

import re

from involvement.models import QuestionnaireCode


def questionnaire_of(code: str):
    """The code as it is stored, with its service, however it was typed; or None where there is none like it."""
    letters = re.sub(r"[\s-]", "", code).upper()
    if not re.fullmatch(r"[0-9A-Z]{6}", letters):
        return None
    return QuestionnaireCode.objects.select_related("service").filter(code=f"{letters[:3]}-{letters[3:]}").first()
