"""Each rule of the database is broken on purpose, below the ORM, and refused under its own name."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from consent import rules
from consent.actions import record_person_from_registration
from consent.models import InterestRegistration
from consent.models.effect import age_sql
from core.actors import task
from core.history import acting
from core.scope import scope_of_system
from tests import broken_endings, broken_follow_ups, broken_grounds, broken_questionnaires

BY = task("breaking rules")
SOMEBODY = '{"actor": {"kind": "task", "name": "test"}, "action": "test"}'


def copy_row(model, where="true", /, **overrides):
    """Copy a row of a table by raw SQL with some columns replaced by SQL. Returns its key.

    A copy keeps everything else right, so that only the rule in question can refuse it.
    """
    meta = model._meta
    names = [
        f.column
        for f in meta.local_concrete_fields
        if not f.generated and not (f.primary_key and f.get_internal_type() in ("BigAutoField", "AutoField"))
    ]
    if "reference" in names:
        overrides.setdefault("reference", "substr(md5(random()::text), 1, 11)")
    if meta.pk.get_internal_type() == "UUIDField":
        overrides.setdefault(meta.pk.column, "gen_random_uuid()")
    # What still holds comes first, and the same row on every machine: of an ended one other rules speak sooner.
    deeds = [f"{deed}_at" for deed in getattr(model, "deeds", ())]
    of_row = [*sorted(deeds, key=lambda name: name != "ended_at"), meta.pk.column]
    order = ", ".join(f'"{meta.db_table}"."{name}" nulls first' for name in of_row)
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(str(overrides.get(name, f'"{name}"')) for name in names)
    with acting(BY, "copy_row"), connection.cursor() as cursor:
        cursor.execute(
            f'insert into "{meta.db_table}" ({columns}) select {values} from "{meta.db_table}"'
            f' where {where} order by {order} limit 1 returning "{meta.pk.column}"'
        )
        row = cursor.fetchone()
    assert row, f"The demonstration has no row of {meta.label} where {where}."
    return row[0]


def run(sql):
    with acting(BY, "break"), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount, f"Nothing to break: {sql}"


def copied(label, where="true", /, **overrides):
    return lambda: copy_row(apps.get_model(label), where, **overrides)


def changed(sql):
    return lambda: run(sql)


def at_commit(break_it):
    def then_check():
        break_it()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")

    return then_check


def somebody_else_said_yes():
    """A child's form put with a record whose yes is of the moment when the form was sent."""
    own = InterestRegistration.objects.get(name_to_use="Ollie", service__slug="northshire")
    person = record_person_from_registration(by=BY, registration=own)
    copy_row(
        InterestRegistration,
        "age_band = '10_15'",
        state="'recorded'",
        person_id=person.pk,
        handled_at="now()",
        handled_by_kind="'task'",
        received_at=f"'{own.received_at.isoformat()}'::timestamptz",
    )


PUBLISHED = "(select id from involvement_decision where published_at is not null limit 1)"

