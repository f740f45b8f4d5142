import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rus.settings")

application = get_wsgi_application()

# What stands when the process is ready stands as long as it lives: looked through for garbage once, and not again in
# the middle of a page.
gc.collect()
gc.freeze()
