"""Up to which day the tasks of every day are done."""

from django.db import models

from core.deeds import Deed
from core.models.base import ServiceOwned
from core.triggers import Refuse


class DayDone(ServiceOwned):
    """The last day for which one daily task was done in a service, so that a restart neither repeats nor skips it."""

    task = models.CharField("daily task", max_length=60)
    day = models.DateField("done up to this day")
    done = Deed()

    class Meta:
        ordering = ["task"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "task"],
                name="core_daydone_one_for_each_task",
                violation_error_message="This task has its note already.",
            )
        ]
        triggers = [
            Refuse(
                name="day_done_goes_forward",
                constraint="day_done_goes_forward",
                operations="UPDATE OR DELETE",
                when_sql="TG_OP = 'DELETE' OR NEW.day <= OLD.day OR NEW.task <> OLD.task",
                message="A day that is done stays done.",
            )
        ]

    def __str__(self):
        return f"{self.task}, up to {self.day:%-d %B %Y}"
