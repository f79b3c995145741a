"""The questions of registering interest in easy read: one short question, one reason for asking, one drawing."""

from django.utils.translation import gettext_lazy as _

from consent.models import InterestRegistration
from consent.models.people import AgeBand, Connection
from consent.models.registrations import FilledInBy, TalkTo, WayToReach, WhenToAsk
from core.easy_read import Easy

Wish = InterestRegistration.Wish

AGE = {
    "age_band": Easy(
        _("How old are you?"),
        _("There are different rules for people under 18. Are you helping somebody? Then tell us their age."),
        choices={AgeBand.TEN_FIFTEEN: _("10 to 15"), AgeBand.EIGHTEEN_OVER: _("18 or older")},
        drawing="child",
    )
}
WHO = {
    "filled_in_by": Easy(
        _("Who is filling this in?"),
        _("It is each person's own choice to take part. So we need to know."),
        choices={
            FilledInBy.SELF: _("Me, for myself"),
            FilledInBy.HERE: _("I am helping somebody. They are here and they say yes"),
            FilledInBy.AWAY: _("I am helping somebody. They are not here, or they did not say yes"),
        },
        hints={FilledInBy.AWAY.value: _("We keep nothing about them. You can help us meet them.")},
        drawing="help",
    )
}
HELPER = {
    "helper_name": Easy(
        _("You are helping. What is your name?"),
        _("Then we know who filled this in. From the next page on, “you” is the person you help."),
        drawing="help",
    ),
    "helper_relation": Easy(_("How do you know them?")),
}
HELPER_AWAY = {
    "helper_name": Easy(
        _("You are helping. What is your name?"),
        _("Tell us how to reach you. Then we can meet the person with you. Tell us nothing about the person."),
        drawing="help",
    ),
    "helper_phone": Easy(_("Your phone number"), drawing="phone"),
    "helper_email": Easy(_("Your email address"), drawing="computer"),
}
NAME = {
    "name_to_use": Easy(
        _("What can we call you?"),
        _("Then we know who to ask for. A first name is enough."),
        drawing="person",
    )
}
CONNECTION = {
    "connection": Easy(
        _("How do you know us?"),
        _("We want to hear from all kinds of people. You can take part if you never used this service."),
        choices={
            Connection.LIVED_IT: _("I never used it. But I have been through the same things"),
            Connection.CARER: _("I look after somebody"),
        },
        drawing="group",
    )
}
WISHES = {
    "wishes": Easy(
        _("What would you like to do?"),
        _("Tick all you like. You can change your mind."),
        choices={
            Wish.HEAR: _("Hear what is going on"),
            Wish.SAY: _("Tell you what I think"),
            Wish.SHAPE: _("Help to plan things"),
            Wish.DECIDE: _("Help to decide"),
            Wish.RUN: _("Run something with others"),
        },
        drawing="choice",
    )
}
WHEN = {
    "when_to_ask": Easy(
        _("When may we ask you?"),
        _("Now may be a bad time. We do not contact you before the time you choose."),
        choices={WhenToAsk.NOW: _("You can ask me now"), "day": _("I choose a day")},
        drawing="calendar",
    ),
    "not_before": Easy(_("Which day?"), _("For example, 31 3 2027")),
}
REACH = {
    "channel": Easy(
        _("What is a safe way to reach you?"),
        _("Think who else may see a message. We use no other way. Our messages do not say what they are about."),
        choices={
            WayToReach.WORKER: _("My worker tells me, when we meet"),
            WayToReach.SELF: _("Do not contact me. I will contact you"),
        },
        drawing="padlock",
    ),
    "safe_times": Easy(_("When is it safe? Who may not see it? You can leave this empty."), drawing="clock"),
}
TALK_TO = {
    "talk_to": Easy(
        _("Who may we talk to about this?"),
        _("This is your choice. We tell your parent or carer only if you say yes."),
        choices={
            TalkTo.NOBODY: _("Only me"),
            TalkTo.WORKER: _("My worker"),
            TalkTo.PARENT: _("My parent or carer"),
            TalkTo.OTHER: _("Another adult I trust"),
        },
        drawing="talk",
    ),
    "talk_to_name": Easy(_("What is their name? How can we reach them? You can leave this empty.")),
}
NEEDS = {
    "needs": Easy(
        _("What would help you take part?"),
        _("Then we can be ready for you. Tick all that help."),
        choices={
            "bsl_interpreter": _("Somebody who signs (British Sign Language)"),
            "lip_reads": _("I read lips, so I need to see your face"),
            "advocate": _("Somebody who speaks up for me"),
        },
        drawing="hear",
    ),
    "access_needs": Easy(_("What else helps?")),
    "language": Easy(_("Which language do you like best?"), _("Leave this empty if it is English."), drawing="speech"),
    "interpreter_needed": Easy(_("I need somebody to put it into my language")),
}
