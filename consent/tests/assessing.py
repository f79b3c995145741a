"""What is answered on the screens of an assessment, as a browser sends it: whole and right, to be changed by tests."""

from consent.tests.factories import in_days

YES = "yes"


def parts_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


COMPETENT = {
    "understands": {
        **dict.fromkeys(["understands_information", "understands_consequences", "weighs", "steady"], YES),
        "evidence": "Said it back in their own words",
    },
    "freely": {"free_of_pressure": YES, "may_tell": "named", "may_tell_whom": "My big sister"},
    "competent": {"outcome": "competent"},
}
NOT_COMPETENT = {
    **COMPETENT,
    "understands": {**COMPETENT["understands"], "weighs": "no", "steady": "no"},
    "competent": {"outcome": "not_competent"},
}
HELPED = {
    "presumed": "on",
    "unwise_allowed": "on",
    "help_given": "Easy read and a quiet room",
    "decision": "Whether we hold what they tell us",
}
ABLE = dict.fromkeys(["understands", "retains", "weighs", "communicates"], YES)
WHY = dict.fromkeys(["understands_why", "retains_why", "weighs_why", "communicates_why"], "What was seen")
HAS = {"helped": HELPED, "abilities": ABLE, "capacity": {"outcome": "has"}}
UNABLE = {
    "helped": HELPED,
    "abilities": {**ABLE, **WHY, "retains": "no"},
    "cause": {"impairment": "Dementia, in the notes", "causal_link": "They forget the question because of it"},
}
LACKS = {
    **UNABLE,
    "can-wait": {"can_wait": "no", "why_now": "The group begins this week"},
    "capacity": {"outcome": "lacks", "for_them": "on", "least_restrictive": "on"},
}
DECIDED = {
    "circumstances": {
        "not_by_appearance": "on",
        "circumstances": "They like the group",
        "may_regain": "Not this year",
        "less_restrictive": "Only a name is held",
    },
    "wishes": {"took_part": "Chose a picture", "wishes": "Asked to go again", "beliefs": "Likes to have a say"},
    "consulted": {"consulted": "Their brother: in favour"},
}


def decision(in_favour):
    why = {"in_favour": in_favour, "why": "They can only be invited if we know how"}
    return {**DECIDED, "best-interests": {**why, **parts_of("review_on", in_days(90))}}
