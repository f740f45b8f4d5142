from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("", include("rus.overview.urls")),
    path("", include("indicators.urls")),
    path("", include("initiatives.urls")),
    path("", include("rus.dialogue.urls")),
    path("konto/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)
