"""The ASGI application: uvicorn runs this."""

import os
import warnings

from django.core.asgi import get_asgi_application

# Static files are read whole before they are sent, and come from the package, not from a collected folder.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
warnings.filterwarnings("ignore", message="No directory at")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yousaid.settings")
application = get_asgi_application()
