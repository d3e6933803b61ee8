"""The Django app of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages, templates, static files and translations; no models."""

    name = "yousaid.desk"
    label = "desk"
    verbose_name = "Desk"
