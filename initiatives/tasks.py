from celery import shared_task

from initiatives import letters


@shared_task
def send_weekly():
    letters.send_weekly()
