"""The feedback loop: what people said, what was decided and why, and that each of them was told."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Trim
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Message, Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import Refuse, changes_beside, deed_columns, says
from involvement.models.activities import Activity
from involvement.models.leading import Leadership
from involvement.models.partners import PartnerOrganisation
from involvement.models.places import Session
from involvement.models.seen import SeenByStaff
from involvement.models.spectrum import Group

models.TextField.register_lookup(Length)
models.TextField.register_lookup(Trim)

SHORTEST_RATIONALE = 40
MOST_WHO_SAID_IT = 500

# A text for comparing: small letters and figures alone, without what stands in square brackets to be filled in.
_AS_COMPARED = "btrim(regexp_replace(regexp_replace(lower({}), '\\[[^\\]]*\\]', ' ', 'g'), '[^[:alnum:]]+', ' ', 'g'))"
_IS_SUGGESTION = (
    "EXISTS (SELECT 1 FROM involvement_suggestedreason s"  # noqa: S608  (SQL of constants)
    f" WHERE {_AS_COMPARED.format('s.text')} = {_AS_COMPARED.format('NEW.rationale')})"
)
_REPLACES_NOTHING = """
NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM involvement_decision o
  WHERE o.id = NEW.replaces_id AND o.activity_id = NEW.activity_id AND o.published_at IS NOT NULL)
"""
# Somebody was not reached only after the tries that the service agreed on.
_NOT_TRIED = """
NEW.could_not = 'no_safe_channel' AND (TG_OP = 'INSERT' OR OLD.could_not <> 'no_safe_channel')
AND (SELECT count(*) FROM involvement_tellingtry t WHERE t.telling_id = NEW.id)
  < (SELECT s.tries_to_tell FROM core_service s WHERE s.id = NEW.service_id)
