"""Row-level security on every table that carries `service`, from its first migration on.

Any model with a `service` field is given a `RowSecurity` constraint as its class is made, history tables
included, so none can be forgotten: `makemigrations` writes it like any other constraint. Two policies:
the row's service is in the scope; and, on tables that belong to a person, the scope names no person or
this one. A table with a person that may be empty also lets in the one row the scope names by its key, or the rows of
what the scope names, where its class says `instead_of_person` with the name of that relation. So does a table of
personal information that knows no person yet, which says `personal_without_person = True` on its class, or
names the relation to the row that the scope names: the answers of one filled-in form, say.
What a person tells for themselves alone says `only_for_the_person = True`: no scope of staff lets its rows in, only
that of the person, and the one in which totals are counted.
"""

from django.db.models import BaseConstraint
from django.db.models.signals import class_prepared

_SERVICES = "(select coalesce(nullif(current_setting('alongside.services', true), ''), '{}'))::bigint[]"
_PERSON = "(select nullif(current_setting('alongside.person', true), ''))"
_RECORD = "(select nullif(current_setting('alongside.record', true), ''))"
_TOTALS = "(select coalesce(current_setting('alongside.totals', true), '') = 'yes')"

# Tables with `service` but no row policy, because they are read to find the scope. They hold ids and no names,
# and each is read through one function (core.memberships, core.sites, consent.accounts, `questionnaire_of`).
READ_TO_FIND_THE_SCOPE = {
    "core.Membership",
    "core.Site",
    "consent.AccountOf",
    "consent.Link",
    "involvement.QuestionnaireCode",
}


class RowSecurity(BaseConstraint):
    """Forced row-level security as a model constraint, so that Django's migrations carry it.

    `person_column`: the column that holds a person's id, or None where rows belong to no person.
    `record_column`: the key column of rows that may have no person, or None. Alone, rows never have one.
    `own_only`: the rows are for their person and for totals, and for no staff.
    """

    def __init__(self, *, name, person_column=None, record_column=None, own_only=False):
        super().__init__(name=name)
        self.person_column = person_column
        self.record_column = record_column
        self.own_only = own_only

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        statements = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY service_in_scope ON {table} USING (service_id = any ({_SERVICES}))",
        ]
        if self.person_column or self.record_column:
            own = _TOTALS if self.own_only else f"{_PERSON} is null"
            if self.person_column:
                own += f" or {schema_editor.quote_name(self.person_column)} = {_PERSON}::bigint"
            if self.record_column:
                own += f" or {schema_editor.quote_name(self.record_column)}::text = {_RECORD}"
            statements.append(f"CREATE POLICY person_in_scope ON {table} AS RESTRICTIVE USING ({own})")
        return "; ".join(statements)

    def remove_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return "; ".join(
            [
                f"DROP POLICY IF EXISTS person_in_scope ON {table}",
                f"DROP POLICY IF EXISTS service_in_scope ON {table}",
                f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            ]
        )

    def validate(self, model, instance, exclude=None, using=None):
        """Nothing to check in Python: the database filters."""

    def __eq__(self, other):
        return isinstance(other, RowSecurity) and self.deconstruct() == other.deconstruct()

    def __hash__(self):
        return hash(self.name)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        if self.person_column:
            kwargs["person_column"] = self.person_column
        if self.record_column:
            kwargs["record_column"] = self.record_column
        if self.own_only:
            kwargs["own_only"] = True
        return path, args, kwargs


def add_constraint(model, constraint) -> None:
    """Add a constraint to a model that is being made, in the way migrations will see it."""
    model._meta.constraints = [*model._meta.constraints, constraint]
    model._meta.original_attrs["constraints"] = model._meta.constraints


def needs_row_security(model) -> bool:
    meta = model._meta
    return (
        not meta.abstract
        and not meta.proxy
        and meta.managed
        and meta.label not in READ_TO_FIND_THE_SCOPE
        and any(field.name == "service" for field in meta.local_fields)
    )


def _give_row_security(sender, **kwargs):
    # Models rebuilt from migrations already carry the constraint in their state.
    if sender.__module__ == "__fake__" or not needs_row_security(sender):
        return
    fields = {field.name: field for field in sender._meta.local_fields}
    person = fields.get("person")
    is_the_person = sender._meta.label in {"consent.Person", "consent.PersonEvent"}
    person_column = record_column = None
    if is_the_person:
        person_column = "id" if sender._meta.label == "consent.Person" else "pgh_obj_id"
    elif person is not None:
        person_column = "person_id"
        if person.null and "pgh_obj" not in fields:
            of = getattr(sender, "instead_of_person", None)
            record_column = fields[of].column if of else sender._meta.pk.column
        elif person.null:
            record_column = "pgh_obj_id"
    elif of := getattr(sender, "personal_without_person", False):
        record_column = sender._meta.pk.column if of is True else fields[of].column
    add_constraint(
        sender,
        RowSecurity(
            name=f"{sender._meta.db_table}_row_security",
            person_column=person_column,
            record_column=record_column,
            own_only=getattr(sender, "only_for_the_person", False),
        ),
    )


class_prepared.connect(_give_row_security, dispatch_uid="alongside_row_security")
