from celery import shared_task

from rus.accounts import notices


@shared_task
def deliver(notice_id):
    notices.deliver(notice_id)


@shared_task
def deliver_waiting():
    notices.deliver_waiting()
