"""A worker in a process of its own: `flask work`, without waiting for the interpreter to start each time."""

import multiprocessing
from datetime import timedelta
from multiprocessing.process import BaseProcess
from typing import cast

from eventhub.app import create_app
from eventhub.mail.services import carrying
from tests.conftest import settings_for

# Loading the ranker takes a second; the server from which the workers fork has done it already.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.concurrency.worker", "eventhub.schedule"])


def start(database_url: str, mail_url: str, *, lease: timedelta) -> BaseProcess:
    """Start a worker."""
    process = FORKS.Process(target=work, args=(database_url, mail_url, lease), daemon=True)
    process.start()
    return cast("BaseProcess", process)


def work(database_url: str, mail_url: str, lease: timedelta) -> None:
    """Be a worker until stopped; a short lease spares the test the five minutes others wait for a dead one."""
    carrying.LEASE = lease
    app = create_app(settings_for(database_url, mail_url=mail_url, mail_per_minute="0", mail_per_domain="0"))
    done = app.test_cli_runner().invoke(args=["work"])
    raise SystemExit(done.exit_code)
