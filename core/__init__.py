"""The ground floor of Alongside: settings, users, services, roles, scope, history and page furniture.

Imports no other app; consent, involvement and governance build on it.
"""
