"""Paths of governance."""

from django.urls import path

from governance.views import audit, dashboard

urlpatterns = [
    path("governance/", dashboard.governance, name="governance"),
    path("governance/checklist/", dashboard.checklist_page, name="checklist"),
    path("governance/checklist/<slug:key>/", dashboard.checklist_item, name="checklist_item"),
    path("governance/promises/", dashboard.promises_page, name="governance_promises"),
    path("governance/loops/", dashboard.open_loops, name="open_loops"),
    path("governance/audit/", audit.audit, name="audit"),
    path("governance/audit/file/", audit.audit_file, name="audit_file"),
    path("governance/audit/changes/<slug:table>/<int:pk>/", audit.audit_change, name="audit_change"),
    path("governance/audit/restricted/<str:reference>/", audit.audit_restricted, name="audit_restricted"),
]
