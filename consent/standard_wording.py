"""The wording that every new service starts with: all five purposes, in standard words and in easy read.

`{service}` and `{controller}` are filled in when it is published. In easy read each line is one idea.
"""

STANDARD, EASY_READ = "standard", "easy_read"

_NO_CHANGES_NOTHING = (
    "It is your choice. Saying no changes nothing about your care, your charge or what happens in court."
)
_CHANGE = "If you say yes, you can change your mind at any time: tell any of us. You do not have to say why."
_EASY_NO = (
    "You can say no.\n"
    "Saying no does not change your care.\n"
    "It does not change your charge.\n"
    "It does not change what happens in court."
)
_EASY_CHANGE = "You can change your mind at any time.\nTell any of us.\nYou do not have to say why."


def _words(what_we_do, who_can_see, question, saying_no=_NO_CHANGES_NOTHING, changing_your_mind=_CHANGE):
    return {
        "what_we_do": what_we_do,
        "who_can_see": who_can_see,
        "saying_no": saying_no,
        "changing_your_mind": changing_your_mind,
        "question": question,
    }


def _easy(what_we_do, who_can_see, question, changing_your_mind=_EASY_CHANGE):
    return _words("\n".join(what_we_do), "\n".join(who_can_see), question, _EASY_NO, changing_your_mind)


WORDINGS = {
    ("record", STANDARD): _words(
        "We would like to write down your name and what you tell us about taking part. It helps us support you to be"
        " involved in making this service better.",
        "{controller} holds it and answers for it. Only the staff of {service} who need it can see it, and each time"
        " somebody opens it, that is noted. We do not pass it on unless you agree. There are two times when we must:"
        " when somebody may be badly hurt, and when the law says so.",
        "Do you agree that we write this down and keep it?",
    ),
    ("record", EASY_READ): _easy(
        ["We would like to write down your name.", "We would like to write down what you tell us.",
         "This helps us support you to take part."],
        ["{controller} keeps it safe.", "Only our staff who need it can see it.", "We note who looks at it.",
         "We do not pass it on if you do not agree.", "We must pass it on if somebody may be badly hurt.",
         "We must pass it on if the law says so."],
        "May we write this down and keep it?",
    ),
    ("contact", STANDARD): _words(
        "People who have been through this know best what works. We would like to ask you what you think, now or when"
        " things are calmer, and to tell you about ways to take part.",
        "{controller} asks you only in the way and at the times you say are safe. Nobody else is told that we ask.",
        "May we contact you about being involved?",
        changing_your_mind="If you say yes, you can stop at any time: tell any of us. You do not have to say why.",
    ),
    ("contact", EASY_READ): _easy(
        ["You know what helps and what does not.", "We would like to ask what you think.",
         "We can ask now.", "We can ask later, when things are calmer.", "We can tell you how to take part."],
        ["{controller} will contact you.", "You tell us a safe way.", "You tell us a safe time.",
         "We use no other way."],
        "May we contact you about taking part?",
    ),
    ("share", STANDARD): _words(
        "You can ask us to pass on some of what you told us, so that you need not say it twice. We write down with"
        " you what is passed on, to whom, and why. We pass on no more than that.",
        "{controller} passes it on and answers for that. Only the people you name get it. Each time we pass something"
        " on, we note what it was and who got it.",
        "Do you agree that we share this with the people you named?",
        changing_your_mind="If you say yes, you can change your mind at any time: tell any of us. Then we stop, and"
        " ask the people who got it to give it back or delete it.",
    ),
    ("share", EASY_READ): _easy(
        ["You can ask us to tell somebody about you.", "You say what we tell them.", "You say who we tell.",
         "We tell them no more than that."],
        ["{controller} tells them.", "Only the people you name are told.", "We note what we told them."],
        "May we tell the people you named?",
        "You can change your mind at any time.\nTell any of us.\nThen we stop.\nWe ask them to give it back.",
    ),
    ("equality", STANDARD): _words(
        "We would like to ask about things like your age, ethnic background, religion, sex, sexual orientation and"
        " disability. We use the answers for one thing: to check that we reach and treat all kinds of people fairly."
        " They are never used to decide anything about you. You can leave out any question.",
        "{controller} holds your answers, apart from your record. The staff who work with you cannot see them. Only"
        " totals are ever shown, and never so small that somebody could be picked out.",
        "Do you agree that we keep these answers?",
        changing_your_mind="If you say yes, you can change or delete your answers at any time: tell any of us.",
    ),
    ("equality", EASY_READ): _easy(
        ["We would like to ask some questions about you.", "They are about things like your age and your background.",
         "Your answers help us treat everybody fairly.", "We never use them to decide about you.",
         "You can leave out any question."],
        ["{controller} keeps your answers.", "Our staff cannot see them.", "We only show how many people there are.",
         "Nobody can find out which answers are yours."],
        "May we keep your answers?",
        "You can change your mind at any time.\nTell any of us.\nThen we delete your answers.",
    ),
    ("publish", STANDARD): _words(
        "We would like to use your words, story, voice or picture in public, to show what it is like and what should"
        " change. First we show you exactly what we want to use and where. We use nothing that you have not seen, and"
        " we leave out your name unless you want it in.",
        "{controller} publishes it and answers for it. Anybody may see it and pass it on. Think about who might know"
        " you from it: friends, family, an employer, or somebody you would rather avoid.",
        "Do you agree that we use what you have seen, in the places we told you?",
        changing_your_mind="If you say yes, you can change your mind at any time: tell any of us. We take it down from"
        " our own pages. We cannot call back what others have copied or what is printed.",
    ),
    ("publish", EASY_READ): _easy(
        ["We would like to show other people your words.", "It may also be your story, voice or picture.",
         "This shows people what should change.", "We show it to you first.", "We leave out your name if you like."],
        ["{controller} shows it to people.", "Anybody may see it.", "People may know that it is you.",
         "People may copy it."],
        "May we show people what you have seen?",
        "You can change your mind at any time.\nTell any of us.\nThen we take it down.\n"
        "We cannot get back what other people copied.",
    ),
}  # fmt: skip