"""

# What of a published decision may still change: who sees to it and by when, that it is done, and where it is shown.
_MAY_CHANGE = (*deed_columns("done"), "due", "owner_id", *deed_columns("withheld"), "withheld_because")


class Theme(ServiceOwned):
    """What several views are about."""

    name = models.CharField("theme", max_length=100)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "name"],
                name="involvement_theme_once",
                violation_error_message="There is already a theme with this name.",
            )
        ]

    def __str__(self):
        return self.name


@track()
class View(ServiceOwned):
    """What somebody said: their words or a summary, by theme and group, with their name only if they agree."""

    class Kind(models.TextChoices):
        OWN = "own", "In their own words"
        SUMMARY = "summary", "A worker's summary"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="views")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="views")
    # Notes that a partner sent in, of people who met without us.
    partner = models.ForeignKey(
        PartnerOrganisation, on_delete=models.PROTECT, null=True, blank=True, related_name="views"
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="views", verbose_name="theme")
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="group"
    )
    words = models.TextField("what people said", max_length=3000)
    kind = models.CharField("whose words these are", max_length=8, choices=Kind, default=Kind.OWN)
    people = models.SmallIntegerField("how many people said it", default=1)
    # Somebody answers a decision that they were told: this is not what they meant.
    about_decision = models.ForeignKey(
        "Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="replies", editable=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="views", verbose_name="whose words"
    )
    recorded = Deed()

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["activity", "theme"], name="involvement_view_theme")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="involvement_view_has_words",
                violation_error_message="Write what people said.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["own", "summary"]),
                name="involvement_view_known_kind",
                violation_error_message="Say whether these are people's own words or a summary.",
            ),
            models.CheckConstraint(
                condition=Q(people__range=(1, MOST_WHO_SAID_IT)) & (Q(person__isnull=True) | Q(people=1)),
                name="involvement_view_people",
                violation_error_message=(
                    f"Between 1 and {MOST_WHO_SAID_IT} people said it; with a name it is that person alone."
                ),
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(partner__isnull=True),
                name="involvement_view_session_or_partner",
                violation_error_message="What was said at a session is the session's. Choose it, or the partner.",
            ),
        ]
        triggers = [
            Refuse(
                name="view_session_of_activity",
                constraint="view_session_of_activity",
                operations="INSERT OR UPDATE",
                when_sql="NEW.session_id IS NOT NULL AND NEW.activity_id IS DISTINCT FROM"
                " (SELECT activity_id FROM involvement_session WHERE id = NEW.session_id)",
                message="Choose a session of this activity.",
            ),
            Refuse(
                name="view_of_round",
                constraint="view_of_round",
                operations="INSERT OR UPDATE",
                when_sql="NEW.session_id IS NULL AND NEW.partner_id IS NULL AND"
                " (SELECT standing FROM involvement_activity WHERE id = NEW.activity_id)",
                message="Choose the session: each is a round, and what was said in it is answered to it.",
            ),
            Refuse(
                name="view_about_own_decision",
                constraint="view_about_own_decision",
                operations="INSERT OR UPDATE",
                when_sql="NEW.about_decision_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM involvement_decision d"
                " WHERE d.id = NEW.about_decision_id AND d.activity_id = NEW.activity_id"
                " AND d.published_at IS NOT NULL)",
                message="People answer a published decision of their own activity.",
            ),
        ]

    @property
    def is_summary(self) -> bool:
        return self.kind == self.Kind.SUMMARY

    @property
    def can_be_told_to_nobody(self) -> bool:
        """Whether it has no name, session or partner, so that nobody can be told what comes of it."""
        return self.person_id is None and self.session_id is None and self.partner_id is None


class DecisionQuerySet(SeenByStaff):
    def published(self):
        return self.filter(published_at__isnull=False)

    def in_force(self):
        """Published, and not replaced by a later one that is published too."""
        later = Decision.objects.filter(replaces=OuterRef("pk"), published_at__isnull=False)
        return self.published().filter(~Exists(later))


# Whoever acts is none of the service users who lead the activity, by the context that history is written with, and
# nobody overruled them with a reason.
_NOT_BY_A_LEADER = """
NOT EXISTS (SELECT 1 FROM involvement_leadership l JOIN consent_accountof a ON a.person_id = l.person_id
  WHERE l.activity_id = OLD.activity_id AND l.ended_at IS NULL AND a.user_id::text
    = (nullif(current_setting('pghistory.context_metadata', true), '')::jsonb #>> '{actor,id}'))
AND NOT EXISTS (SELECT 1 FROM involvement_overruling o WHERE o.decision_id = OLD.id)
"""
# Whoever recorded it leads the activity it is of.
_NOT_OF_LEADER = """
NEW.by_leader_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM involvement_leadership l
  JOIN consent_accountof a ON a.person_id = l.person_id
  WHERE l.id = NEW.by_leader_id AND l.activity_id = NEW.activity_id AND a.user_id = NEW.recorded_by_id)
"""
# In an activity that service users lead, staff decide only where they overrule, which says why. That a promise was
# not kept is theirs to say.
_PASSES_LEADERS_BY = """
NEW.by_leader_id IS NULL AND NEW.outcome <> 'not_kept'
AND EXISTS (SELECT 1 FROM involvement_leadership l WHERE l.activity_id = NEW.activity_id AND l.ended_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM involvement_overruling o WHERE o.instead_id = NEW.id)
"""


class Decision(ServiceOwned):
    """What was decided about one or more views, and why. The rationale is always required (the paper, page 6)."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("We will do it")
        PARTLY = "partly", _("We will do part of it")
        NOT_ADOPTED = "not_adopted", _("We will not do it")
        NOT_YET = "not_yet", _("Not yet")
        # Not chosen in a form: the reason why a promise was not kept reaches people by the way that decisions do.
        PROMISE_NOT_KEPT = "not_kept", _("We did not keep our promise")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="decisions")
    # Where it was taken, if at a session: of a standing activity, the round it belongs to.
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="session"
    )
    views = models.ManyToManyField(View, through="DecisionView", related_name="decisions")
    # What the public may look for. Taken from the views, which the public never reads.
    themes = models.ManyToManyField(Theme, through="DecisionTheme", related_name="decisions")
    # What people were told stays as it was: changed words are a new decision in its place, which tells them again.
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements", editable=False
    )
    # These three together fit one message.
    you_said = models.TextField("you said", max_length=600)
    outcome = models.CharField("what was decided", max_length=12, choices=Outcome)
    we_decided = models.TextField("we decided", max_length=800)
    rationale = models.TextField("because", max_length=1500)
    # The same three in short sentences, for whoever needs easy read.
    easy_you_said = models.TextField("you said, in easy read", max_length=600, blank=True, default="")
    easy_we_decided = models.TextField("we decided, in easy read", max_length=800, blank=True, default="")
    easy_rationale = models.TextField("because, in easy read", max_length=1000, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="who will see to it"
    )
    due = models.DateField("to be done by", null=True, blank=True)
    # The service user who decided, where the activity is led by them.
    by_leader = models.ForeignKey(
        Leadership, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", editable=False
    )
    recorded = Deed()
    published = Deed(required=False)
    done = Deed(required=False)
    # Taken off the public page. Those who were told still read it on their own.
    withheld = Deed(required=False)
    withheld_because = models.CharField("why it is not shown in public", max_length=500, blank=True, default="")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["service", "-published_at"], name="involvement_decision_public")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rationale__trim__length__gte=SHORTEST_RATIONALE),
                name="involvement_decision_has_rationale",
                violation_error_message=(
                    f"Give the reason in at least {SHORTEST_RATIONALE} characters: people will read it."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(rationale__regex=r"\[[^\]]*\]"),
                name="involvement_decision_gaps_filled",
                violation_error_message="Put your own words where the suggestion has square brackets.",
            ),
            models.CheckConstraint(
                condition=Q(easy_you_said="", easy_we_decided="", easy_rationale="")
                | says("easy_you_said", "easy_we_decided", "easy_rationale"),
                name="involvement_decision_easy_read_whole",
                violation_error_message="Write all three parts in easy read, or none.",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="involvement_decision_replaced_once",
                violation_error_message="Somebody is changing this decision already. Go on with their draft.",
            ),
            models.CheckConstraint(
                condition=~Q(you_said="") & ~Q(we_decided=""),
                name="involvement_decision_has_words",
                violation_error_message="Say what people said and what was decided.",
            ),
            models.CheckConstraint(
                condition=Q(withheld_at__isnull=True, withheld_because="")
                | Q(withheld_at__isnull=False) & ~Q(withheld_because=""),
                name="involvement_decision_withheld_says_why",
                violation_error_message="Say why it is not shown in public.",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(done_at__isnull=True, withheld_at__isnull=True),
                name="involvement_decision_published_first",
                violation_error_message="Only a published decision is carried out, or taken off the public page.",
            ),
        ]
        triggers = [
            Refuse(
                name="decision_published_stays",
                constraint="decision_published_stays",
                operations="UPDATE OR DELETE",
                when_sql=f"OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR {changes_beside(*_MAY_CHANGE)})",
                message="A decision that people were told about stays as it was. Record a new one.",
            ),
            Refuse(
                name="decision_of_leader",
                constraint="decision_of_leader",
                operations="INSERT OR UPDATE",
                when_sql=_NOT_OF_LEADER,
                message="Only a service user who leads this activity decides as its leader.",
            ),
            Refuse(
                name="decision_leaders_decide",
                constraint="decision_leaders_decide",
                operations="INSERT",
                deferred=True,
                when_sql=_PASSES_LEADERS_BY,
                message="Service users lead this activity: they decide. Overrule a decision only with the reason.",
            ),
            Refuse(
                name="decision_of_leader_stays",
                constraint="decision_of_leader_stays",
                operations="UPDATE OR DELETE",
                when_sql="OLD.by_leader_id IS NOT NULL"
                f" AND (TG_OP = 'DELETE' OR {changes_beside(*deed_columns('done'))}) AND {_NOT_BY_A_LEADER}",
                message="Service users decided this. Staff may overrule it only with a reason that people read.",
            ),
            Refuse(
                name="decision_session_of_activity",
                constraint="decision_session_of_activity",
                operations="INSERT OR UPDATE",
                when_sql="NEW.session_id IS NOT NULL AND NEW.activity_id IS DISTINCT FROM"
                " (SELECT activity_id FROM involvement_session WHERE id = NEW.session_id)",
                message="Choose a session of the activity that the decision belongs to.",
            ),
            Refuse(
                name="decision_reason_is_own",
                constraint="decision_reason_is_own",
                operations="INSERT OR UPDATE",
                when_sql=_IS_SUGGESTION,
                message="Say the reason in your own words: this is only the suggestion.",
            ),
            Refuse(
                name="decision_replaces_published",
                constraint="decision_replaces_published",
                operations="INSERT OR UPDATE",
                when_sql=_REPLACES_NOTHING,
                message="Only a published decision of the same activity can be changed in this way.",
            ),
        ]

    def __str__(self):
        return self.we_decided

    @property
    def is_late(self) -> bool:
        """Whether the day that people were given has passed and it is not done."""
        promised = self.published_at is not None and self.done_at is None and self.due is not None
        return promised and self.due < timezone.localdate()

    @property
    def is_replaced(self) -> bool:
        """Whether a later decision, which people were told too, stands in its place."""
        return self.pk is not None and self.replacements.filter(published_at__isnull=False).exists()

    @property
    def has_easy_read(self) -> bool:
        return bool(self.easy_rationale)


