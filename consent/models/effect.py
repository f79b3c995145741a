"""Which answer holds, in SQL: the twin of `consent.rules.status`, for triggers and for lists. A test compares them.

Precedence (design, Agreement): the person's own answer, then attorney or deputy, then best interests, then holders
of parental responsibility, who count until the 18th birthday. The latest word of each giver counts, and a yes taken
back is a no. Answers recorded wrongly, replaced, ended by the service or run out are no word at all.
"""

from django.db.models import CharField, F, Func

TODAY = "(now() AT TIME ZONE 'Europe/London')::date"


def age_sql(born: str, day: str) -> str:
    """SQL of whole years on a day. Somebody born on 29 February reaches an age on 1 March of a common year."""
    return (
        f"(extract(year FROM {day}) - extract(year FROM {born}) - ((extract(month FROM {day}), extract(day FROM {day}))"
        f" < (extract(month FROM {born}), extract(day FROM {born})))::int)"
    )


def london_day(moment: str) -> str:
    """SQL of the day in London of a moment."""
    return f"({moment} AT TIME ZONE 'Europe/London')::date"


def age_at_sql(person: str, moment: str) -> str:
    """SQL of a person's age at a moment, NULL if unknown: from the birthday, or the youngest age of the age band."""
    return (
        f"(SELECT CASE WHEN p.date_of_birth IS NOT NULL THEN {age_sql('p.date_of_birth', london_day(moment))}"  # noqa: S608  (SQL of constants)
        " WHEN p.age_band = '10_15' THEN 10 WHEN p.age_band = '16_17' THEN 16 WHEN p.age_band = '18_over' THEN 18 END"
        f" FROM consent_person p WHERE p.id = {person})"  # noqa: S608  (SQL of constants)
    )


def _words(person: str, purpose: str, day: str) -> str:
    """SQL of one row for each giver who has said yes or no, and to whom: `word`, `rank` and `recipient_id`."""
    return f"""
    SELECT CASE WHEN a.ended_at IS NOT NULL THEN 'withdrawn' ELSE a.answer END AS word, a.recipient_id,
           CASE a.ground WHEN 'person' THEN 0 WHEN 'attorney' THEN 1 WHEN 'deputy' THEN 1 WHEN 'best_interests' THEN 2
                         ELSE 3 END AS rank
    FROM consent_agreement a JOIN consent_person p ON p.id = a.person_id
    WHERE a.person_id = {person} AND a.purpose_id = {purpose} AND a.answer <> 'not_asked'
      AND (a.ended_kind = 'withdrawn' OR a.ended_at IS NULL)
      AND (a.expires_on IS NULL OR a.expires_on > {day} OR a.answer <> 'given' OR a.ended_at IS NOT NULL)
      AND NOT (a.ground = 'parental' AND p.date_of_birth IS NOT NULL AND {age_sql("p.date_of_birth", day)} >= 18)
      AND NOT (a.ended_at IS NOT NULL AND a.answer <> 'given')
      AND NOT EXISTS (SELECT 1 FROM consent_agreement later
        WHERE later.person_id = a.person_id AND later.purpose_id = a.purpose_id AND later.giver_key = a.giver_key
          AND later.recipient_id IS NOT DISTINCT FROM a.recipient_id
          AND later.answer <> 'not_asked' AND later.ended_kind <> 'invalidated'
          AND (later.recorded_at, later.id) > (a.recorded_at, a.id))
    """  # noqa: S608  (SQL of constants)


def effective_sql(person: str, purpose: str, day: str = TODAY, recipient: str = "") -> str:
    """SQL of what holds for one purpose: given, refused, withdrawn, conflicting, or NULL where nobody said a word.

    `person`, `purpose`, `day` and `recipient` (for sharing) are SQL expressions.
    """
    only = f"WHERE recipient_id = {recipient}" if recipient else ""
    return f"""(
    SELECT CASE WHEN min(word) IS NULL THEN NULL WHEN min(word) = max(word) THEN min(word)
                WHEN bool_or(word = 'given') THEN 'conflicting'
                ELSE 'refused' END
    FROM (SELECT word, rank, min(rank) OVER () AS top FROM ({_words(person, purpose, day)}) words {only}) ranked
    WHERE rank = top)"""  # noqa: S608  (SQL of constants)


