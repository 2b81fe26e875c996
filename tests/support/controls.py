"""Operates every control of the widgets on a page by keyboard, in any browser, and tells which of them do nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tabs import Tab

# The keys to try for each kind of control: a slider that stands at its end moves the other way.
KEYS = {
    "button": ["Enter"],
    "summary": ["Enter"],
    "checkbox": ["Space"],
    "radio": ["Space", "ArrowRight"],
    "select": ["ArrowDown", "ArrowUp"],
    "range": ["ArrowRight", "ArrowLeft"],
    "text": ["ArrowUp", "ArrowDown", "5"],
    "textarea": ["-"],
}

# In the page: `window.controls` numbers the controls in the order in which they are met, for as long as they live.
LIST = """() => {
  const known = (window.controls ??= []);
  const nodes = [...document.querySelectorAll("[data-widget] :is(button, input, select, textarea, summary)")];
  // A key opens the system's own window for a file, which no page sees: tests hand files over themselves.
  const usable = (node) =>
    !node.readOnly && node.type !== "file" && node.checkVisibility({ visibilityProperty: true });
  return nodes.filter(usable).map((node) => {
    if (!known.includes(node)) known.push(node);
    const kind = node.tagName === "INPUT" ? node.type : node.tagName.toLowerCase();
    const label = node.labels?.[0]?.textContent ?? node.textContent;
    const name = (node.getAttribute("aria-label") ?? label).trim();
    return [known.indexOf(node), kind, name, node.disabled || node.getAttribute("aria-disabled") === "true"];
  });
}"""

# What the page says apart from the control: a slider always moves itself, so its own state is no sign of life.
# (A button does not change by itself: what it says of itself, such as aria-pressed, counts.)
AIM = """(number) => {
  const node = window.controls[number];
  const root = node.closest("[data-widget]");
  window.said = () => node.tagName === "BUTTON" ? root.outerHTML : root.outerHTML.replace(node.outerHTML, "");
  node.focus();
  window.before = window.said();
  return document.activeElement === node;
}"""

# Has the page changed, and do keys still go to the control, or to another of its group? Waits for an answer, ten frames
# at most.
CHANGED = """(number) => new Promise((done) => {
  const node = window.controls[number];
  const grouped = (other) => node.type === "radio" && other.name === node.name;
  const focused = (other) => other === node || grouped(other) || !node.isConnected;
  let frames = 0;
  const look = () => {
    const changed = window.said() !== window.before;
    if (changed || ++frames > 10) done([changed, focused(document.activeElement)]);
    else requestAnimationFrame(look);
  };
  look();
})"""

# [widgets that are usable, widgets on the page], as soon as these are the same, or when it has taken far too long.
READY = """() => new Promise((done) => {
  const count = (what) => document.querySelectorAll(what).length;
  const end = performance.now() + 60000;
  const look = () => {
    const now = [count("[data-widget][data-ready=true]"), count(".widget")];
    const whole = document.readyState === "complete" && location.href !== "about:blank";
    if ((whole && now[0] === now[1]) || performance.now() > end) done(now);
    else requestAnimationFrame(look);
  };
  look();
})"""


class Control(NamedTuple):
    number: int
    kind: str
    name: str
    disabled: bool


def present(tab: Tab) -> dict[int, Control]:
    return {control.number: control for control in (Control(*found) for found in tab.call(LIST))}


def works(tab: Tab, control: Control) -> bool:
    """Press its keys until something on the page changes."""
    assert control.kind in KEYS, f"{control.name} is a {control.kind}, for which controls.py has no key"
    for key in KEYS[control.kind]:
        assert tab.call(AIM, control.number), f"{control.name} cannot be focused"
        tab.press(key)
        changed, focused = tab.call(CHANGED, control.number)
        assert focused, f"{control.name} loses the focus when {key} is pressed"
        if changed:
            return True
    return False


def operate(tab: Tab, after: Callable[[], Any] = lambda: None) -> list[str]:
    """Operate every control, also those that appear meanwhile, and return the names of those that never did anything.

    A control may have nothing to do at first, as Back at the start: it is tried again after each of the others.
    `after()` is called whenever something has changed.
    """

    def run(number: int) -> bool:
        control = present(tab).get(number)
        if not control or control.disabled or not works(tab, control):
            return False
        if control.name == "Play":
            works(tab, control)  # which is now Pause
        after()
        return True

    def in_time(number: int) -> bool:
        return any(run(other) and run(number) for other in present(tab) if tried.get(other))

    tried: dict[int, bool] = {}
    while new := [control for control in present(tab).values() if control.number not in tried]:
        assert new[0].name, f"a {new[0].kind} without a name"
        assert len(tried) < 500, "new controls appear all the time"
        tried[new[0].number] = run(new[0].number)
    return [
        control.name for control in present(tab).values() if not tried[control.number] and not in_time(control.number)
    ]
