from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rus.county.loading import load_county
from rus.county.tables import CountyError


class Command(BaseCommand):
    help = "Load a county's folder: strategy, organisations, initiatives, indicators and values. All of it or nothing."

    def add_arguments(self, parser):
        default = settings.BASE_DIR / "rus" / "county" / "data" / "orebro"
        parser.add_argument("folder", nargs="?", type=Path, default=default, help="default: Örebro län, in the project")

    def handle(self, *args, folder, **options):
        try:
            counts = load_county(folder)
        except CountyError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
