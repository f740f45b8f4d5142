"""When statistics are fetched, swept up after, judged and told about. Rows, so that an administrator can change them."""

from django.db import migrations

TASKS = [
    ("Hämta statistik vars tid har kommit", "indicators.tasks.update_due", 1, "hours"),
    ("Ta upp hämtningar som avbrutits", "indicators.tasks.sweep", 1, "minutes"),
    ("Brev om hämtningar som inte gick", "indicators.tasks.send_digest", 1, "days"),
    ("Bedöm allt på nytt", "indicators.tasks.judge_all", 1, "days"),
    ("Skicka brev som väntar", "rus.accounts.tasks.deliver_waiting", 1, "minutes"),
]


def add(apps, _schema_editor):
    Interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    Task = apps.get_model("django_celery_beat", "PeriodicTask")
    for name, task, every, period in TASKS:
        interval, _created = Interval.objects.get_or_create(every=every, period=period)
        Task.objects.get_or_create(name=name, defaults={"task": task, "interval": interval})


def remove(apps, _schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task__in=[task for _name, task, *_ in TASKS]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_sources_and_updates"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
