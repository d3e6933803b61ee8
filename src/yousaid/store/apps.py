"""The store as a Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tables are called store_*."""

    name = "yousaid.store"
    label = "store"
    default_auto_field = "django.db.models.AutoField"
