"""Emails to colleagues that wait in a queue of rows (core.staff_mail)."""

from django.db import models


class QueuedMail(models.QuerySet):
    def waiting(self):
        """Neither sent nor dropped, the oldest first."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True).order_by("queued_at", "pk")
