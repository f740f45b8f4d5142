from celery import shared_task

from rus.reports import decks


@shared_task
def make_deck(pk):
    decks.make(pk)
