"""What leads out of the site: works in the bibliography, the source as a ZIP, and the repository if there is one."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from built import SITE
from pybtex.database import parse_file, parse_string
from pybtex.plugin import find_plugin
from test_breakage import Book

from book_ext.site.bibliography import AsWritten
from book_ext.site.cache import ROOT
from book_ext.site.leading_out import FOLDER, NAME, PARTS, sources, write_zip

WORKS = parse_file(str(ROOT / "chapters" / "references.bib"))
# A thesis, of which we know no page that will stay; and two papers that series and volume lead to.
NOWHERE = {"werbos1974", "cohl2018", "greinerpetter2022"}


def shown(database: object) -> dict[str, str]:
    """Each work as the bibliography prints it."""
    text = find_plugin("pybtex.backends", "plaintext")()
    return {entry.key: entry.text.render(text) for entry in AsWritten().format_bibliography(database)}  # type: ignore[arg-type]


def test_a_title_keeps_its_capitals() -> None:
    printed = shown(WORKS)
    for key, entry in WORKS.entries.items():
        title = re.sub(r"[{}]", "", entry.fields["title"])
        assert "\\" in title or title in printed[key], key
    assert "dynamischen neuronalen Netzen" in printed["hochreiter1991"] and "Efficient BackProp" in printed["lecun1998"]


@pytest.mark.parametrize(
    "kind", ["article", "book", "inproceedings", "incollection", "phdthesis", "mastersthesis", "misc"]
)
def test_no_kind_of_work_loses_its_capitals(kind: str) -> None:
    fields = "author={Ada B}, title={Über Netze und ReLU in XOR}, year={2000}, journal={J}, booktitle={B}"
    fields += ", publisher={P}, school={S}"
    (printed,) = shown(parse_string(f"@{kind}{{a, {fields}}}", "bibtex")).values()
    assert "Über Netze und ReLU in XOR" in printed


def test_a_citation_names_one_work() -> None:
    """Authors and year are all that a text shows of a work, so no two works have both alike."""
    cited = Counter(
        (*(person.last_names[-1] for person in entry.persons["author"]), entry.fields["year"])
        for entry in WORKS.entries.values()
    )
    assert [words for words, number in cited.items() if number > 1] == []


def test_every_work_leads_somewhere() -> None:
    for key, entry in WORKS.entries.items():
        links = {field: entry.fields[field] for field in ("doi", "url", "eprint") if field in entry.fields}
        assert (len(links) == 1) != (key in NOWHERE), key
        form = {"doi": r"10\.\d{4,5}/\S+", "url": r"https?://[\w.-]+/\S*", "eprint": r"\d{4}\.\d{5}"}
        assert all(re.fullmatch(form[field], link) for field, link in links.items()), key


@pytest.mark.slow  # reads the built book
def test_the_bibliography_of_the_site_has_these_links() -> None:
    page = BeautifulSoup((SITE / "chapters" / "bibliography.html").read_text("utf-8"), "html.parser")
    links = {str(link["href"]) for link in page.select("article a[href^=http]")}
    assert len(links) == len(WORKS.entries) - len(NOWHERE)
    assert "https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/" in links


# -------------------------------------------------------------------------------------------------- the source


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def some_files(folder: Path) -> None:
    for name in ("README.md", "chapters/ä b.md", "book_ext/site/run.py", "notes.txt", "_build/html/index.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    for name in ("book_ext/__pycache__/run.pyc", ".venv/bin/python", "backprop_lib.egg-info/PKG-INFO"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("no source")


def test_the_zip_has_what_git_tracks(tmp_path: Path) -> None:
    some_files(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "README.md", "chapters", "book_ext/site", "notes.txt")
    git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "private.txt").write_text("not tracked")
    (tmp_path / "notes.txt").unlink()  # tracked, and not there
    assert sources(tmp_path) == ["README.md", "book_ext/site/run.py", "chapters/ä b.md"]


def test_without_git_it_has_the_parts_of_the_book(tmp_path: Path) -> None:
    some_files(tmp_path)
    assert sources(tmp_path) == ["README.md", "book_ext/site/run.py", "chapters/ä b.md"]
    (tmp_path / ".git").write_text("gitdir: nowhere\n")  # a copy of a work tree
    assert sources(tmp_path) == ["README.md", "book_ext/site/run.py", "chapters/ä b.md"]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a copy of the book without git")
def test_the_parts_of_the_book_are_all_that_git_tracks() -> None:
    tracked = {name.partition("/")[0] for name in sources(ROOT)}
    assert tracked == {part for part in PARTS if (ROOT / part).exists()}


def test_the_same_source_is_the_same_file_and_can_be_built_from(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_zip(ROOT, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with ZipFile(tmp_path / "one.zip") as archive:
        assert archive.testzip() is None
        assert {f"{FOLDER}/{name}" for name in ("Makefile", "requirements.txt", "chapters/problem.md")} <= set(
            archive.namelist()
        )
        archive.extractall(tmp_path)
    assert sources(tmp_path / FOLDER) == sources(ROOT)


# ---------------------------------------------------------------------------------------------------- on pages


@pytest.mark.slow  # builds books
@pytest.mark.parametrize("url", ["", "https://code.example/backpropagation/"])
def test_every_page_leads_to_the_source_and_to_the_repository_if_there_is_one(url: str, tmp_path: Path) -> None:
    book = Book(tmp_path)
    config = tmp_path / "_config.yml"
    assert 'repository_url: ""' in config.read_text(encoding="utf-8"), "no address is made up"
    config.write_text(config.read_text("utf-8").replace('repository_url: ""', f'repository_url: "{url}"'), "utf-8")
    assert book.build("Take {source}`the project`.").returncode == 0
    page = BeautifulSoup((tmp_path / "_build/html/chapters/index.html").read_text("utf-8"), "html.parser")
    assert (tmp_path / "_build" / "html" / NAME).exists()
    text = page.select_one("article a:-soup-contains('the project')")
    assert text and text["href"] == f"../{NAME}"
    found = {link.get_text(): link["href"] for link in page.select("footer a")}
    address = url.rstrip("/")
    repository = {"Repository": address, "Report a mistake": f"{address}/issues"} if url else {}
    assert found == {"The source of this book (ZIP)": f"../{NAME}", **repository}


@pytest.mark.slow  # builds a book
def test_a_site_without_solutions_has_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source has the solutions."""
    monkeypatch.setenv("SOLUTIONS", "no")
    book = Book(tmp_path)
    assert book.build("Take {source}`the project`.").returncode == 0
    site = tmp_path / "_build" / "html-without-solutions"
    page = (site / "chapters" / "index.html").read_text(encoding="utf-8")
    assert "Take the project." in page and NAME not in page and not list(site.rglob("*.zip"))


@pytest.mark.slow  # builds books
@pytest.mark.parametrize("url", ["code.example", "javascript:alert(1)", "https://a b"])
def test_a_repository_that_is_no_address_is_refused(url: str, tmp_path: Path) -> None:
    book = Book(tmp_path)
    config = tmp_path / "_config.yml"
    config.write_text(config.read_text("utf-8").replace('repository_url: ""', f'repository_url: "{url}"'), "utf-8")
    result = book.build("Words.")
    assert result.returncode != 0
    assert f"repository_url in _config.yml is '{url}'; expected an address that begins with https://" in result.stderr


@pytest.mark.slow  # reads the built book
def test_the_first_page_leads_to_the_source(open_page: Callable) -> None:
    page = open_page((SITE / "chapters" / "index.html").as_uri())
    address = page.get_by_role("link", name="the whole project").evaluate("link => link.href")
    assert address == (SITE / NAME).as_uri() and (SITE / NAME).exists()
