"""Nothing of its own yet: the dashboard and the checklist are computed from what the other apps hold."""