# The name of each rule, and what breaks it. `deeds` below adds one for every deed.
BROKEN = {
    # core
    "core_user_email_once": copied("core.User", email="upper(email)"),
    "core_service_name_key": copied("core.Service", slug="'other'"),
    "core_service_slug_key": copied("core.Service", name="'Other'"),
    "core_service_days_to_tell_check": changed("update core_service set days_to_tell = -1"),
    "core_serviceevent_days_to_tell_check": copied("core.ServiceEvent", days_to_tell="-1"),
    "core_site_name_once_per_service": copied("core.Site"),
    "core_membership_once": copied("core.Membership"),
    "core_membership_known_role": copied("core.Membership", role="'king'", involvement_from="null"),
    "core_membership_involvement_is_str": copied(
        "core.Membership", "role = 'finance'", involvement_from="current_date"
    ),
    "core_membership_involvement_dates": copied(
        "core.Membership", "role = 'str_worker'", involvement_until="involvement_from - 1"
    ),
    "core_membership_not_by_oneself": copied(
        "core.Membership",
        role="'finance'",
        ended_at="now()",
        ended_by_kind="'task'",
        recorded_by_kind="''",
        recorded_by_id="user_id",
        involvement_from="null",
    ),
    "core_export_known_list": copied("core.Export", what="'everything'"),
    "export_append_only": changed("delete from core_export"),
    "core_storedfile_known_kind": copied("core.StoredFile", kind="'exe'"),
    "core_storedfile_has_content": copied("core.StoredFile", size="0"),
    "stored_file_removed_once": changed("update core_storedfile set name = 'other.pdf'"),
    "core_daydone_one_for_each_task": copied("core.DayDone"),
    "day_done_goes_forward": changed("update core_daydone set day = day - 1"),
    "membership_admin_apart": copied("core.Membership", "role = 'practitioner'", role="'admin'"),
    "core_service_reviews_needs_yearly": changed("update core_service set days_to_review_needs = 400"),
    "core_service_small_numbers": changed("update core_service set small_numbers_up_to = 1"),
    "core_service_tries_to_tell": changed("update core_service set tries_to_tell = 0"),
    # consent
    "consent_accessneed_code_once": copied("consent.AccessNeed", "code <> ''", key="'x'"),
    "consent_accessneed_known_category": copied("consent.AccessNeed", key="'x'", code="''", category="'other'"),
    "consent_personneed_one_open": copied("consent.PersonNeed", "ended_at is null"),
    "consent_personneed_ending_complete": copied("consent.PersonNeed", "ended_at is not null", ended_because="''"),
    "person_need_ends_once": changed("update consent_personneed set details = 'other'"),
    "needs_none_means_none": at_commit(
        copied(
            "consent.NeedsAsked",
            "person_id in (select n.person_id from consent_personneed n where n.ended_at is null)",
            has_none="true",
        )
    ),
    "needs_asked_append_only": changed("update consent_needsasked set has_none = not has_none"),
    "needs_asked_review_in_time": copied("consent.NeedsAsked", review_on="current_date + 800"),
    "consent_needmet_one_open": copied("consent.NeedMet", "ended_at is null"),
    "consent_needmet_says_how": copied("consent.NeedMet", "ended_at is null", how="''"),
    "need_met_ends_once": changed("update consent_needmet set how = 'other'"),
    "need_met_of_person": copied(
        "consent.NeedMet",
        person_id="(select p.id from consent_person p where p.id <> person_id limit 1)",
    ),
    "consent_person_reference_key": copied("consent.Person", reference="reference"),
    "consent_person_known_connection": copied("consent.Person", connection="'friend'"),
    "person_has_a_ground": at_commit(copied("consent.Person")),
    "consent_searchword_once": copied("consent.SearchWord"),
    "consent_wording_version_once": copied("consent.Wording"),
    "consent_wording_one_draft": copied("consent.Wording", "published_at is null", version="99"),
    "consent_wording_one_without_end": copied(
        "consent.Wording", "published_at is not null and effective_until is null", version="99"
    ),
    "consent_wording_published_from_a_day": copied(
        "consent.Wording", "published_at is null", version="99", effective_from="current_date"
    ),
    "consent_wording_translation_checked": copied(
        "consent.Wording", "published_at is not null", language="'pl'", translator="'Ola'", checker="'OLA'"
    ),
    "consent_wording_expiry": copied("consent.Wording", "purpose_id = 'record'", version="99", expires_after="12"),
    "consent_wording_expires_after_check": copied("consent.Wording", version="99", expires_after="-1"),
    "wording_says_what_it_must": copied("consent.Wording", "published_at is not null", saying_no="'No costs nothing'"),
    "wording_follows_wording": at_commit(
        copied("consent.Wording", "effective_until is not null", version="99", effective_from="effective_from - 9")
    ),
    "consent_wording_dates": copied(
        "consent.Wording", "published_at is not null", version="99", effective_until="effective_from - 1"
    ),
    "consent_wording_version_check": copied("consent.Wording", version="-1"),
    "wording_is_immutable": changed("update consent_wording set what_we_do = 'other' where published_at is not null"),
    "consent_purpose_order_check": copied("consent.Purpose", key="'x'", order="-1"),
    "consent_agreement_one_open": copied("consent.Agreement", "ended_at is null"),
    "consent_agreement_not_asked_has_reason": copied(
        "consent.Agreement", "answer = 'given'", not_asked_reason="'no_time'"
    ),
    "consent_agreement_has_wording": copied("consent.Agreement", "answer = 'given'", wording_id="null"),
    "consent_agreement_ending_complete": copied(
        "consent.Agreement",
        "ended_at is null and answer = 'given' and ground = 'person'",
        ended_at="clock_timestamp()",
        ended_by_kind="'task'",
        ended_kind="'withdrawn'",
        ended_reason="''",
    ),
    "consent_agreement_record_never_expires": copied(
        "consent.Agreement", "purpose_id = 'record'", expires_on="current_date"
    ),
    "consent_agreement_known_words": copied("consent.Agreement", "answer = 'given'", route="'by pigeon'"),
    "consent_agreement_signed_on_paper": copied(
        "consent.Agreement", "signed_on is not null", signed_on="recorded_at::date + 2"
    ),
    "agreement_ends_once": changed("update consent_agreement set answer = 'refused' where answer = 'given'"),
    "agreement_wording_fits": copied(
        "consent.Agreement",
        "answer = 'given' and purpose_id = 'record'",
        wording_id="(select w.id from consent_wording w where w.purpose_id = 'contact' limit 1)",
    ),
    "agreement_age_known": copied("consent.Agreement", recorded_at="timestamptz '1950-06-01'"),
    "agreement_competent_child": copied(
        "consent.Agreement",
        "competence_id is not null and ground = 'person'",
        competence_id="null",
    ),
    "restriction_ends_once": changed("delete from consent_restriction"),
    "safe_contact_ends_once": changed("update consent_safecontact set allowed = not allowed"),
    "follow_up_done_once": changed("update consent_followup set reason = 'other'"),
    "consent_restriction_one_open": copied("consent.Restriction"),
    "consent_restriction_has_reason": copied("consent.Restriction", reason="''"),
    "consent_safecontact_one_open": copied("consent.SafeContact"),
    "consent_safecontact_known_channel": copied("consent.SafeContact", channel="'fax'"),
    "consent_followup_says_outcome": copied(
        "consent.FollowUp", "done_at is null", outcome="''", done_at="now()", done_by_kind="'task'"
    ),
    "consent_draft_known_kind": copied("consent.Draft", kind="'other'"),
    "consent_draft_owner_unless_public": copied("consent.Draft", "kind = 'record_person'", owner_id="null"),
    "consent_detailtoadd_one_open": copied("consent.DetailToAdd", "done_at is null"),
    "consent_detailtoadd_known_detail": copied("consent.DetailToAdd", "done_at is null", detail="'shoe_size'"),
    "consent_detailtoadd_says_outcome": copied(
        "consent.DetailToAdd", "done_at is null", done_at="now()", done_by_kind="'task'"
    ),
    "detail_to_add_done_once": changed("update consent_detailtoadd set detail = 'full_name'"),
    "consent_interestregistration_reference_key": copied("consent.InterestRegistration", reference="reference"),
    "consent_registration_outcome": copied("consent.InterestRegistration", state="'linked'"),
    "consent_registration_later_has_day": copied(
        "consent.InterestRegistration",
        "filled_in_by = 'self' and age_band = '18_over'",
        when_to_ask="'later'",
        not_before="null",
    ),
    "registration_wordings_fit": copied(
        "consent.InterestRegistration", "age_band = '18_over'", record_wording_id="contact_wording_id"
    ),
    "core_service_keeps_registrations": changed("update core_service set days_to_confirm = 3"),
    "consent_registrationtry_known_words": copied("consent.RegistrationTry", outcome="'whim'"),
    "registration_try_stays": changed("update consent_registrationtry set note = 'other'"),
    "registration_parent_needs_reason": copied("consent.RegistrationTry", spoke_to="'parent'", why="' '"),
    "registration_of_person_stays": lambda: (
        run(
            "update consent_interestregistration set state = 'linked', handled_at = now(), handled_by_kind = 'task',"
            " person_id = (select id from consent_person limit 1) where name_to_use = 'Ollie'"
        ),
        run("delete from consent_interestregistration where person_id is not null"),
    ),
    "registration_own_yes_first": lambda: somebody_else_said_yes(),
    "registration_stays_as_sent": changed("update consent_interestregistration set name_to_use = 'Other'"),
    "consent_registration_complete": copied("consent.InterestRegistration", "age_band = '18_over'", name_to_use="''"),
    "consent_registration_away_keeps_helper": copied(
        "consent.InterestRegistration", "filled_in_by = 'away'", name_to_use="'Kit'"
    ),
    "consent_registration_child_keeps_little": copied(
        "consent.InterestRegistration", "age_band = '10_15'", connection="'uses_now'"
    ),
    "consent_registration_names_helper": copied(
        "consent.InterestRegistration", "filled_in_by = 'here'", helper_name="''"
    ),
    "consent_registration_has_words": copied("consent.InterestRegistration", "age_band = '10_15'", words_shown="''"),
    "consent_registration_way_is_known": copied("consent.InterestRegistration", "channel = 'text'", phone="''"),
    "consent_paperform_reference_key": copied("consent.PaperForm", reference="reference"),
    "consent_paperform_one_ending": copied(
        "consent.PaperForm",
        "entered_at is not null",
        cancelled_at="now()",
        cancelled_by_kind="'task'",
        cancelled_because="'spoilt'",
    ),
    "consent_paperform_entered_complete": copied("consent.PaperForm", "signed_on is not null", signed_on="null"),
    "consent_paperform_signed_between": copied(
        "consent.PaperForm", "signed_on is not null", signed_on="printed_at::date - 2"
    ),
    "consent_paperform_cancelled_says_why": copied(
        "consent.PaperForm", "cancelled_at is not null", cancelled_because="'whim'"
    ),
    "paper_form_ends_once": changed("update consent_paperform set format = 'easy_read' where entered_at is null"),
    "paper_form_wordings_fit": copied("consent.PaperForm", record_wording_id="contact_wording_id"),
    "consent_message_state": copied("consent.Message", "state = 'waiting'", state="'sent'"),
    "consent_message_channel": copied("consent.Message", channel="'pigeon'"),
    "consent_message_to_one": copied("consent.Message", "registration_id is not null", registration_id="null"),
    "message_stays_as_written": changed("update consent_message set about = 'other' where state = 'waiting'"),
    "message_sent_stays": changed("update consent_message set text = 'other' where state = 'sent'"),
    "message_to_person_stays": changed("delete from consent_message where person_id is not null"),
    "message_goes_with_registration": at_commit(
        changed("delete from consent_message where registration_id is not null")
    ),
    "consent_message_delivery": copied("consent.Message", "state = 'waiting'", delivery="'delivered'"),
    "consent_safecontact_hours": copied("consent.SafeContact", from_time="'17:00'", until_time="'09:00'"),
    "consent_safecontact_known_days": copied("consent.SafeContact", days="'sundays'"),
    "consent_link_target_fits": copied("consent.Link", target="'0'", digest="md5(digest) || md5(digest)"),
    "consent_link_known_kind": copied("consent.Link", kind="'other'", digest="md5(digest) || md5(digest)"),
    "consent_link_digest_key": copied("consent.Link"),
    "link_used_once": changed("update consent_link set target = '0'"),
    "consent_template_says_all": copied("consent.MessageTemplate", name="'x'", text="' '"),
    "consent_template_one_of_a_name": copied("consent.MessageTemplate", "retired_at is null"),
    "template_published_stays": changed("update consent_messagetemplate set text = 'x' where published_at is not null"),
    "consent_account_one_per_service": copied("consent.AccountOf", person_id="person_id + 1"),
    "consent_account_one_per_person": copied(
        "consent.AccountOf", user_id="(select id from core_user where id <> user_id limit 1)"
    ),
    "consent_equality_one_each": copied("consent.EqualityProfile"),
    "consent_equality_known_answers": copied("consent.EqualityProfile", religion="'jedi'"),
    "equality_by_their_own_yes": changed("update consent_equalityprofile set changed_by_kind = 'task'"),
    "access_log_append_only": changed("delete from consent_accesslogentry"),
    # involvement
    "involvement_level_order_check": copied("involvement.Level", key="'x'", order="-1"),
    "involvement_group_order_check": copied("involvement.Group", key="'x'", order="-1"),
    "involvement_method_levels_method_id_level_id_f5a9e1bd_uniq": changed(
        "insert into involvement_method_levels (method_id, level_id)"
        " select method_id, level_id from involvement_method_levels limit 1"
    ),
    "involvement_material_known_kind": copied("involvement.Material", kind="'banner'"),
    "involvement_material_retired_says_why": copied(
        "involvement.Material", retired_at="now()", retired_by_kind="'task'", retired_because="' '"
    ),
    "material_stays_retired": lambda: (
        run(
            "update involvement_material set retired_at = now(), retired_by_kind = 'task', retired_because = 'old'"
            " where title = 'You have a say'"
        ),
        run("update involvement_material set title = 'x' where retired_at is not null"),
    ),
    "material_author_is_not_checker": changed(
        "update involvement_material m set author_id ="
        " (select c.checked_by_id from involvement_materialcheck c where c.material_id = m.id limit 1)"
        " where m.title = 'You have a say'"
    ),
    "material_checked_by_another": copied(
        "involvement.MaterialCheck",
        checked_by_id="(select m.author_id from involvement_material m where m.id = material_id)",
    ),
    "material_check_append_only": changed("delete from involvement_materialcheck"),
    "involvement_materialreading_has_comment": copied("involvement.MaterialReading", comment="' '"),
    "featured_has_agreement": copied(
        "involvement.Featured",
        "ended_at is null",
        agreement_id="(select a.id from consent_agreement a where a.purpose_id = 'contact' limit 1)",
    ),
    "featured_ends_once": changed("update involvement_featured set what = 'voice' where ended_at is null"),
    "involvement_featured_once": copied("involvement.Featured", "ended_at is null"),
    "involvement_featured_known_what": copied("involvement.Featured", what="'hair'"),
    "involvement_featured_ended_says_why": copied(
        "involvement.Featured", "ended_at is not null", ended_because="''", what="'voice'"
    ),
    "material_may_hang": lambda: (
        run(
            "update consent_agreement set ended_at = now(), ended_by_kind = 'task', ended_kind = 'withdrawn',"
            " ended_reason = 'x' where purpose_id = 'publish' and ended_at is null"
        ),
        copy_row(apps.get_model("involvement.MaterialPlace"), "taken_down_at is null", site_id="null"),
    ),
    "material_taken_down_once": changed("delete from involvement_materialplace where taken_down_at is not null"),
    "involvement_materialplace_once": copied("involvement.MaterialPlace", "taken_down_at is null"),
    "involvement_materialplace_says_where": copied("involvement.MaterialPlace", site_id="null", where="' '"),
    "involvement_materialplace_dates": copied(
        "involvement.MaterialPlace", "taken_down_at is not null", taken_down_at="put_up_at - interval '1 day'"
    ),
    "involvement_partnercontact_reachable": copied("involvement.PartnerContact", phone="''", email="' '"),
    "partner_contact_ends_once": changed("update involvement_partnercontact set name = 'other'"),
    "involvement_teamstep_says_why_not": copied("involvement.TeamStep", step="'unsuitable'", because="' '"),
    "team_step_append_only": changed("delete from involvement_teamstep"),
    "involvement_arrangement_says_what": copied("involvement.FeedbackArrangement", every="'often'"),
    "arrangement_ends_once": changed("update involvement_feedbackarrangement set what = 'other'"),
    "involvement_feedbackreceived_says_what": copied("involvement.FeedbackReceived", what="' '"),
    "feedback_received_append_only": changed("update involvement_feedbackreceived set what = 'other'"),
    "involvement_agreementreminder_once": copied("involvement.AgreementReminder"),
    "involvement_agreementreminder_days": copied("involvement.AgreementReminder", days="60"),
    "involvement_agreementreminder_sent_or_dropped": copied(
        "involvement.AgreementReminder",
        days="30",
        sent_at="now()",
        sent_by_kind="'task'",
        dropped_at="now()",
        dropped_by_kind="'task'",
    ),
    "agreement_reminder_leaves_once": changed("update involvement_agreementreminder set days = 30"),
    "involvement_agreement_clause": copied("involvement.PartnerAgreement", feedback_clause="false", clause="'x'"),
    "involvement_partner_name_once": copied("involvement.PartnerOrganisation"),
    "involvement_partnergroup_once": copied("involvement.PartnerGroup"),
    "involvement_agreement_dates": copied("involvement.PartnerAgreement", ends_on="starts_on - 1"),
    "involvement_activity_places_check": copied("involvement.Activity", state="'planned'", places="-1"),
    "involvement_activity_dates": copied("involvement.Activity", state="'planned'", ends_on="starts_on - 1"),
    "involvement_activity_has_promise": changed("update involvement_activity set state = 'open' where promise = ''"),
    "involvement_activity_end_has_reason": changed(
        "update involvement_activity set state = 'cancelled' where state = 'planned'"
    ),
    "activity_moves": changed("update involvement_activity set state = 'open' where state = 'running'"),
    "activity_starts_planned": copied("involvement.Activity", "state <> 'planned'"),
    "activity_promise_stays": changed("update involvement_activity set promise = 'other' where state = 'running'"),
    "activity_fed_back": lambda: (
        run("update involvement_activity set state = 'decided' where state = 'closed'"),
        run("update involvement_activity set state = 'fed_back' where state = 'decided'"),
    ),
    "activity_standing_stays": changed(
        "update involvement_activity set standing = not standing where state = 'running'"
    ),
    "activity_opens_whole": changed(
        "update involvement_activity set state = 'open', promise = 'x', impact = ' ' where state = 'planned'"
    ),
    "involvement_terms_say_with_whom": copied("involvement.TermsOfReference", agreed_with="' '"),
    "terms_append_only": changed("update involvement_termsofreference set agreed_on = agreed_on - 1"),
    "involvement_offer_says_what": copied("involvement.SettledOffer", offer="' '"),
    "offer_append_only": changed("delete from involvement_settledoffer"),
    "activity_move_append_only": changed("delete from involvement_activitymove"),
    "involvement_activitygroup_once": copied("involvement.ActivityGroup"),
    "involvement_session_times": copied("involvement.Session", ends_at="starts_at"),
    "involvement_session_one_ending": copied(
        "involvement.Session", "cancelled_at is not null", held_at="now()", held_by_kind="'task'"
    ),
    "involvement_session_cancelled_says_why": copied(
        "involvement.Session", "cancelled_at is not null", cancelled_because="' '"
    ),
    "involvement_session_sequence_check": copied("involvement.Session", sequence="-1"),
    "session_change_counts": changed("update involvement_session set starts_at = now() where held_at is null"),
    "session_ended_stays": changed("update involvement_session set others_attended = 99 where held_at is not null"),
    "session_held_has_minutes": at_commit(
        copied(
            "involvement.Session",
            "held_at is null and cancelled_at is null",
            activity_id="(select a.id from involvement_activity a where a.places_taken = 0 limit 1)",
            held_at="now()",
            held_by_kind="'task'",
        )
    ),
    "session_held_has_attendance": at_commit(lambda: close_out_without_attendance()),
    "involvement_sessionchange_says_why": copied("involvement.SessionChange", reason="' '"),
    "session_change_append_only": changed("delete from involvement_sessionchange"),
    "involvement_othersofgroup_once": copied("involvement.OthersOfGroup"),
    "involvement_othersofgroup_number_check": copied("involvement.OthersOfGroup", number="-1"),
    "others_of_group_came": changed("update involvement_othersofgroup set number = 999"),
    "involvement_activity_places_not_taken": changed(
        "update involvement_activity set places = 0 where places_taken > 0"
    ),
    "place_moves": changed(
        "update involvement_place set state = 'invited', answered_at = null, answered_by_id = null,"
        " answered_by_kind = '' where state = 'accepted'"
    ),
    "place_starts": copied("involvement.Place", "state = 'accepted'", state="'declined'"),
    "place_stays_theirs": changed("update involvement_place set person_id = person_id + 1"),
    "place_is_free": lambda: sell_the_last_place_twice(),
    "involvement_place_waits_since": copied(
        "involvement.Place", "state = 'waiting'", queued_at="null", queued_by_id="null", queued_by_kind="''"
    ),
    "involvement_notice_says_outcome": copied("involvement.Notice", "done_at is not null", outcome="''"),
    "notice_ends_once": changed("update involvement_notice set text = 'other' where done_at is null"),
    "notice_of_activity": copied(
        "involvement.Notice",
        "session_id is not null",
        activity_id="(select a.id from involvement_activity a where a.id <> activity_id limit 1)",
    ),
    "notice_leaves_from_outbox": copied("involvement.Notice", "how in ('message', 'letter')", message_id="null"),
    "notice_message_to_person": copied(
        "involvement.Notice",
        "done_at is null",
        message_id="(select m.id from consent_message m where m.person_id <> involvement_notice.person_id limit 1)",
    ),
    "involvement_reportback_once": copied("involvement.ReportBack"),
    "involvement_reportback_says_how": copied("involvement.ReportBack", done_at="now()", done_by_kind="'task'"),
    "report_back_ends_once": changed("update involvement_reportback set due = due + 1"),
    "involvement_leadership_one_open": copied("involvement.Leadership", "ended_at is null"),
    "involvement_leadership_says_why": copied(
        "involvement.Leadership", ended_at="now()", ended_by_kind="'task'", ended_because="' '"
    ),
    "leadership_ends_once": changed("delete from involvement_leadership"),
    "involvement_transfer_amount": copied("involvement.ResourceTransfer", "kind = 'room'", amount="0"),
    "involvement_transfer_of_money_says_how_much": copied(
        "involvement.ResourceTransfer", "kind = 'money'", amount="null"
    ),
    "involvement_transfer_taken_back_says_why": copied(
        "involvement.ResourceTransfer", taken_back_at="now()", taken_back_by_kind="'task'"
    ),
    "transfer_ends_once": changed("update involvement_resourcetransfer set what = 'other'"),
    "transfer_spent_stays": changed(
        "update involvement_resourcetransfer set taken_back_at = now(), taken_back_by_kind = 'task',"
        " taken_back_because = 'x' where kind = 'money'"
    ),
    "involvement_spending_amount": copied("involvement.Spending", amount="0"),
    "involvement_spending_has_receipt": copied("involvement.Spending", receipt="' '"),
    "involvement_spending_taken_back_says_why": copied(
        "involvement.Spending", "taken_back_at is not null", taken_back_because="''"
    ),
    "spending_ends_once": changed("update involvement_spending set amount = 1 where taken_back_at is null"),
    "spending_of_money_says_how_much": copied("involvement.Spending", amount="null"),
    "spending_within_transfer": copied("involvement.Spending", amount="5000"),
    "decision_of_leader": copied("involvement.Decision", "by_leader_id is not null", recorded_by_id="owner_id + 1"),
    "decision_leaders_decide": at_commit(
        copied(
            "involvement.Decision",
            "by_leader_id is not null",
            by_leader_id="null",
            published_at="null",
            published_by_id="null",
            published_by_kind="''",
        )
    ),
    "decision_of_leader_stays": changed(
        "update involvement_decision d set withheld_at = now(), withheld_by_kind = 'task', withheld_because = 'x'"
        " where by_leader_id is not null"
        " and not exists (select 1 from involvement_overruling o where o.decision_id = d.id)"
    ),
    "involvement_overruling_decision_id_key": copied(
        "involvement.Overruling",
        instead_id="(select d.id from involvement_decision d where d.activity_id ="
        " (select x.activity_id from involvement_decision x where x.id = involvement_overruling.decision_id)"
        " and d.by_leader_id is null limit 1)",
    ),
    "involvement_overruling_instead_id_key": copied(
        "involvement.Overruling",
        decision_id="(select d.id from involvement_decision d where d.by_leader_id is not null"
        " and d.id <> involvement_overruling.decision_id limit 1)",
    ),
    "overruling_append_only": changed("delete from involvement_overruling"),
    "overruling_of_leaders": copied("involvement.Overruling", decision_id="instead_id"),
    "overruling_is_told": at_commit(lambda: overrule_in_silence()),
    "involvement_outcome_moment": copied("involvement.Outcome", moment="'during'"),
    **{
        f"involvement_outcome_{question}": copied("involvement.Outcome", **{question: "6"})
        for question in ("confidence", "skills", "heard", "satisfaction")
    },
    "outcome_append_only": changed("delete from involvement_outcome"),
    "involvement_session_others_attended_check": copied("involvement.Session", others_attended="-1"),
    "involvement_place_once": copied("involvement.Place"),
    "involvement_place_answered": copied("involvement.Place", "state = 'accepted'", state="'invited'"),
    "involvement_attendance_once": copied("involvement.Attendance"),
    "involvement_minutes_not_empty": copied("involvement.Minutes", text="''"),
    "involvement_minutes_session_id_key": copied("involvement.Minutes"),
    "view_session_of_activity": changed(
        "update involvement_view v set session_id ="
        " (select s.id from involvement_session s where s.activity_id <> v.activity_id limit 1)"
    ),
    "view_of_round": lambda: view_outside_the_rounds(),
    "involvement_theme_once": copied("involvement.Theme"),
    "involvement_view_has_words": copied("involvement.View", words="''"),
    "involvement_decision_has_rationale": copied("involvement.Decision", rationale="'  because   '"),
    "involvement_decision_has_words": copied("involvement.Decision", you_said="''"),
    "involvement_decision_withheld_says_why": copied(
        "involvement.Decision",
        "published_at is not null",
        withheld_at="now()",
        withheld_by_kind="'task'",
        withheld_because="''",
    ),
    "decision_published_stays": changed(
        "update involvement_decision set we_decided = 'x' where published_at is not null"
    ),
    "decision_session_of_activity": copied(
        "involvement.Decision",
        session_id="(select s.id from involvement_session s where s.activity_id <> involvement_decision.activity_id"
        " limit 1)",
    ),
    "involvement_decision_published_first": copied(
        "involvement.Decision",
        "done_at is not null",
        published_at="null",
        published_by_id="null",
        published_by_kind="''",
    ),
    "decision_answers_own_views": changed(
        "insert into involvement_decisionview (service_id, decision_id, view_id)"
        " select d.service_id, d.id, v.id from involvement_decision d"
        " join involvement_view v on v.activity_id <> d.activity_id limit 1"
    ),
    "involvement_decisionview_once": lambda: answer_the_same_view_twice(),
    "decision_keeps_views": changed(f"delete from involvement_decisionview where decision_id = {PUBLISHED}"),
    "telling_session_of_activity": changed(
        "update involvement_telling t set session_id = (select s.id from involvement_session s"
        " join involvement_decision d on d.id = t.decision_id where s.activity_id <> d.activity_id limit 1)"
        " where session_id is not null"
    ),
    "telling_message_to_person": changed(
        "update involvement_telling t set message_id ="
        " (select m.id from consent_message m where m.person_id <> t.person_id limit 1) where person_id is not null"
    ),
    "involvement_telling_person_once": copied("involvement.Telling", "person_id is not null"),
    "involvement_telling_session_once": copied("involvement.Telling", "session_id is not null"),
    "involvement_telling_partner_once": lambda: [
        copy_row(
            apps.get_model("involvement.Telling"),
            "session_id is not null",
            session_id="null",
            partner_id="(select id from involvement_partnerorganisation order by id limit 1)",
            decision_id="(select id from involvement_decision order by id limit 1)",
        )
        for _ in range(2)
    ],
    "involvement_view_session_or_partner": copied(
        "involvement.View",
        "session_id is not null",
        partner_id="(select id from involvement_partnerorganisation limit 1)",
    ),
    "involvement_telling_one_recipient": copied(
        "involvement.Telling", "person_id is not null", person_id="null", message_id="null"
    ),
    "involvement_telling_one_ending": copied(
        "involvement.Telling",
        "told_at is not null",
        given_up_at="now()",
        given_up_by_kind="'task'",
        could_not="'left'",
    ),
    "involvement_view_known_kind": copied("involvement.View", kind="'other'"),
    "involvement_view_people": copied("involvement.View", "person_id is not null", people="2"),
    "view_about_own_decision": changed(
        "update involvement_view v set about_decision_id = (select d.id from involvement_decision d"
        " where d.activity_id <> v.activity_id and d.published_at is not null limit 1)"
    ),
    "decision_reason_is_own": copied(
        "involvement.Decision", rationale="(select upper(s.text) from involvement_suggestedreason s limit 1)"
    ),
    "involvement_decision_gaps_filled": copied(
        "involvement.Decision", rationale="'It costs little, and [how many] of the people we asked said the same.'"
    ),
    "involvement_decision_easy_read_whole": copied("involvement.Decision", "easy_rationale <> ''", easy_rationale="''"),
    "decision_replaces_published": copied("involvement.Decision", "published_at is null", replaces_id="id"),
    "involvement_decision_replaced_once": lambda: replace_twice(),
    "involvement_decisiontheme_once": copied("involvement.DecisionTheme"),
    "involvement_jointdecider_once": copied("involvement.JointDecider"),
    "joint_decider_stays": copied("involvement.JointDecider", decision_id=PUBLISHED),
    "involvement_progress_says_what": copied("involvement.DecisionProgress", words="' '"),
    "progress_append_only": changed("update involvement_decisionprogress set percent = 1"),
    "progress_of_published": copied(
        "involvement.DecisionProgress",
        decision_id="(select id from involvement_decision where published_at is null limit 1)",
    ),
    "involvement_progresstelling_once": copied("involvement.ProgressTelling"),
    "progress_message_to_person": changed(
        "update involvement_progresstelling t set message_id ="
        " (select m.id from consent_message m where m.person_id <> t.person_id limit 1)"
    ),
    "progress_told_once": changed("delete from involvement_progresstelling"),
    "involvement_tellingtry_known_words": copied("involvement.TellingTry", how="'message'"),
    "telling_try_append_only": changed("delete from involvement_tellingtry"),
    "telling_try_of_person": copied("involvement.TellingTry", person_id="null"),
    "telling_tried_first": changed(
        "update involvement_telling set given_up_at = now(), given_up_by_kind = 'task', could_not = 'no_safe_channel'"
        " where told_at is null and given_up_at is null"
    ),
    "involvement_loopreminder_once": copied("involvement.LoopReminder"),
    "involvement_loopreminder_one_ending": copied(
        "involvement.LoopReminder",
        day="day - 1",
        sent_at="now()",
        sent_by_kind="'task'",
        dropped_at="now()",
        dropped_by_kind="'task'",
    ),
    "loop_reminder_sent_once": changed("delete from involvement_loopreminder"),
    "involvement_telling_says_why": copied(
        "involvement.Telling", "told_at is null", given_up_at="now()", given_up_by_kind="'task'"
    ),
}


