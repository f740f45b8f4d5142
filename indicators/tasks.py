from celery import shared_task

from indicators import judging, updating


@shared_task
def update(run_id):
    updating.run(run_id)


@shared_task
def update_due():
    updating.ask_for_due()


@shared_task
def sweep():
    updating.sweep()


@shared_task
def send_digest():
    updating.send_digest()


@shared_task
def judge_all():
    judging.judge_indicators()
