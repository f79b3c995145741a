"""How gunicorn serves Alongside; GUNICORN_CMD_ARGS in the environment overrides any of it."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
# Sync workers, one page at a time each: measured a third faster than threads for pages like ours.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2 * (os.cpu_count() or 1) + 1)
graceful_timeout = 15
# Paths hold tokens, and logs hold no personal information.
accesslog = None
loglevel = "warning"
# Two clones would share its one file.
control_socket_disable = True
