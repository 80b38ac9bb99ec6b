"""`portal.wsgi:app` for any WSGI server."""

from portal.app import create_app
from portal.app.logs import configure
from portal.settings import Settings

_settings = Settings()
configure(_settings.log_level)
app = create_app(_settings, watch=True)
