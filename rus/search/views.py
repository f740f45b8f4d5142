from django.views.decorators.http import require_safe

from rus.htmx import render_page
from rus.search.finding import search
from rus.search.forms import SearchForm

MANY = 50


@require_safe
def find(request):
    """Over everything published; `typ` shows more of one kind."""
    form = SearchForm(request.GET)
    valid = form.is_valid()
    query = form.cleaned_data["q"] if valid else ""
    only = form.cleaned_data["typ"] if valid else ""
    groups = search(query, only, MANY if only else 5) if query else []
    context = {
        "form": form,
        "query": query,
        "only": only,
        "groups": groups,
        "total": sum(group.total for group in groups),
    }
    return render_page(request, "search/find.html", context, status=200 if valid else 400)
