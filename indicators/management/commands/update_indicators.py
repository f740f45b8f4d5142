from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from indicators import updating
from indicators.models import Series, UpdateRun


class Command(BaseCommand):
    help = (
        "Fetch series from their sources now: those named, or every followed one. Ends with 1 if any failed or is held."
    )

    def add_arguments(self, parser):
        parser.add_argument("series", nargs="*", help="keys of series; none is all")
        parser.add_argument("--due", action="store_true", help="only those whose time has come")
        parser.add_argument("--latest", type=int, help="only so many latest periods; withdraws nothing")

    def handle(self, *args, series, due, latest, **options):
        followed = Series.objects.followed()
        if due:
            followed = Series.objects.due(timezone.now())
        if series:
            followed = followed.filter(slug__in=series)
            missing = set(series) - set(followed.values_list("slug", flat=True))
            if missing:
                raise CommandError(f"No followed series is called {', '.join(sorted(missing))}.")
        if latest is not None and latest < 1:
            raise CommandError("--latest must be at least 1.")
        bad = 0
        for one in followed.order_by("slug"):
            asked = updating.ask(one, UpdateRun.Origin.COMMAND, latest=latest)
            done = updating.run(asked.pk)
            if done is None:
                self.stdout.write(f"{one.slug}: is being fetched by another worker")
                continue
            bad += done.state != UpdateRun.State.DONE
            self.stdout.write(f"{one.slug}: {done.get_state_display()}. {done.sentence}")
        if bad:
            raise CommandError(f"{bad} could not be updated; their earlier values stand.")