def view_outside_the_rounds():
    planned = "(select id from involvement_activity where state = 'planned' limit 1)"
    run(f"update involvement_activity set standing = true where id = {planned}")
    copy_row(apps.get_model("involvement.View"), activity_id=planned, session_id="null")


def replace_twice():
    """Two drafts in place of one published decision."""
    for _ in range(2):
        copy_row(
            apps.get_model("involvement.Decision"),
            "published_at is not null and done_at is null",
            published_at="null",
            published_by_id="null",
            published_by_kind="''",
            replaces_id="id",
        )


def close_out_without_attendance():
    """A session with minutes, in an activity where somebody has a place."""
    session = copy_row(
        apps.get_model("involvement.Session"),
        "held_at is not null and exists (select 1 from involvement_place p"
        " where p.activity_id = involvement_session.activity_id and p.state = 'accepted')",
        held_at="null",
        held_by_id="null",
        held_by_kind="''",
    )
    copy_row(apps.get_model("involvement.Minutes"), session_id=str(session))
    run(f"update involvement_session set held_at = now(), held_by_kind = 'task' where id = {session}")


def sell_the_last_place_twice():
    """Somebody who waits is let in though all places are taken."""
    run(
        "update involvement_place p set state = 'invited' from involvement_activity a"
        " where a.id = p.activity_id and p.state = 'waiting' and a.places = a.places_taken"
    )


