"""One view for a page and for the part of it that htmx swaps."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(request, template, context=None, *, status=200):
    """`initiatives/list.html` for a browser, `initiatives/_list.html` for htmx asking for the part alone."""
    htmx = request.htmx
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        folder, _slash, name = template.rpartition("/")
        template = f"{folder}/_{name}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_problem(request, message, *, status=400):
    """A page that says what is wrong with the address and offers the way on."""
    return render(request, "problem.html", {"message": message}, status=status)
