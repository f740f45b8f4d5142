from django.db import models


class Entry(models.Model):
    """The words of one published thing, as the database's own full text index reads them.

    It only finds: what is shown, and whether it may be shown, is asked of the thing itself.
    """

    kind = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self):
        return f"{self.kind} {self.object_id}: {self.title}"