def overrule_in_silence():
    """What is to happen instead stays a draft, so nobody reads why."""
    theirs = "by_leader_id is not null and not exists (select 1 from involvement_overruling o where o.decision_id = "
    theirs += "involvement_decision.id)"
    draft = copy_row(
        apps.get_model("involvement.Decision"),
        theirs,
        by_leader_id="null",
        published_at="null",
        published_by_id="null",
        published_by_kind="''",
        done_at="null",
        done_by_id="null",
        done_by_kind="''",
    )
    copy_row(
        apps.get_model("involvement.Overruling"),
        decision_id=f"(select id from involvement_decision where {theirs} limit 1)",
        instead_id=str(draft),
    )


def answer_the_same_view_twice():
    draft = copy_row(
        apps.get_model("involvement.Decision"),
        "done_at is null",
        published_at="null",
        published_by_id="null",
        published_by_kind="''",
    )
    for _ in range(2):
        run(
            "insert into involvement_decisionview (service_id, decision_id, view_id) select d.service_id, d.id, v.id"
            " from involvement_decision d join involvement_view v on v.activity_id = d.activity_id"
            f" where d.id = {draft} order by v.id limit 1"
        )


def for_no_story():
    """A best-interests decision about publishing, complete but for that."""
    has_decision = "person_id in (select person_id from consent_bestinterestsdecision)"
    capacity = copy_row(apps.get_model("consent.CapacityAssessment"), has_decision, purpose_id="'publish'")
    copy_row(apps.get_model("consent.BestInterestsDecision"), purpose_id="'publish'", capacity_id=str(capacity))


