"""Oversight: the dashboard and the paper's checklist, computed from what the other apps hold."""
