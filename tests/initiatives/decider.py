"""One of several coordinators who decide on everything that waits, in a process of its own."""

import sys

import django

django.setup()

from initiatives import deciding  # noqa: E402
from initiatives.models import Decision, Initiative, Revision  # noqa: E402
from rus.accounts.models import User  # noqa: E402

found = Revision.objects.filter(payload__title__startswith="Samtidigt")
if sys.argv[1] == "count":
    published = Initiative.objects.filter(title__startswith="Samtidigt")
    print(
        Decision.objects.filter(revision__in=found).count(), published.count(), found.filter(state="published").count()
    )
else:
    person = User.objects.create_user(f"beslutare{sys.argv[1]}@lill.example", is_coordinator=True)
    outcome = deciding.decide_many(list(found), by=person, publishes=True)
    print(outcome.done, len(outcome.refused))