def join_twice():
    another = "(select max(q.id) from consent_person q where q.service_id = p.service_id and q.id <> p.id)"
    only = "p.id = (select min(r.id) from consent_person r)"
    joined = f"joined_into_id = {another}, joined_at = now(), joined_by_kind = 'task'"
    run(f"update consent_person p set {joined} where {only}")
    run(f"update consent_person p set joined_at = now() + interval '1 day' where {only}")


BROKEN |= {
    name: copied(f"consent.{model}", where, **wrong)
    for name, (model, where, wrong) in (
        broken_grounds.COPIED | broken_endings.COPIED | broken_follow_ups.COPIED
    ).items()
}
BROKEN |= {
    name: changed(sql)
    for name, sql in (broken_grounds.CHANGED | broken_endings.CHANGED | broken_follow_ups.CHANGED).items()
}
BROKEN |= {
    name: lambda model=model, where=where, wrongs=wrongs: [
        copy_row(apps.get_model("consent", model), where, **wrong) for wrong in wrongs
    ]
    for name, (model, where, wrongs) in broken_follow_ups.COPIED_TWICE.items()
}
BROKEN |= {
    "consent_bestinterests_not_for_publishing": for_no_story,
    "person_joined_once": join_twice,
    "core_serviceevent_hours_to_review_check": copied("core.ServiceEvent", hours_to_review="-1"),
    "core_serviceevent_months_to_ask_again_check": copied("core.ServiceEvent", months_to_ask_again="-1"),
}


