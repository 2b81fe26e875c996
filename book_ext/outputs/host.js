/* Runs AFM, that is anywidget front-end modules, on a page without Python: a model for each widget, its code imported
   from a blob, and the readers' changes kept in the address, so that a link opens the widgets as they are now. */
"use strict"; // in a block, so that nothing of it is seen by other scripts
{
  /** The model of one widget, as https://anywidget.dev/en/afm/ describes it; there is no kernel to save to. */
  class Model {
    #state;
    #listeners = new Map();
    constructor(state) {
      this.#state = { ...state };
    }
    get(name) {
      return this.#state[name];
    }
    set(name, value) {
      const given = typeof name === "object" ? name : { [name]: value };
      const changed = Object.entries(given).filter(
        ([key, to]) => JSON.stringify(to) !== JSON.stringify(this.#state[key]),
      );
      Object.assign(this.#state, given);
      for (const [key, to] of changed) this.#tell(`change:${key}`, to);
      if (changed.length) this.#tell("change");
    }
    save_changes() {
      this.#tell("saved");
    }
    send() {}
    on(names, listener) {
      for (const name of names.split(/\s+/)) this.#of(name).add(listener);
    }
    off(names, listener) {
      for (const name of names ? names.split(/\s+/) : this.#listeners.keys()) {
        if (listener) this.#of(name).delete(listener);
        else this.#of(name).clear();
      }
    }
    #of(name) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
      return this.#listeners.get(name);
    }
    #tell(name, value) {
      for (const listener of [...this.#of(name)]) listener({ changed: value }, value);
    }
  }

  const modules = new Map();

  /** The code of a kind of widget: imported once, however many of them the page has. */
  function load(code) {
    if (!modules.has(code))
      modules.set(code, start(JSON.parse(document.querySelector(`[data-widget-code="${code}"]`).textContent)));
    return modules.get(code);
  }

  async function start({ module, style }) {
    const sheet = document.createElement("style");
    sheet.textContent = style;
    document.head.append(sheet);
    const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
    const { default: widget } = await import(url);
    URL.revokeObjectURL(url);
    return typeof widget === "function" ? widget() : widget;
  }

  // ---- the address: #section&descent.step=4&descent.learning_rate=0.2, each widget under its own name

  const widgets = [];
  const parts = () => location.hash.slice(1).split("&").filter(Boolean);
  const isOf = (part, { name }) => part.startsWith(`${name}.`);
  const isOurs = (part) => widgets.some((entry) => isOf(part, entry));

  /** A part of an address as text; as it stands where it cannot be read, as in a link that was cut off. Whatever reads
      an address uses this one. */
  const decoded = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  globalThis.decoded = decoded; // for slides.js

  const depth = (value) => (value instanceof Object ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0);

  /** The value that a part of an address gives; text that is no JSON stays text, and the widget says what is wrong. */
  function valueIn(text) {
    try {
      const value = JSON.parse(text);
      return depth(value) < 9 ? value : text; // no state is deeper, and browsers end in the middle of what is
    } catch {
      return text;
    }
  }

  /** What the address says about a widget; what it leaves out is as it was published. */
  function fromAddress(entry) {
    const state = { ...entry.published };
    for (const part of parts()) {
      const [key, ...value] = part.split("=");
      const trait = isOf(part, entry) && key.slice(entry.name.length + 1);
      if (Object.hasOwn(state, trait)) state[trait] = valueIn(decoded(value.join("=")));
    }
    return state;
  }

  /** The element that the address leads to, if it leads to one besides the widgets. */
  function section() {
    const [part] = parts().filter((one) => !isOurs(one));
    return part === undefined ? null : document.getElementById(decoded(part));
  }

  /** Puts into the address what differs from the published state. A link to a section stays in front. */
  function toAddress() {
    if (location.href !== last) return; // a link has been followed, and `follow` has yet to hear of it
    const kept = parts().filter((part) => !isOurs(part));
    const changed = widgets.flatMap(({ name, model, published }) =>
      Object.keys(published)
        .filter((trait) => JSON.stringify(model.get(trait)) !== JSON.stringify(published[trait]))
        .map((trait) => `${name}.${trait}=${encodeURIComponent(JSON.stringify(model.get(trait)))}`),
    );
    const address = [...kept, ...changed].join("&");
    remember(address ? `#${address}` : location.pathname + location.search);
  }

  // An entry of the browser's history that was here before: Back and Forward come to it, a link makes a new one.
  const SEEN = { widgets: true };
  let last = null; // the address that was read or written last
  const remember = (address) => {
    history.replaceState({ ...history.state, ...SEEN }, "", address);
    last = location.href;
  };

  /** Another address on this page. A link to a section leaves the widgets as they are; Back, Forward and whatever names
      a widget, or nothing, set all of them. */
  function follow() {
    const known = history.state?.widgets;
    last = location.href;
    if (!known && parts().length && !parts().some(isOurs)) return toAddress();
    for (const entry of widgets) entry.model.set(fromAddress(entry));
    if (!known) section()?.scrollIntoView();
    remember(location.href);
  }

  let waiting = null;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(toAddress, 250); // browsers limit how often the address may change
  };

  /** A widget's name in the address; the second "descent" on a page is "descent-2". */
  function named(wanted) {
    const same = widgets.filter(({ wanted: other }) => other === wanted).length;
    return same ? `${wanted}-${same + 1}` : wanted;
  }

  // ---- the widgets of this page

  async function show(place) {
    const state = JSON.parse(place.querySelector("script").textContent);
    const model = new Model(state);
    const published = Object.fromEntries((state.linked ?? []).map((trait) => [trait, state[trait]]));
    const entry = { wanted: state.name, name: named(state.name), model, published };
    widgets.push(entry);
    const signal = new AbortController().signal;
    const widget = await load(place.dataset.widgetView);
    await widget.initialize?.({ model, signal });
    const box = document.createElement("div");
    place.after(box); // laid out beside the first frame, which goes when the widget is there
    place.hidden = true;
    try {
      await widget.render({ model, el: box, signal });
    } catch (fault) {
      box.remove();
      place.hidden = false;
      throw fault;
    }
    place.replaceChildren(box);
    place.hidden = false;
    if (parts().some((part) => isOf(part, entry))) {
      model.set(fromAddress(entry));
      if (arrived) (section() ?? place).scrollIntoView();
    }
    model.on("saved", soon);
  }

  // By a link, not by Reload or Back: then the browser itself goes back to where the reader was.
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";

  function begin() {
    remember(location.href);
    for (const place of document.querySelectorAll("[data-widget-view]"))
      show(place).catch((fault) => console.error(fault));
    addEventListener("hashchange", follow);
    addEventListener("addresswritten", () => {
      last = location.href;
    });
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}
