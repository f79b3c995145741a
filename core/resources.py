"""The entries of the paper's "Find out more" (page 6), each with a sentence. No individual's name or address."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Resource:
    """`kind`: organisation or document. `sentence`: what it is, in our words. `easy`: where easy read differs."""

    name: str
    kind: str
    sentence: str
    easy: str = ""


RESOURCES = [
    Resource(
        "A ladder of Citizen Participation",
        "document",
        _("The best known way to think about how much say people have."),
    ),
    Resource(
        "Healthwatch",
        "organisation",
        _("Speaks up for people who use health and care. There is one near you."),
    ),
    Resource(
        "Involve",
        "organisation",
        _("Helps people to take part in research about health and care."),
    ),
    Resource(
        "Making Every Adult Matter",
        "organisation",
        _("Charities that work together for people who face many hard things at once."),
    ),
    Resource(
        "National Involvement Standards",
        "document",
        _("Says what it looks like when people are involved well."),
    ),
    Resource(
        "NHS involvement",
        "organisation",
        _("A place to share ideas about how to take part in the NHS."),
    ),
    Resource(
        "People First",
        "organisation",
        _("Run by and for people who find it hard to learn. They speak up for their rights."),
        _("People who find it hard to learn run it. They speak up for their rights."),
    ),
    Resource(
        "Revolving Doors National Service User Forum",
        "organisation",
        _("Brings together people who have been through the courts or prison and need more than one kind of help."),
        _("People who have been to court or prison meet here. They need many kinds of help."),
    ),
    Resource(
        "Service user involvement: A volunteering and mentoring guide",
        "document",
        _("A guide for services that want people to help as volunteers, or to guide others."),
        _("A guide for services. It says how people can help as volunteers."),
    ),
    Resource(
        "Shaping Our Lives",
        "organisation",
        _("Run by disabled people and people who use services. It has a list of groups you can join."),
    ),
    Resource(
        "The Power of Participation: Criminal Justice Services",
        "document",
        _("About taking part in the services around the police, courts and prisons, and what can come of it."),
        _("About taking part in services of the police, courts and prisons. It says what can change."),
    ),
    Resource(
        "User Involvement in Voluntary Organisations - Shared Learning Group",
        "organisation",
        _("Charities that learn from each other how to give people more of a say."),
    ),
    Resource(
        "User Voice",
        "organisation",
        _("Works so that people who have been to court or prison are heard by those in charge."),
        _("It speaks up for people who have been to court or prison."),
    ),
]
