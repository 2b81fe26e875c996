"""How soon a widget answers and how fast training is drawn, measured in Chromium: python -m benchmarks.widgets.

Answering is timed with the processor slowed four times, as on a cheap phone. Keys are pressed on all controls of a
widget in turn: buttons, sliders, menus, boxes, fields for text. What is measured is the work that the page does for one
key: the script that handles it, the style and layout that it calls for, and the scripts of the frame that follows. Left
out are the wait between the two, until the screen is ready for another frame, and painting: they belong to the screen
and not to the widget.

Training, on XOR and on handwritten digits, is played at its highest speed on a processor that is not slowed.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import backprop_widgets as widgets
from book_ext.outputs.static_widgets import HOST, widget_code, widget_view
from book_ext.site.theme import TOKENS

from .run import RESULTS, save

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOWED = 4
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title><style>{tokens}</style>
<script>{host}</script><body>{code}{view}</body></html>"""

# From a key to the last of its events, with the layout that they call for, plus from the beginning of the next frame to
# the end of its layout, which a ResizeObserver is told of. Layout is asked for at once because a frame may do it before
# it begins for scripts, when it looks what is under the pointer. The listeners stand ready beforehand, for their own
# work is measured as well. A box is ticked when the key goes up.
STOPWATCH = """() => {
  const probe = document.body.appendChild(document.createElement("div"));
  probe.style.cssText = "position: absolute; height: 1px";
  let [pressed, handled, frame, done, wide] = [0, 0, 0, () => {}, false];
  new ResizeObserver(() => done(performance.now() - frame + handled - pressed)).observe(probe);
  const nextFrame = () => {
    frame = performance.now();
    probe.style.width = (wide = !wide) ? "2px" : "1px";
  };
  window.arm = () => (window.work = new Promise((measured) => (done = measured)));
  const start = ({ type, code }) => {
    if ((type === "keyup") !== (code === "Space")) return;
    requestAnimationFrame(nextFrame);
    pressed = handled = performance.now();
  };
  const end = () => {
    document.body.getBoundingClientRect();
    handled = performance.now();
  };
  for (const kind of ["keydown", "keyup"]) addEventListener(kind, start, true);
  for (const kind of ["click", "input", "change"]) addEventListener(kind, end);
}"""

# Playwright's own way of waiting would leave listeners on the page that cost some milliseconds with each click.
READY = """() => new Promise((done) => {
  const ready = () => document.querySelector("[data-widget][data-ready=true]") && (done(), true);
  const watch = { subtree: true, childList: true, attributes: true };
  ready() || new MutationObserver((_, watcher) => ready() && watcher.disconnect()).observe(document, watch);
})"""

# Play would go on by itself, and Reset would leave the others nothing to do.
CONTROLS = """() => {
  const all = document.querySelectorAll("[data-widget] :is(button, input, select, textarea)");
  const idle = (node) => node.readOnly || node.type === "file" || /^(Play|Reset)$/.test(node.textContent);
  window.controls = [...all].filter((node) => node.checkVisibility() && !idle(node));
  return window.controls.length;
}"""

# The kind of a control, once it has the focus; nothing if it cannot be used now.
FOCUS = """(number) => {
  const node = window.controls[number];
  node.focus();
  return document.activeElement === node && node.getAttribute("aria-disabled") !== "true" ? node.type : "";
}"""
KEYS = {"checkbox": ["Space"], "range": ["ArrowRight", "ArrowLeft"]}
KEYS |= {kind: ["ArrowDown", "ArrowUp"] for kind in ("select-one", "number")}
KEYS["textarea"] = ["Digit1", "Backspace"]  # at the end of an expression: another graph, and back

# How often the number of the step has changed on the page, and by how much, both for a second.
PLAY = """(seconds) => new Promise((done) => {
  const step = document.querySelector("[data-quantity=step]");
  const [begin, from] = [performance.now(), +step.dataset.value];
  let drawn = 0;
  new MutationObserver(() => drawn++).observe(step, { attributeFilter: ["data-value"] });
  setTimeout(() => {
    const took = (performance.now() - begin) / 1000;
    done([drawn / took, (+step.dataset.value - from) / took]);
  }, seconds * 1000);
  [...document.querySelectorAll("[data-widget] button")].find((node) => node.textContent === "Play").click();
})"""


