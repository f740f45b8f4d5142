"""The weekly letter is looked for every morning; nobody gets more than one a week."""

from django.db import migrations

NAME = "Veckobrev"


def add(apps, _schema_editor):
    Interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    Task = apps.get_model("django_celery_beat", "PeriodicTask")
    interval, _created = Interval.objects.get_or_create(every=1, period="days")
    Task.objects.get_or_create(name=NAME, defaults={"task": "initiatives.tasks.send_weekly", "interval": interval})


def remove(apps, _schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0007_following"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
