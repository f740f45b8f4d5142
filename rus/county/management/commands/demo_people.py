from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q

from initiatives.models import Actor, Membership
from rus.accounts.models import User

PASSWORD = "kraftsamla-demo"  # noqa: S105 (printed by the demo for everyone to use)
PEOPLE = [
    ("bidragare@kraftsamla.example", "Demo Bidragare", Membership.Role.MEMBER),
    ("administrator@kraftsamla.example", "Demo Administratör", Membership.Role.ADMINISTRATOR),
    ("samordnare@kraftsamla.example", "Demo Samordnare", None),
]


class Command(BaseCommand):
    help = "Make the demo's three sign-ins: a contributor and an administrator of one organisation, and a coordinator."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Only the demo has people with a known password; set DEMO=1.")
        led = Q(partnerships__role="lead")
        organisation = (
            Actor.objects.exclude(kind=Actor.Kind.REGION)
            .annotate(led=Count("partnerships", filter=led))
            .order_by("-led", "name")
            .first()
        )
        for email, name, role in PEOPLE:
            user = User.objects.filter(email=email).first() or User.objects.create_user(
                email, PASSWORD, name=name, is_coordinator=role is None
            )
            EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
            if role and organisation:
                Membership.objects.get_or_create(user=user, actor=organisation, defaults={"role": role})
            where = f", {organisation}" if role and organisation else ""
            self.stdout.write(f"{name}{where}: {email}  {PASSWORD}")
