"""Every widget in three browsers, over http: it becomes ready, each control works by keyboard, nothing complains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built import READ, SITE, TYPESET
from conftest import CLIPBOARD, Quiet, page_of
from controls import READY, operate
from firefox import firefox
from playwright.sync_api import Browser, Playwright
from reading import every_widget
from tabs import WATCH, PlaywrightTab, Tab, listen
from webkit import webkit

WIDGETS = every_widget()

BROKEN = """<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body>
<div class="widget"><div data-widget="Broken" data-ready="true">
<button aria-disabled="true">later</button>
<button onclick="this.previousElementSibling.outerHTML = '<button onclick=this.append(1)>later</button>'">alive</button>
<button>dead</button>
<input aria-label="dead slider" type="range">
<label><input type="checkbox">dead box</label>
<select aria-label="dead menu"><option>1</option><option>2</option></select>
<button aria-disabled="true" onclick="this.append(1)">never enabled</button>
</div></div>
<script>
  console.error("logged");
  setTimeout(() => { throw Error("thrown") });
  Promise.reject(Error("refused"));
</script></body></html>"""
ASK_ELSEWHERE = """() => new Promise((done) => {
  const image = new Image();
  image.onerror = done;
  image.src = "http://elsewhere.example/picture.png";
})"""


class Watched(Quiet):
    """Serves pages that write down their own errors."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.suffix != ".html":
            super().do_GET()
            return
        text = file.read_text(encoding="utf-8").replace("<head>", f"<head>{WATCH}", 1).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page for each widget."""
    made = tmp_path_factory.mktemp("widgets")
    for name, widget in WIDGETS.items():
        (made / f"{name}.html").write_text(page_of([widget().get_state()]), encoding="utf-8")
    (made / "broken.html").write_text(BROKEN, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def address(folder: Path, serve: Callable[..., str]) -> str:
    return serve(folder, Watched)


@pytest.fixture(scope="session")
def book(serve: Callable[..., str]) -> str:
    return serve(SITE, Watched)


@pytest.fixture(scope="session")
def chromium_tab(browser: Browser) -> Iterator[Tab]:
    faults: list[str] = []
    page = browser.new_page(permissions=CLIPBOARD)
    listen(page, faults)
    yield PlaywrightTab(page, faults)
    page.close()


@pytest.fixture(scope="session")
def firefox_tab(playwright: Playwright) -> Iterator[Tab]:
    with firefox(playwright) as tab:
        yield tab


@pytest.fixture(scope="session")
def webkit_tab(playwright: Playwright) -> Iterator[Tab]:
    with webkit(playwright) as tab:
        yield tab


OTHERS = ["firefox", "webkit"]


@pytest.fixture
def tab(request: pytest.FixtureRequest) -> Tab:
    found: Tab = request.getfixturevalue(f"{request.param}_tab")
    found.faults()  # those of another test are not ours
    return found


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("tab", ["chromium", *OTHERS], indirect=True)
def test_every_control_works(name: str, tab: Tab, address: str) -> None:
    tab.open(f"{address}/{name}.html")
    assert tab.call(READY) == [1, 1]
    assert operate(tab) == []
    assert tab.faults() == []


@pytest.mark.parametrize("page", READ)
@pytest.mark.parametrize("tab", OTHERS, indirect=True)
def test_every_page_of_the_book(page: str, tab: Tab, book: str) -> None:
    tab.open(f"{book}/{page}")
    seen = tab.call(TYPESET)
    assert seen["wrong"] == [] == seen["bare"]
    widgets = (SITE / page).read_text(encoding="utf-8").count("data-widget-view=")
    assert tab.call(READY) == [widgets, widgets]
    assert tab.faults() == []


@pytest.mark.parametrize("tab", ["chromium", *OTHERS], indirect=True)
def test_what_does_not_work_is_noticed(tab: Tab, address: str) -> None:
    tab.open(f"{address}/broken.html")
    assert tab.call(READY) == [1, 1]
    assert operate(tab) == ["dead", "dead slider", "dead box", "dead menu", "never enabled"]
    tab.call(ASK_ELSEWHERE)
    found = "\n".join(tab.faults())
    assert all(words in found for words in ("thrown", "refused", "logged", "elsewhere.example")), found