def of_questionnaires():
    """The rules of questionnaires, whose breakers have a module of their own."""
    copies = {name: (row, False) for name, row in broken_questionnaires.COPIED.items()}
    copies |= {name: (row, True) for name, row in broken_questionnaires.COPIED_AT_COMMIT.items()}
    for name, ((model, where, wrong), late) in copies.items():
        break_it = copied(f"involvement.{model}", where, **wrong)
        yield name, at_commit(break_it) if late else break_it
    statements = {name: (sql, False) for name, sql in broken_questionnaires.CHANGED.items()}
    statements |= {name: (sql, True) for name, sql in broken_questionnaires.CHANGED_AT_COMMIT.items()}
    for name, (sql, late) in statements.items():

        def break_it(sql=sql):
            for statement in sql:
                run(statement)

        yield name, at_commit(break_it) if late else break_it


def code_of_two_questionnaires():
    another = copy_row(apps.get_model("involvement.Questionnaire"))
    copy_row(apps.get_model("involvement.QuestionnaireCode"), questionnaire_id=str(another))


def answered_after_closing():
    run(broken_questionnaires.CLOSES)
    copy_row(apps.get_model("involvement.Response"), "how = 'link'")


BROKEN |= dict(of_questionnaires()) | {
    "involvement_questionnairecode_code_key": code_of_two_questionnaires,
    "response_to_open": answered_after_closing,
}

