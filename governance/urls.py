"""Paths of governance."""

from django.urls import path

from governance.views import dashboard

urlpatterns = [
    path("governance/", dashboard.governance, name="governance"),
    path("governance/checklist/", dashboard.checklist_page, name="checklist"),
    path("governance/checklist/<slug:key>/", dashboard.checklist_item, name="checklist_item"),
    path("governance/promises/", dashboard.promises_page, name="governance_promises"),
    path("governance/loops/", dashboard.open_loops, name="open_loops"),
]