def _rank(ground: str) -> str:
    """SQL of how much the word of whoever answered counts: the lowest stands above all others."""
    return f"(CASE {ground} WHEN 'person' THEN 0 WHEN 'best_interests' THEN 2 WHEN 'parental' THEN 3 ELSE 1 END)"


def outranked_sql(agreement: str, day: str) -> str:
    """SQL that a yes to sharing did not count on a day, though it was open: another's word for that recipient stood.

    A word above it, or of the same rank and not a yes. As things stood on that day: what ended since was open, later
    answers were not there, and what was recorded wrongly never counted. `agreement`: the SQL of its key, of no `a`.
    """
    ended_by_then = f"(a.ended_at IS NOT NULL AND {london_day('a.ended_at')} <= {day})"
    return f"""
    EXISTS (
    SELECT 1 FROM consent_agreement mine JOIN consent_agreement a ON a.person_id = mine.person_id
      AND a.purpose_id = mine.purpose_id AND a.recipient_id IS NOT DISTINCT FROM mine.recipient_id
      AND a.giver_key <> mine.giver_key
    JOIN consent_person p ON p.id = a.person_id
    WHERE mine.id = {agreement} AND a.answer <> 'not_asked' AND a.ended_kind <> 'invalidated'
      AND {london_day("a.recorded_at")} <= {day}
      AND (NOT {ended_by_then} OR a.ended_kind = 'withdrawn')
      AND ({ended_by_then} OR a.answer <> 'given' OR a.expires_on IS NULL OR a.expires_on > {day})
      AND NOT (a.ground = 'parental' AND p.date_of_birth IS NOT NULL AND {age_sql("p.date_of_birth", day)} >= 18)
      AND NOT EXISTS (SELECT 1 FROM consent_agreement later
        WHERE later.person_id = a.person_id AND later.purpose_id = a.purpose_id AND later.giver_key = a.giver_key
          AND later.recipient_id IS NOT DISTINCT FROM a.recipient_id
          AND later.answer <> 'not_asked' AND later.ended_kind <> 'invalidated'
          AND {london_day("later.recorded_at")} <= {day}
          AND (later.recorded_at, later.id) > (a.recorded_at, a.id))
      AND ({_rank("a.ground")} < {_rank("mine.ground")}
           OR {_rank("a.ground")} = {_rank("mine.ground")} AND ({ended_by_then} OR a.answer <> 'given')))
    """  # noqa: S608  (SQL of constants)


def has_no_ground_sql(person: str) -> str:
    """SQL of the wrong state: somebody who can be identified, held on no ground, and not restricted.

    Holders of parental responsibility who differ hold the record, though nothing may be done with it until settled.
    """
    return f"""
    EXISTS (SELECT 1 FROM consent_person p WHERE p.id = {person} AND p.joined_into_id IS NULL
            AND p.name_to_use || p.full_name || p.email || p.phone || p.address <> '')
    AND NOT EXISTS (SELECT 1 FROM consent_restriction r WHERE r.person_id = {person} AND r.ended_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM consent_publicinterestdecision d WHERE d.person_id = {person} AND d.aim = 'record'
                    AND d.outcome <> 'turned_down')
    AND coalesce({effective_sql(person, "'record'")}, '') NOT IN ('given', 'conflicting')
    """  # noqa: S608  (SQL of constants)


class EffectiveAnswer(Func):
    """What holds for one purpose of a person on a day, as an annotation: "" where nobody said a word.

    `person`: where the rows hold the person's key; of people, their own.
    """

    output_field = CharField()

    def __init__(self, purpose, day, person="pk"):
        held = effective_sql("%(expressions)s", f"'{purpose}'", f"DATE '{day:%Y-%m-%d}'")
        super().__init__(F(person), template=f"coalesce({held}, '')")
