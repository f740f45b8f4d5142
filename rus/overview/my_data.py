"""What is kept about a person: to see, to take along, and to have deleted.

Every table that points at the person is found by its foreign key, so a new one cannot be forgotten.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from initiatives.models import Invitation
from rus.accounts.models import Notice, User
from rus.dialogue.models import Remark
from rus.history.models import Change

# Keys to doors, and the machinery's own.
SECRET_FIELDS = frozenset({"token", "data", "password", "extra_data", "id"})
SECRET_MODELS = frozenset({"allauth_mfa.authenticator", "mfa.authenticator", "admin.logentry"})


def gather(user: User) -> dict[str, Any]:
    """All that is kept about the person, by kind of thing; plain data that JSON can hold."""
    about: dict[str, Any] = {
        "e-post": user.email,
        "namn": user.name,
        "med sedan": user.date_joined,
        "senast inloggad": user.last_login,
    }
    for relation in User._meta.related_objects:
        model = relation.related_model
        if model._meta.label_lower in SECRET_MODELS or not (relation.one_to_many or relation.one_to_one):
            continue
        rows = model._default_manager.filter(**{relation.field.name: user})
        found = [_plain(row, relation.field) for row in rows.order_by("pk")]
        if found:
            name = str(model._meta.verbose_name_plural)
            # A table may point at a person twice: as author and as reader.
            about[f"{name} ({relation.field.verbose_name})" if name in about else name] = found
    return about


def _plain(row: models.Model, pointer: models.Field) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field != pointer and field.name not in SECRET_FIELDS)
    return {
        str(field.verbose_name): str(getattr(row, field.name)) if field.is_relation else field.value_from_object(row)
        for field in fields
        if field.value_from_object(row) not in (None, "", [], {})
    }


class Encoder(DjangoJSONEncoder):
    def default(self, o):
        try:
            return super().default(o)
        except TypeError:
            return str(o)


@transaction.atomic
def delete(user: User) -> None:
    """Delete the person. In the history the name becomes “former member”; what organisations have published stays.

    An organisation whose only administrator goes falls to the region, who can make another.
    """
    Change.objects.filter(by=user).update(by_former_member=True)
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    for address in addresses:
        Notice.objects.filter(body__icontains=address).delete()
        Notice.objects.filter(address__iexact=address).delete()
        Invitation.objects.filter(email__iexact=address).delete()
        Remark.objects.filter(email__iexact=address).update(email="")
    user.delete()
