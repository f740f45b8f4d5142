from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "rus.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self):
        from django.db.models.signals import post_delete, post_migrate, post_save

        from rus.search.indexing import forget, keep, rebuild_if_empty
        from rus.search.kinds import KINDS

        for kind in KINDS.values():
            post_save.connect(keep, sender=kind.model)
            post_delete.connect(forget, sender=kind.model)
        # A register that was there before the search was is read once.
        post_migrate.connect(rebuild_if_empty, sender=self)