class DecisionView(ServiceOwned):
    """That a decision answers a view."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(View, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "view"], name="involvement_decisionview_once"),
        ]
        triggers = [
            Refuse(
                name="decision_keeps_views",
                constraint="decision_keeps_views",
                operations="INSERT OR UPDATE OR DELETE",
                when_sql="EXISTS (SELECT 1 FROM involvement_decision d"
                " WHERE d.id IN (NEW.decision_id, OLD.decision_id) AND d.published_at IS NOT NULL)",
                message="A published decision keeps the views it answers.",
            ),
            Refuse(
                name="decision_answers_own_views",
                constraint="decision_answers_own_views",
                operations="INSERT OR UPDATE",
                when_sql="(SELECT activity_id FROM involvement_view WHERE id = NEW.view_id)"
                " IS DISTINCT FROM (SELECT activity_id FROM involvement_decision WHERE id = NEW.decision_id)",
                message="A decision answers views of its own activity.",
            ),
        ]


class DecisionTheme(ServiceOwned):
    """That a decision is about a theme: of the views it answers, and what the public may look for."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "theme"], name="involvement_decisiontheme_once"),
        ]


class TellingQuerySet(SeenByStaff):
    def open(self):
        """Not told yet, and not given up."""
        return self.filter(told_at__isnull=True, given_up_at__isnull=True)


