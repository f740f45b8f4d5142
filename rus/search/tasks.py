from celery import shared_task

from rus.search import indexing


@shared_task
def rebuild():
    indexing.rebuild()
