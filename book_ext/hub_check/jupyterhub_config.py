"""The configuration of the hub, which JupyterHub reads: all users run under the account that has started it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def configure(c: Any, given: dict[str, Any]) -> None:
    """What `running` in hub.py has decided."""
    scratch = Path(given["scratch"])
    c.JupyterHub.bind_url = f"http://127.0.0.1:{given['port']}"
    c.JupyterHub.hub_port = given["hub_port"]
    c.JupyterHub.db_url = f"sqlite:///{scratch / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(scratch / "cookie_secret")
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['proxy_port']}"
    c.ConfigurableHTTPProxy.command = given["proxy"]
    c.ConfigurableHTTPProxy.pid_file = str(scratch / "proxy.pid")

    c.JupyterHub.authenticator_class = "dummy"
    c.DummyAuthenticator.password = given["password"]
    c.Authenticator.allowed_users = set(given["users"])

    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(scratch / "home" / "{username}")
    c.JupyterHub.concurrent_spawn_limit = given["at_once"]
    c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # two processors, and several who start at once
    c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []  # as in a container

    def furnish(spawner: Any) -> None:
        """Students have what the class has, and not the teacher's tools; their kernels listen at sockets."""
        folders = [scratch / "etc" / "class"]
        if spawner.user.name != given["teacher"]:
            folders.insert(0, scratch / "etc" / "students")
        spawner.environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, folders))
        spawner.environment["JUPYTER_RUNTIME_DIR"] = str(scratch / "run" / spawner.user.name)  # for the sockets

    c.Spawner.pre_spawn_hook = furnish


if "HUB_CHECK" in os.environ:  # then it is JupyterHub that reads this file, and gives it get_config
    configure(get_config(), json.loads(os.environ["HUB_CHECK"]))  # type: ignore[name-defined]  # noqa: F821