@track()
class Telling(ServiceOwned):
    """One recipient to be told of one decision: a person, or a group whose views carry no name.

    Such a group met at a session, or is that of a partner, who sent in what its people said.

    It ends as told, or as could not be told with the reason.
    """

    class How(models.TextChoices):
        MESSAGE = "message", "By message"
        FACE_TO_FACE = "face_to_face", "Face to face"
        TELEPHONE = "telephone", "By telephone"
        MEETING = "meeting", "At a meeting"
        LETTER = "letter", "By letter"
        PARTNER = "partner", "Through the partner"

    class CouldNot(models.TextChoices):
        WITHDREW = "withdrew", "They withdrew from contact"
        NO_SAFE_CHANNEL = "no_safe_channel", "No safe way to reach them after the agreed tries"
        DIED = "died", "They have died"
        LEFT = "left", "The group no longer meets"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tellings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tellings")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="tellings")
    partner = models.ForeignKey(
        PartnerOrganisation, on_delete=models.PROTECT, null=True, blank=True, related_name="tellings"
    )
    how = models.CharField("how", max_length=12, choices=How)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="tellings")
    queued = Deed()
    told = Deed(required=False)
    given_up = Deed(required=False)
    could_not = models.CharField("why not", max_length=20, choices=CouldNot, blank=True, default="")

    objects = TellingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["service", "queued_at"],
                condition=Q(told_at__isnull=True, given_up_at__isnull=True),
                name="involvement_telling_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person"],
                condition=Q(person__isnull=False),
                name="involvement_telling_person_once",
                violation_error_message="This person is already to be told of this decision.",
            ),
            models.UniqueConstraint(
                fields=["decision", "session"],
                condition=Q(session__isnull=False),
                name="involvement_telling_session_once",
                violation_error_message="This group is already to be told of this decision.",
            ),
            models.UniqueConstraint(
                fields=["decision", "partner"],
                condition=Q(partner__isnull=False),
                name="involvement_telling_partner_once",
                violation_error_message="This partner's group is already to be told of this decision.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, session__isnull=True, partner__isnull=True)
                | Q(person__isnull=True, session__isnull=False, partner__isnull=True)
                | Q(person__isnull=True, session__isnull=True, partner__isnull=False),
                name="involvement_telling_one_recipient",
                violation_error_message="A telling is for one person or one group.",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(given_up_at__isnull=True),
                name="involvement_telling_one_ending",
                violation_error_message="Somebody was told or could not be told, not both.",
            ),
            models.CheckConstraint(
                condition=Q(given_up_at__isnull=True, could_not="") | Q(given_up_at__isnull=False) & ~Q(could_not=""),
                name="involvement_telling_says_why",
                violation_error_message="Say why they could not be told.",
            ),
        ]
        triggers = [
            Refuse(
                name="telling_session_of_activity",
                constraint="telling_session_of_activity",
                operations="INSERT OR UPDATE",
                when_sql="NEW.session_id IS NOT NULL AND (SELECT activity_id FROM involvement_session"
                " WHERE id = NEW.session_id) IS DISTINCT FROM"
                " (SELECT activity_id FROM involvement_decision WHERE id = NEW.decision_id)",
                message="The group to be told must have met in the activity of the decision.",
            ),
            Refuse(
                name="telling_message_to_person",
                constraint="telling_message_to_person",
                operations="INSERT OR UPDATE",
                when_sql="NEW.message_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM"
                " (SELECT person_id FROM consent_message WHERE id = NEW.message_id)",
                message="The message must be to the person who is told.",
            ),
            Refuse(
                name="telling_tried_first",
                constraint="telling_tried_first",
                operations="INSERT OR UPDATE",
                when_sql=_NOT_TRIED,
                message="Record each try first: it could not be done only after the agreed number of tries.",
            ),
        ]
