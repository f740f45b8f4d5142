from django.core.management.base import BaseCommand

from initiatives.tallies import recount


class Command(BaseCommand):
    help = "Counts the register's initiatives anew, for what was written past the application."

    def handle(self, **_options):
        self.stdout.write(f"{recount()} counts")