# Another rule asks for a member of staff, so these name staff and something else besides.
BY_TWO = (
    "consent_publicinterestdecision_decided_deed",
    "consent_publicinterestdecision_reviewed_deed",
    "involvement_materialcheck_checked_deed",
)

# What else the row needs, so that nothing but the deed is wrong.
COMPLETE_BUT_FOR = {
    "involvement_session_cancelled_deed": {"cancelled_because": "'x'"},
    "involvement_notice_done_deed": {"outcome": "'told'"},
    "involvement_reportback_done_deed": {"how": "'x'"},
    "involvement_leadership_ended_deed": {"ended_because": "'x'"},
    "involvement_resourcetransfer_taken_back_deed": {"taken_back_because": "'x'"},
    "involvement_spending_taken_back_deed": {"taken_back_because": "'x'"},
    "consent_message_delivery_noted_deed": {"delivery": "'delivered'"},
    "consent_disclosure_recall_answered_deed": {
        "recall_asked_at": "now()",
        "recall_asked_by_kind": "'task'",
        "recall_words": "'x'",
        "recall_answer": "'destroyed'",
    },
}

# Which row to copy, where not every row can be.
WHERE_OF_DEEDS = {
    "involvement_activity": "state = 'planned'",
    "involvement_session": "held_at is null and cancelled_at is null",
    "consent_message": "state = 'sent'",
    "consent_needsasked": "review_on > current_date",
    "involvement_questionnaireversion": "published_at is null",
    "involvement_response": "how <> 'interview'",
    "consent_disclosure": "decision_id is not null",
    "consent_publicinterestdecision": "reviewed_at is not null",
}


