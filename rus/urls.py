from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

# The admin is entered by the same door, so that the second factor is asked for there too.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = i18n_patterns(
    path("", include("rus.overview.urls")),
    path("", include("indicators.urls")),
    path("", include("initiatives.urls")),
    path("", include("rus.dialogue.urls")),
    path("", include("rus.search.urls")),
    path("", include("rus.reports.urls")),
    path("konto/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)
