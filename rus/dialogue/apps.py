from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialogueConfig(AppConfig):
    name = "rus.dialogue"
    label = "dialogue"
    verbose_name = _("Dialogue")

    def ready(self):
        from django.db.models.signals import post_delete, post_save

        from initiatives.letters import FROM_ABOVE
        from rus.dialogue.models import Support
        from rus.dialogue.talking import count_support, replies_to

        FROM_ABOVE["replies"] = replies_to
        # Support goes away with its organisation too, or with a merge of two: the count follows the rows, not the acts.
        post_save.connect(count_support, sender=Support)
        post_delete.connect(count_support, sender=Support)
