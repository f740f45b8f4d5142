from django import template

from initiatives import following

register = template.Library()


@register.inclusion_tag("initiatives/_follow.html", takes_context=True)
def follow(context, kind, target):
    """Follow by the weekly letter, or by a feed without an account. One query for those who are signed in, unless the
    target was fetched with its `is_followed`."""
    user = context["request"].user
    is_followed = user.is_authenticated and (
        target.is_followed if hasattr(target, "is_followed") else following.is_followed(user, kind, target)
    )
    return {"kind": kind, "target": target, "is_followed": is_followed, "request": context["request"], "user": user}