# The least that a page can do for a key; what it takes says how fast the machine is.
LEAST = "one number"
ONE_NUMBER = """<div data-widget data-ready="true"><button>Next</button> <output>0</output></div>
<script>document.querySelector("button").onclick = () => document.querySelector("output").textContent++;</script>"""


def show(page: Page, name: str, **traits: Any) -> None:
    """A page with this widget, ready to be used."""
    if name == LEAST:
        text = ONE_NUMBER
    else:
        state = getattr(widgets, name)(**traits).get_state()
        parts = {"code": widget_code(state), "view": widget_view(state), "host": HOST.read_text(encoding="utf-8")}
        text = PAGE.format(name=name, tokens=TOKENS.read_text(encoding="utf-8"), **parts)
    page.route("http://widgets/", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto("http://widgets/")
    page.evaluate(READY)


def answers(page: Page, name: str, events: int) -> dict:
    """Milliseconds of work for a key, over so many of them, the first ones included."""
    show(page, name)
    page.evaluate(STOPWATCH)
    developer = page.context.new_cdp_session(page)
    developer.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    times: list[float] = []
    turn = 0
    while len(times) < events:
        turn += 1
        for number in range(page.evaluate(CONTROLS)):
            if kind := page.evaluate(FOCUS, number):
                keys = KEYS.get(kind, ["Enter"])
                page.evaluate("window.arm() && 0")
                page.keyboard.press(keys[turn % len(keys)])
                times.append(page.evaluate("window.work"))
    return {
        "widget": name,
        "median": median(times),
        "p95": quantiles(times, n=20)[-1],
        "worst": max(times),
    }


def training(page: Page, seconds: float) -> dict:
    """Steps on XOR for a second of playing at the highest speed."""
    show(page, "TrainingStepper", data="xor", speed=1200, steps=10_000)
    return played(page, seconds)


def digits(page: Page, seconds: float) -> dict:
    """Batches of handwritten digits for a second of playing at the highest speed; after 3,000 it ends by itself."""
    show(page, "DigitsExplorer", speed=0)
    return played(page, min(seconds, 2))


def played(page: Page, seconds: float) -> dict:
    drawn, made = page.evaluate(PLAY, seconds)
    return {"drawn": drawn, "made": made}


@contextmanager
def chromium() -> Iterator[Page | None]:
    """A page in Chromium; None where there is none."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        yield None
        return
    found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        except Error:
            yield None
            return
        yield browser.new_page(viewport={"width": 1280, "height": 1000})
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.widgets", description=__doc__)
    parser.add_argument("--json", type=Path, default=RESULTS, help="where to write")
    parser.add_argument("--quick", action="store_true", help="two widgets and a few keys: does it run at all?")
    options = parser.parse_args()
    events, seconds = (10, 0.2) if options.quick else (200, 5)
    chosen = ["DescentStepper", "GraphStepper"] if options.quick else widgets.__all__
    with chromium() as page:
        if page is None:
            print("Widgets: not measured: no browser. (make .venv/test gets one.)")
            return
        report: dict = {"browser": f"Chromium {page.context.browser.version}", "slowed": SLOWED, "keys": events}
        print(f"Milliseconds of work for a key, processor slowed {SLOWED} times: median, 95th percentile, worst")
        report["answers"] = []
        for name in (LEAST, *chosen):
            report["answers"].append(row := answers(page, name, events))
            print(f"  {name:20}{row['median']:8.1f}{row['p95']:8.1f}{row['worst']:8.1f}", flush=True)
        for what, measure in {"training": training, "digits": digits}.items():
            report[what] = measure(page, seconds)
            speeds = ", ".join(f"{value:.0f} {name}" for name, value in report[what].items())
            print(f"{'Training on XOR' if what == 'training' else 'Batches of digits'}, a second: {speeds}")
    save(options.json, {"widgets": report})


if __name__ == "__main__":
    main()
