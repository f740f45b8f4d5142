from django.db import models


class AnswerQuerySet(models.QuerySet):
    def public(self):
        return self.filter(hidden_at=None)

    def to_questions(self):
        """Answers themselves, not the replies to them."""
        return self.filter(replies_to=None)

    def for_page(self):
        """With the organisation and how many stand behind each, most support first."""
        shown = ["text", "written_at", "support_count", "question", "replies_to", "actor__slug", "actor__name"]
        shown += ["revision__state", "revision__actor", "revision__parent", "revision__initiative__slug"]
        shown += [f"revision__initiative__{name}" for name in ("title", "phase", "state")]
        found = self.select_related("actor", "revision__initiative").only(*shown)
        return found.order_by("-support_count", "written_at", "pk")
