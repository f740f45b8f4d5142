"""The words of what is published, and each database's own full text index over them."""

from django.db import migrations, models

TASK = "Sökregistret"

POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (
           setweight(to_tsvector('swedish', title), 'A') || setweight(to_tsvector('swedish', text), 'B')) STORED""",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
    "CREATE INDEX search_entry_title ON search_entry USING gin (lower(title) gin_trgm_ops)",
]
# External content: the texts stand once, in search_entry, and the triggers keep the index as they are.
SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
           title, text, content='search_entry', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
           INSERT INTO search_words(rowid, title, text) VALUES (new.id, new.title, new.text); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
           INSERT INTO search_words(search_words, rowid, title, text)
           VALUES ('delete', old.id, old.title, old.text); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
           INSERT INTO search_words(search_words, rowid, title, text)
           VALUES ('delete', old.id, old.title, old.text);
           INSERT INTO search_words(rowid, title, text) VALUES (new.id, new.title, new.text); END""",
]


def add(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)
    interval, _created = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(
        every=1, period="days"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name=TASK, defaults={"task": "rus.search.tasks.rebuild", "interval": interval}
    )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_words")
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=TASK).delete()


class Migration(migrations.Migration):
    initial = True
    dependencies = [("django_celery_beat", "0019_alter_periodictasks_options")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("object_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_entry_once")]
            },
        ),
        migrations.RunPython(add, remove),
    ]
