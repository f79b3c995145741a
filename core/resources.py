"""The entries of the paper's "Find out more" (page 6), each with a sentence. No individual's name or address."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    """`kind`: organisation or document. `sentence`: what it is, in our words."""

    name: str
    kind: str
    sentence: str


RESOURCES = [
    Resource(
        "A ladder of Citizen Participation",
        "document",
        "The best known way of thinking about how much say people have.",
    ),
    Resource(
        "Healthwatch",
        "organisation",
        "Speaks up nationally for people who use health and care, with a local Healthwatch in each area.",
    ),
    Resource(
        "Involve",
        "organisation",
        "Supports members of the public to take part in research about the NHS, public health and social care.",
    ),
    Resource(
        "Making Every Adult Matter",
        "organisation",
        "National charities working together on criminal justice, drugs, homelessness and mental health.",
    ),
    Resource(
        "National Involvement Standards",
        "document",
        "Says what good involvement looks like: its principles, purpose, presence, process and impact.",
    ),
    Resource(
        "NHS involvement",
        "organisation",
        "A place where people who care about taking part in the NHS share ideas and experience.",
    ),
    Resource(
        "People First",
        "organisation",
        "Run by and for people with learning difficulties, for their rights and for self-advocacy groups.",
    ),
    Resource(
        "Revolving Doors National Service User Forum",
        "organisation",
        "Brings together people with several needs at once who have been in contact with the justice system.",
    ),
    Resource(
        "Service user involvement: A volunteering and mentoring guide",
        "document",
        "A guide to involving people who use services as volunteers and mentors.",
    ),
    Resource(
        "Shaping Our Lives",
        "organisation",
        "A national network of people who use services and disabled people, with a list of user groups.",
    ),
    Resource(
        "The Power of Participation: Criminal Justice Services",
        "document",
        "About taking part in criminal justice services, and what can come of it.",
    ),
    Resource(
        "User Involvement in Voluntary Organisations - Shared Learning Group",
        "organisation",
        "Voluntary organisations that learn from each other about involving the people who use them.",
    ),
    Resource(
        "User Voice",
        "organisation",
        "Works so that people with experience of the justice system are heard by those who run it.",
    ),
]
