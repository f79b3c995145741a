"""About forty plainly invented people, with reserved example numbers and addresses. Each row tells one story."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invented:
    """`story`: yes, later, refused, not_asked, withdrew_contact, withdrew_record. `ways`: allowed channels.

    `says_who`: messages may say who writes. `groups`: keys of the groups somebody belongs to in the case study.
    `needs`: keys of the coded list, None where nobody has asked. `helps`: what no code says.
    """

    name: str
    story: str = "yes"
    connection: str = "used_before"
    site: int = 0
    ways: tuple = ("text",)
    says_who: bool = True
    groups: tuple = ()
    needs: tuple | None = ()
    helps: str = ""
    language: str = ""


NORTHSHIRE = [
    Invented("Asha Sample", groups=("women",), ways=("text", "telephone")),
    Invented("Bea Sample", groups=("women",), ways=("worker",)),
    Invented("Carla Example", groups=("women",), ways=("email",), says_who=False),
    Invented("Dina Example", groups=("women",), story="withdrew_contact"),
    Invented("Eve Placeholder", groups=("women",), connection="other_service", ways=("email",)),
    Invented("Femi Sample", groups=("bme",), ways=("text",), needs=("bsl_interpreter", "uses_bsl")),
    Invented("Gita Sample", groups=("bme",), language="Gujarati", ways=("telephone", "worker")),
    Invented("Hassan Example", groups=("bme",), connection="uses_now", ways=("email",)),
    Invented("Imani Example", groups=("bme", "women"), connection="other_service", ways=("worker",)),
    Invented("Jun Placeholder", groups=("bme",), connection="lived_it", ways=("text",)),
    Invented("Ken Sample", groups=("older_people",), ways=("letter", "telephone"), needs=("large_print",)),
    Invented("Lil Sample", groups=("older_people",), connection="carer", ways=("telephone",)),
    Invented("Morris Example", groups=("older_people",), ways=("letter",), needs=("hearing_loop", "hearing_aid")),
    Invented("Nora Example", groups=("older_people",), story="withdrew_record"),
    Invented("Oli Sample", groups=("young_people",), connection="uses_now", ways=("text",), says_who=False),
    Invented("Pat Sample", groups=("young_people",), connection="other_service", ways=("text",)),
    Invented("Quinn Example", groups=("young_people",), ways=("email",)),
    Invented("Ravi Example", groups=("substance_misuse",), ways=("worker",)),
    Invented("Sol Placeholder", groups=("substance_misuse",), connection="lived_it", ways=("text",)),
    Invented("Tess Sample", groups=("substance_misuse",), story="later", ways=("text",)),
    Invented(
        "Una Sample",
        groups=("learning_difficulty",),
        needs=("easy_read", "more_time"),
        helps="A quiet room",
        ways=("worker",),
    ),
    Invented(
        "Vic Example", groups=("learning_difficulty",), needs=("easy_read", "read_aloud"), ways=("telephone", "worker")
    ),
    Invented("Wyn Example", groups=("learning_difficulty",), connection="other_service", ways=("text",)),
    Invented("Xan Placeholder", story="later", connection="uses_now", ways=("text",)),
    Invented("Yas Sample", story="later", connection="uses_now", ways=("worker",)),
    Invented("Zed Sample", story="refused", connection="uses_now"),
    Invented("Ada Example", story="refused", connection="uses_now"),
    Invented("Bo Example", story="not_asked", connection="uses_now"),
    Invented("Cy Placeholder", story="not_asked", connection="uses_now", needs=None),
    Invented("Dot Sample", connection="uses_now", ways=("text", "email"), needs=("contact_text", "lip_reads")),
    Invented("Ed Sample", connection="uses_now", ways=(), needs=None),
    Invented("Fay Example", story="withdrew_contact", connection="uses_now"),
]

EASTSHIRE = [
    Invented("Gil Sample", connection="uses_now", ways=("text",), needs=("easy_read",)),
    Invented("Hal Sample", story="later", connection="uses_now"),
    Invented("Ida Example", story="refused", connection="uses_now"),
    Invented("Jo Example", ways=("email",)),
    Invented("Kit Placeholder", story="withdrew_record"),
    Invented("Lou Sample", connection="other_service", ways=("worker",)),
    Invented("Max Sample", story="not_asked", connection="uses_now", needs=None),
    Invented("Nel Example", ways=("telephone",)),
]
