"""The coded list of accessible-information needs (DAPB1605), with the ways of reaching somebody that each bears on.

The codes are of a draft value set of NHS England (14 February 2024): verify them against the NHS terminology server
before a release. Two codes of that draft fail their check digit and are left out: 1082551000000100 (information in
an aphasia-accessible format) and 1082661000000100 (support from a speech and language therapist).
"""

from consent.models.needs import AccessNeed, Category, Way
from consent.snomed import is_concept_code

LETTER, EMAIL, TEXT, TELEPHONE, MEETING = Way.values
WRITTEN = (LETTER, EMAIL, TEXT)
TALK = (TELEPHONE, MEETING)


def all_but(*ways):
    """Every way to contact somebody from afar but these."""
    return tuple(way for way in (*WRITTEN, TELEPHONE) if way not in ways)


# Those asked for most, on top of the form.
COMMON = ("easy_read", "large_print", "read_aloud", "bsl_interpreter", "hearing_loop", "more_time")

# By category: key, SNOMED CT code, name, what is said of somebody, and what it bears on.
LIST = {
    Category.CONTACT: [
        ("contact_email", "936741000000100", "Contact by email", "needs contact by email", all_but(EMAIL)),
        ("contact_letter", "936721000000107", "Contact by letter", "needs contact by letter", all_but(LETTER)),
        ("contact_text", "936701000000103", "Contact by text message", "needs contact by text message", all_but(TEXT)),
        ("contact_telephone", "795661000000104", "Contact by telephone", "needs contact by phone", all_but(TELEPHONE)),
        ("text_relay", "796081000000106", "Contact by text relay", "needs text relay to use a telephone", (TELEPHONE,)),
        ("via_carer", "719561001", "Contact through their carer", "needs contact through their carer", all_but()),
        ("audible_alert", "945931000000101", "An alert they can hear", "needs an alert they can hear", (MEETING,)),
        ("visual_alert", "945951000000108", "An alert they can see", "needs an alert they can see", (MEETING,)),
        ("tactile_alert", "945971000000104", "An alert they can feel", "needs an alert they can feel", (MEETING,)),
    ],
    Category.FORMAT: [
        ("easy_read", "796161000000101", "Easy read", "needs information in easy read", WRITTEN),
        ("large_print", "957331000000109", "Large print, 20 point or more", "needs large print, 20 point", (LETTER,)),
        ("large_print_24", "957351000000102", "Large print, 24 point", "needs large print, 24 point", (LETTER,)),
        ("large_print_28", "957371000000106", "Large print, 28 point", "needs large print, 28 point", (LETTER,)),
        ("read_aloud", "985021000000106", "Somebody to read it aloud", "needs somebody to read things aloud", WRITTEN),
        ("verbally", "367741000000102", "Told in person, not in writing", "needs to be told, not written to", WRITTEN),
        ("by_email", "936581000000101", "Information by email", "needs information by email", (LETTER, TEXT)),
        ("makaton_information", "936641000000108", "Makaton", "needs information in Makaton", WRITTEN),
        ("moon", "936621000000101", "Moon", "needs information in Moon", (LETTER,)),
        ("braille_1", "936681000000100", "Braille, grade 1", "needs grade 1 Braille", (LETTER,)),
        ("braille_2", "936661000000109", "Braille, grade 2", "needs grade 2 Braille", (LETTER,)),
        ("audio", "936601000000105", "Electronic audio", "needs information as audio", WRITTEN),
        ("download", "945751000000106", "Electronic, to download", "needs information to download", (LETTER,)),
        ("cd", "795731000000104", "CD", "needs information on CD", WRITTEN),
        ("dvd", "795691000000105", "DVD", "needs information on DVD", WRITTEN),
        ("usb", "945691000000105", "USB stick", "needs information on a USB stick", WRITTEN),
        ("cassette", "795801000000104", "Audio cassette", "needs information on audio cassette", WRITTEN),
    ],
    Category.PROFESSIONAL: [
        ("bsl_interpreter", "204331000000107", "British Sign Language interpreter", "needs a BSL interpreter", TALK),
        ("sse_interpreter", "936761000000104", "Sign Supported English", "needs Sign Supported English", TALK),
        ("makaton_interpreter", "204341000000103", "Makaton interpreter", "needs a Makaton interpreter", TALK),
        ("hands_on_signing", "945731000000104", "Hands-on signing", "needs hands-on signing", TALK),
        ("visual_frame_signing", "945711000000107", "Visual frame signing", "needs visual frame signing", TALK),
        ("lipspeaker", "945911000000109", "Lipspeaker", "needs a lipspeaker", TALK),
        ("manual_note_taker", "945891000000106", "Note taker, by hand", "needs a note taker", TALK),
        ("speech_to_text", "966401000000100", "Speech to text reporter", "needs a speech to text reporter", TALK),
        ("block_alphabet", "957071000000109", "Deafblind block alphabet", "needs block alphabet", TALK),
        ("manual_alphabet", "957051000000100", "Deafblind manual alphabet", "needs manual alphabet", TALK),
        ("haptic", "957111000000103", "Deafblind haptic interpreter", "needs a deafblind haptic interpreter", TALK),
        ("communicator_guide", "796201000000109", "Deafblind communicator guide", "needs a communicator guide", TALK),
        ("sighted_guide", "719563003", "Sighted guide", "needs a sighted guide", (MEETING,)),
        ("advocate", "225835008", "Advocate", "needs an advocate", (MEETING,)),
    ],
    Category.SUPPORT: [
        ("uses_bsl", "415803005", "Uses BSL (British Sign Language)", "uses British Sign Language", TALK),
        ("uses_makaton", "415805003", "Uses Makaton", "uses Makaton", TALK),
        ("uses_sign", "404903008", "Uses sign language", "uses sign language", TALK),
        ("lip_reads", "441092009", "Lip reads", "lip reads", TALK),
        ("hearing_aid", "285055002", "Uses a hearing aid", "uses a hearing aid", TALK),
        ("hearing_loop", "198061000000105", "Hearing loop", "needs a hearing loop", (MEETING,)),
        ("uses_lipspeaker", "445143008", "Uses a lipspeaker", "uses a lipspeaker", TALK),
        ("electronic_note_taker", "445121000", "Uses an electronic note taker", "uses an electronic note taker", TALK),
        ("uses_speech_to_text", "445123002", "Uses speech to text", "uses a speech to text reporter", TALK),
        ("intervener", "957031000000107", "Uses a deafblind intervener", "uses a deafblind intervener", TALK),
        ("uses_manual_alphabet", "981781000000107", "Uses the manual alphabet", "uses the manual alphabet", TALK),
        ("device", "719369003", "Uses a communication device", "uses a communication device", TALK),
        ("passport", "837341000000108", "Has a communication passport", "has a communication passport", (MEETING,)),
        ("symbols", "719754002", "Uses symbols", "uses symbols", (*WRITTEN, MEETING)),
        ("photographs", "719393008", "Uses photographs", "uses photographs", (*WRITTEN, MEETING)),
        ("citizen_advocate", "225834007", "Has a citizen advocate", "has a citizen advocate", (MEETING,)),
        ("legal_advocate", "225833001", "Has a legal advocate", "has a legal advocate", (MEETING,)),
        ("aphasia", "1082671000000100", "Aphasia-friendly words", "needs aphasia-friendly communication", Way.values),
        ("receptive", "1082681000000103", "Support to understand", "needs support to understand", TALK),
        ("expressive", "1082691000000101", "Support to say what they mean", "needs support to say things", TALK),
    ],
    # The standard names it beside the four subsets. No code of it is known to us.
    Category.TIME: [("more_time", "", "More time, or a longer meeting", "needs more time", (MEETING,))],
}  # fmt: skip


def rows():
    """The list as unsaved rows. Raises ValueError for a code whose check digit is wrong."""
    number = 0
    for category, needs in LIST.items():
        for key, code, name, says, bears_on in needs:
            if code and not is_concept_code(code):
                raise ValueError(f"{code} ({name}) is not a SNOMED CT code: its check digit is wrong.")
            number += 1
            yield AccessNeed(
                key=key,
                code=code,
                category=category,
                name=name,
                says=says,
                bears_on=list(bears_on),
                common=COMMON.index(key) + 1 if key in COMMON else None,
                order=number,
            )


def load_access_needs() -> None:
    """Make or bring up to date the coded list. Can be run again. What left the list is not offered any more."""
    listed = list(rows())
    AccessNeed.objects.bulk_create(
        listed,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["code", "category", "name", "says", "bears_on", "common", "order", "offered"],
    )
    AccessNeed.objects.exclude(key__in=[need.key for need in listed]).update(offered=False)
