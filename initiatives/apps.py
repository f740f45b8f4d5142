from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = _("Action")

    def ready(self):
        from django.db.models.signals import post_delete, post_migrate, pre_delete

        from indicators.models import Indicator
        from initiatives.models import Initiative
        from initiatives.tallies import forget, forget_indicator, recount_if_empty

        pre_delete.connect(forget, sender=Initiative)
        post_delete.connect(forget_indicator, sender=Indicator)
        # A register that was there before the counts were is counted once.
        post_migrate.connect(recount_if_empty, sender=self)
