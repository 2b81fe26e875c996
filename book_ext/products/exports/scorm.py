"""The exercises of a page as a package of SCORM 1.2: the built page without its chapter, which reports what is right.

It has no solutions, and of the hints only the first. Links that lead out of the package are plain words there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from bs4 import BeautifulSoup, Tag

from book_ext.products.exports import package
from book_ext.products.exports.questions import Place
from book_ext.site.solutions import site

CONTENT = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
SCRIPT = Path(__file__).with_name("scorm.js")
OF_THE_FRAME = ("book.js", "reading.js", "paper.js", "documentation_options.js")  # scripts for what is left out
FOLDERS = ("_static/fonts", "_static/mathjax")  # whose files scripts and style sheets ask for
ElementTree.register_namespace("adlcp", ADL)


def chapters(found: Iterable[Place], root: Path) -> Iterator[tuple[str, dict[str, str | bytes]]]:
    """Each chapter with the files of its package. Raises ValueError if the book has not been built."""
    pages: dict[str, list[Place]] = {}
    for place in found:
        pages.setdefault(place.page, []).append(place)
    for page, places in pages.items():
        if files := _package(site(root), page, places):
            yield page, files


def _package(built: Path, page: str, places: list[Place]) -> dict[str, str | bytes]:
    """The files of a chapter's package; none if nothing of it can be answered on its page."""
    address = f"chapters/{page}.html"
    file = built / address
    if not file.exists():
        raise ValueError(f"{page}: its page is not in {file}; build the book first.")
    title = f"Exercises: {places[0].chapter}"
    soup = exercises_of(file.read_text(encoding="utf-8"), title)
    if not soup.select("form.answer"):
        return {}
    names = {name for name in _asked_for(soup, address) if (built / name).is_file()}
    names |= {f"_static/calculations/{place.exercise.slug}.js" for place in places}
    for folder in FOLDERS:
        names |= {path.relative_to(built).as_posix() for path in (built / folder).rglob("*")}
    files: dict[str, str | bytes] = {
        name: (built / name).read_bytes() for name in sorted(names) if (built / name).is_file()
    }
    _without_links_out(soup, address, set(files))
    files |= {address: str(soup), "_static/scorm.js": SCRIPT.read_text(encoding="utf-8")}
    return {"imsmanifest.xml": package.as_text(_manifest(page, title, address, sorted(files))), **files}


def exercises_of(html: str, title: str) -> BeautifulSoup:
    """A page of the book with nothing but its exercises, which reports to a platform."""
    soup = BeautifulSoup(html, "html.parser")
    rows = soup.select_one("#exercises")
    if not rows or not soup.body or not soup.title:
        raise ValueError(f"{title}: the page has no exercises; build the book again.")
    for part in rows.select(".solution, .headerlink, .above-rows, h2"):
        part.decompose()
    for script in rows.select('form.answer script[type="application/json"]'):
        check = json.loads(script.get_text())
        if "file" in check:  # the line and the calculation are the solution
            script.string = json.dumps({**check, "hints": 1}, ensure_ascii=False).replace("<", "\\u003c")
    heading = soup.new_tag("h1")
    heading.string = soup.title.string = title
    main, article = soup.new_tag("main", attrs={"class": "alone", "id": "text"}), soup.new_tag("article")
    article.extend([heading, rows.extract()])
    if library := soup.select_one("p.library"):  # for the notebook of the page
        article.append(library.extract())
    main.append(article)
    soup.body.clear()
    soup.body.append(main)
    for tag in soup.select("head script.of-the-frame"):
        tag.decompose()
    for tag in soup.select("head script[src], head link[rel]"):
        name = Path(urlsplit(str(tag.get("src", ""))).path).name
        if name in OF_THE_FRAME or tag.get("rel") in (["prev"], ["next"], ["canonical"]):
            tag.decompose()
    if soup.head:
        soup.head.append(soup.new_tag("script", src="../_static/scorm.js", defer=""))
    return soup


def _asked_for(soup: BeautifulSoup, address: str) -> Iterator[str]:
    """The files of the site that a page names; of what its links lead to, those that are no pages."""
    for tag in soup.select("[src], [href]"):
        name = _inside(tag, address)
        if name and not name.endswith(".html"):
            yield name


def _inside(tag: Tag, address: str) -> str:
    """The file of the site that an element names, from the root; "" for an anchor and for other sites."""
    parts = urlsplit(str(tag.get("src") or tag.get("href") or ""))
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return urljoin(f"/{address}", parts.path).removeprefix("/")


def _without_links_out(soup: BeautifulSoup, address: str, files: set[str]) -> None:
    for link in soup.select("a[href]"):
        parts = urlsplit(str(link["href"]))
        elsewhere = bool(parts.scheme)
        here = not parts.path and soup.find(id=parts.fragment) is not None
        if elsewhere:
            link["target"] = "_blank"  # a platform shows the page in a frame
        elif not here and _inside(link, address) not in files:
            link.unwrap()


def _manifest(page: str, title: str, address: str, files: list[str]) -> Element:
    manifest = Element("manifest", {"xmlns": CONTENT, "identifier": f"backpropagation-{page}", "version": "1.0"})
    about = SubElement(manifest, "metadata")
    SubElement(about, "schema").text = "ADL SCORM"
    SubElement(about, "schemaversion").text = "1.2"
    organizations = SubElement(manifest, "organizations", default="book")
    organization = SubElement(organizations, "organization", identifier="book")
    SubElement(organization, "title").text = title
    item = SubElement(organization, "item", identifier="exercises", identifierref="page")
    SubElement(item, "title").text = title
    resource = SubElement(
        SubElement(manifest, "resources"),
        "resource",
        {"identifier": "page", "type": "webcontent", f"{{{ADL}}}scormtype": "sco", "href": address},
    )
    for name in files:
        SubElement(resource, "file", href=name)
    return manifest
