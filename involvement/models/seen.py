"""What of involvement a reader may see: that of their own service, or of the activity they lead. All else is a 404."""

from django.db import models

from core.roles import Permission


class SeenByStaff(models.QuerySet):
    """Rows of a service that whoever may see activities may see. A person's own rows are reached through the person."""

    def visible_to(self, reader):
        """The rows of the reader's service, or none."""
        if reader.may(Permission.SEE_ACTIVITIES):
            return self.filter(service=reader.service)
        return self.none()

    def led_by(self, reader):
        """The rows of the one activity that the reader leads, on its pages, or none."""
        if reader.leads is None:
            return self.none()
        activity = "pk" if self.model._meta.object_name == "Activity" else "activity"
        return self.filter(service=reader.service, **{activity: reader.leads})
