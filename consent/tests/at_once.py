"""Several deeds at the same moment, each in a thread and on a connection of its own."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(scope, *deeds) -> list[str]:
    """Run deeds that start together. `scope`: makes the scope of each. Returns what refused said, sorted.

    Anything but a refusal fails the test.
    """
    start, refusals, failures = threading.Barrier(len(deeds)), [], []

    def run(deed):
        try:
            with scope():
                start.wait(timeout=10)
                deed()
        except ValidationError as refused:
            refusals.append(" ".join(refused.messages))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    return sorted(refusals)
