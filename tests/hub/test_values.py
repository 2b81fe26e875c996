"""The recipe for Kubernetes is sound YAML, has the names and types of its chart, and fits the course and figures."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

from book_ext.hub_check.hub import COURSE
from book_ext.products.classroom import CONFIG

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "hub"
FILES = [FOLDER / "values.yaml", FOLDER / "exchange.yaml", Path(__file__).with_name("chart.yaml")]
STYLE = YamlLintConfig("{extends: default, rules: {line-length: {max: 120}, document-start: disable}}")
VALUES = yaml.safe_load(FILES[0].read_text(encoding="utf-8"))
CLAIM, JOB = yaml.safe_load_all(FILES[1].read_text(encoding="utf-8"))
CHART = jsonschema.Draft7Validator(yaml.safe_load(FILES[2].read_text(encoding="utf-8")))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
BYTES = {"M": 1e6, "G": 1e9, "Mi": 2**20, "Gi": 2**30}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_is_sound_yaml(file: Path) -> None:
    assert list(linter.run(file.read_text(encoding="utf-8"), STYLE)) == []


def test_it_has_the_names_and_types_of_the_chart() -> None:
    CHART.check_schema(CHART.schema)
    assert [f"{error.json_path}: {error.message}" for error in CHART.iter_errors(VALUES)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("singleuser.ram", {}),
        ("singleuser.memory.limit", "1Gi"),
        ("singleuser.storage.extraVolumes", {"name": "exchange"}),
        ("hub.config.authenticator_class", {}),
        ("hub.resources.limits.memory", "2G i"),
        ("culling", {}),
    ],
)
def test_a_slip_in_it_would_be_found(path: str, value: Any) -> None:
    slip = deepcopy(VALUES)
    *above, last = path.split(".")
    inner = slip
    for name in above:
        inner = inner[name]
    inner[last] = value
    assert list(CHART.iter_errors(slip))


def amount(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([A-Za-z]+)", text).groups()  # type: ignore[union-attr]
    return float(number) * BYTES[unit]


def test_memory_is_enough_for_what_was_measured() -> None:
    measured = {what: int(size) for what, size in re.findall(r"^\| (.*?) \|.*?(\d+) MB \|$", README, re.M)}
    kernel, hub = measured["a student's server with a kernel"], measured["the hub and its proxy"]
    memory = VALUES["singleuser"]["memory"]
    assert amount(memory["limit"]) > 2 * kernel * 2**20 and amount(memory["guarantee"]) > 1.25 * kernel * 2**20
    assert f"measured with {kernel} MB at most" in FILES[0].read_text(encoding="utf-8")
    assert amount(VALUES["hub"]["resources"]["limits"]["memory"]) > 4 * hub * 2**20
    assert VALUES["hub"]["activeServerLimit"] > 500


def test_all_servers_share_the_exchange_that_nbgrader_is_told() -> None:
    storage = VALUES["singleuser"]["storage"]
    (volume,), (mount,) = storage["extraVolumes"], storage["extraVolumeMounts"]
    assert volume["persistentVolumeClaim"]["claimName"] == CLAIM["metadata"]["name"]
    assert CLAIM["spec"]["accessModes"] == ["ReadWriteMany"]
    pod = JOB["spec"]["template"]["spec"]
    assert pod["volumes"][0]["persistentVolumeClaim"] == volume["persistentVolumeClaim"]
    c = SimpleNamespace(
        Exchange=SimpleNamespace(), CourseDirectory=SimpleNamespace(), ExchangeCollect=SimpleNamespace()
    )
    exec(VALUES["singleuser"]["extraFiles"]["nbgrader"]["stringData"], {"get_config": lambda: c})
    assert mount["name"] == volume["name"] and mount["mountPath"] == c.Exchange.root
    assert c.CourseDirectory.course_id == COURSE and f'course_id = "{COURSE}"' in CONFIG
    assert c.ExchangeCollect.check_owner is False


def test_students_do_not_get_the_teachers_tools() -> None:
    c = SimpleNamespace(KubeSpawner=SimpleNamespace())
    (code,) = VALUES["hub"]["extraConfig"].values()
    exec(code, {"c": c, "get_config": lambda name: VALUES["custom"][name.removeprefix("custom.")]})
    settings = {}
    for name in ("teacher", "student"):
        spawner = SimpleNamespace(user=SimpleNamespace(name=name), environment={})
        c.KubeSpawner.pre_spawn_hook(spawner)
        settings[name] = spawner.environment
    file = VALUES["singleuser"]["extraFiles"]["students"]
    assert settings == {"teacher": {}, "student": {"JUPYTER_CONFIG_PATH": file["mountPath"].rpartition("/")[0]}}
    assert Path(file["mountPath"]).name == "jupyter_server_config.json"
    assert file["data"]["ServerApp"]["jpserver_extensions"] == {"nbgrader.server_extensions.formgrader": False}


def test_the_image_and_the_chart_have_one_series_of_jupyterhub() -> None:
    pinned = re.search(r"^jupyterhub==(\d+\.\d+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M)
    said = re.search(r"JupyterHub (\d+\.\d+)", README)
    assert pinned and said and pinned[1] == said[1]


def test_nobody_is_let_in_by_default() -> None:
    """The chart's own authenticator asks for no password."""
    assert VALUES["hub"]["config"]["JupyterHub"]["authenticator_class"] not in (None, "dummy")
