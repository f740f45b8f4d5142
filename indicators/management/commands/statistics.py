from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators import bundles
from indicators.models import Series


class Command(BaseCommand):
    help = "Statistics for a server without internet: export-bundle on a connected machine, load-bundle on the server."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb in ("export-bundle", "load-bundle"):
            verbs.add_parser(verb).add_argument("file", type=Path)

    def handle(self, *args, verb, file, **options):
        followed = Series.objects.followed().select_related("source").order_by("slug")
        outcomes = bundles.export(file, followed) if verb == "export-bundle" else bundles.load(file)
        bad = 0
        try:
            for one in outcomes:
                bad += not one.went_well
                self.stdout.write(f"{one.series}: {one.sentence}")
        except bundles.BundleError as error:
            raise CommandError(f"Nothing was loaded. {error}") from None
        if bad:
            raise CommandError(f"{bad} series did not go well; their earlier values stand.")
