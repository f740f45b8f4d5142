from django.db import models


class AnswerQuerySet(models.QuerySet):
    def public(self):
        return self.filter(hidden_at=None)

    def to_questions(self):
        """Answers themselves, not the replies to them."""
        return self.filter(replies_to=None)

    def for_page(self):
        """With the organisation and how many stand behind each, most support first."""
        return self.select_related("actor", "revision__initiative").order_by("-support_count", "written_at", "pk")
