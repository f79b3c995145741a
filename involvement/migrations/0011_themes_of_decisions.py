"""Decisions that are there already get the themes of the views they answer, so that the public finds them by topic."""

from django.db import migrations

# Row policies hold for migrations too, so all services are put in the scope, and taken out again.
FILL = """
select set_config('alongside.services', '{' || coalesce(string_agg(id::text, ','), '') || '}', true) from core_service;
insert into involvement_decisiontheme (service_id, decision_id, theme_id)
select distinct d.service_id, d.id, v.theme_id from involvement_decision d
join involvement_decisionview dv on dv.decision_id = d.id
join involvement_view v on v.id = dv.view_id
on conflict do nothing;
set constraints all immediate;
set constraints all deferred;
select set_config('alongside.services', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("involvement", "0010_deciding_and_telling_in_full")]

    operations = [migrations.RunSQL(FILL, "delete from involvement_decisiontheme")]
