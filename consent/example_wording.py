"""Wording in another language, as an example for the demonstration: nobody has checked it, and it says so.

It is refused wherever translations must be checked (consent.rules.wording). A service that wants to ask in a language
has its own words translated and checked by two people, and names them.
"""

from consent.models.wording import EXAMPLE, Language

TRANSLATOR, CHECKER = EXAMPLE.capitalize(), f"Nobody: this is an {EXAMPLE}"

_SAYING_NO = (
    "To Twój wybór. Jeśli powiesz nie, nic się nie zmieni w Twojej opiece, w zarzutach ani w tym, co dzieje się w"
    " sądzie."
)

# By language and purpose, in standard words. `{service}` and `{controller}` are filled in.
WORDINGS = {
    (Language.POLISH, "record"): {
        "what_we_do": "Chcemy zapisać Twoje imię i to, co mówisz nam o udziale. To pomaga nam wspierać Cię w tym,"
        " żebyśmy razem poprawiali naszą pracę.",
        "who_can_see": "Przechowuje to i odpowiada za to {controller}. Zobaczyć to mogą tylko ci pracownicy, którzy"
        " tego potrzebują ({service}). Każde otwarcie jest zapisywane. Nie przekazujemy tego dalej bez Twojej zgody."
        " Musimy to zrobić w dwóch przypadkach: gdy komuś może stać się poważna krzywda i gdy wymaga tego prawo.",
        "saying_no": _SAYING_NO,
        "changing_your_mind": "Jeśli się zgodzisz, możesz zmienić zdanie w każdej chwili: powiedz dowolnej osobie z"
        " zespołu. Nie musisz mówić dlaczego.",
        "question": "Czy zgadzasz się, że to zapiszemy i zachowamy?",
    },
    (Language.POLISH, "contact"): {
        "what_we_do": "Osoby, które mają to za sobą, wiedzą najlepiej, co pomaga. Chcemy zapytać, co myślisz, teraz"
        " albo gdy będzie spokojniej, i mówić Ci, jak można wziąć udział.",
        "who_can_see": "Pyta Cię tylko {controller}, w taki sposób i o takich porach, które są dla Ciebie bezpieczne."
        " Nikt inny nie dowiaduje się, że pytamy.",
        "saying_no": _SAYING_NO,
        "changing_your_mind": "Jeśli się zgodzisz, możesz przestać w każdej chwili: powiedz dowolnej osobie z zespołu."
        " Nie musisz mówić dlaczego.",
        "question": "Czy możemy kontaktować się z Tobą w sprawie udziału?",
    },
}
