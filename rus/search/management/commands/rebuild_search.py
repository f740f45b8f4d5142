from django.core.management.base import BaseCommand

from rus.search.indexing import rebuild


class Command(BaseCommand):
    help = "Builds the index of the search anew from everything that is published."

    def handle(self, **_options):
        self.stdout.write(f"{rebuild()} texts")