def deeds():
    """For each deed of each model: a row that says when, and not by whom."""
    for model in apps.get_models():
        for name in getattr(model, "deeds", ()):
            rule = f"{model._meta.db_table}_{name}_deed"
            # Within the one transaction of these tests, `now` is before what the demonstration did.
            nobody = {f"{name}_at": "clock_timestamp()", f"{name}_by_id": "null", f"{name}_by_kind": "''"}
            if rule in BY_TWO:
                nobody = {f"{name}_by_kind": "'task'"}
            nobody |= COMPLETE_BUT_FOR.get(rule, {})
            where = WHERE_OF_DEEDS.get(model._meta.db_table, "true")
            where = "entered_at is not null" if rule == "consent_paperform_entered_deed" else where
            yield rule, (lambda model=model, where=where, nobody=nobody: copy_row(model, where, **nobody))


BROKEN |= dict(deeds())


@pytest.mark.parametrize(
    "rule", [pytest.param(name, marks=pytest.mark.breaks(name), id=name) for name in sorted(BROKEN)]
)
def test_breaking_this_rule_is_refused_under_its_name(world, rule):
    with scope_of_system(), pytest.raises(IntegrityError) as error, transaction.atomic():
        BROKEN[rule]()
    assert error.value.__cause__.diag.constraint_name == rule


@pytest.mark.breaks("decision_keeps_views")
def test_a_published_decision_takes_no_further_view(world):
    """Else a view could be called answered whose owner nobody owes word."""
    with scope_of_system(), pytest.raises(IntegrityError) as error, transaction.atomic():
        run(
            "insert into involvement_decisionview (service_id, decision_id, view_id)"
            " select d.service_id, d.id, v.id from involvement_decision d"
            " join involvement_view v on v.activity_id = d.activity_id where d.published_at is not null and not exists"
            " (select 1 from involvement_decisionview dv where dv.decision_id = d.id and dv.view_id = v.id) limit 1"
        )
    assert error.value.__cause__.diag.constraint_name == "decision_keeps_views"


@pytest.mark.parametrize("born", ["2008-02-29", "2010-11-22", "2010-11-23", "2016-11-22", "2016-11-23", "2024-02-29"])
@pytest.mark.parametrize("day", ["2026-11-22", "2026-02-28", "2026-03-01"])
def test_the_database_reckons_ages_as_the_rules_do(world, born, day):
    with connection.cursor() as cursor:
        reckoned = age_sql("%(born)s::date", "%(day)s::date")
        cursor.execute(f"select {reckoned}", {"born": born, "day": day})
        [age] = cursor.fetchone()
    assert age == rules.age_on(date.fromisoformat(born), date.fromisoformat(day))


def rules_in_the_database():
    """Names of all check, unique and exclusion constraints, unique indexes and hand-written triggers of our tables."""
    ours = "(c.relname like 'core\\_%' or c.relname like 'consent\\_%' or c.relname like 'involvement\\_%'"
    ours += " or c.relname like 'governance\\_%') and c.relname <> 'core_cache'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select conname from pg_constraint k join pg_class c on c.oid = k.conrelid"
            f" where k.contype in ('c', 'u', 'x') and {ours}"
            " union select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid"
            f" join pg_class c on c.oid = x.indrelid where x.indisunique and not x.indisprimary and {ours}"
        )
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select p.prosrc from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            f" join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal and {ours}"
        )
        sources = [source for (source,) in cursor.fetchall()]
    for source in sources:
        if "CONSTRAINT = '" in source:
            names.add(source.split("CONSTRAINT = '")[1].split("'")[0])
    return names


def test_every_rule_of_the_database_has_a_test_that_breaks_it(world):
    covered_elsewhere = {
        name for name in rules_in_the_database() if name.endswith(("_history_says_who", "_history_append_only"))
    }
    assert rules_in_the_database() - covered_elsewhere == set(BROKEN)


def test_every_trigger_is_ours_or_keeps_history(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.tgname, p.prosrc from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal"
        )
        for name, source in cursor.fetchall():
            if name.startswith("pgtrigger_places_taken_stays"):
                continue  # refuses nothing: it keeps the count of places, which only the trigger of places changes
            assert "USING ERRCODE = 'check_violation', CONSTRAINT = '" in source or "pgh_context" in source, name
