from celery import shared_task

from indicators import judging


@shared_task
def judge_all():
    judging.judge_indicators()
