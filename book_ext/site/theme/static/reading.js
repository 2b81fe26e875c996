// What a reader does while reading: predicts, sets a widget from the text, sees where a number stands and where he is.
"use strict";
{
  const make = (tag, attributes, ...inside) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...inside);
    return node;
  };

  // --- predictions: one choice, then the answer ---

  /** Turns the list of a prediction into radio buttons, with the answer closed until one is chosen and shown. */
  function predict(box, number) {
    const choices = box.querySelector(".choices");
    const answer = box.querySelector("details");
    if (!choices || !answer) return;
    const show = make("button", { type: "button", disabled: "", title: "Choose one first" }, "Show the answer");
    const verdict = make("p", { class: "verdict", role: "status" });
    for (const item of choices.children) {
      const radio = make("input", { type: "radio", name: `prediction-${number}` });
      radio.addEventListener("change", () => {
        show.disabled = false;
        show.title = "";
      });
      const label = make("label", {}, radio, make("span", {}, ...item.childNodes));
      item.replaceChildren(label);
    }
    choices.setAttribute("role", "radiogroup");
    choices.setAttribute("aria-label", "Your prediction");
    for (const item of choices.children) item.setAttribute("role", "none");
    choices.after(make("p", { class: "reveal" }, show), verdict);
    answer.hidden = true;
    show.addEventListener("click", () => {
      const chosen = choices.querySelector(":checked").closest("li");
      for (const item of choices.children) {
        item.classList.toggle("chosen", item === chosen);
        item.querySelector("input").disabled = true;
      }
      box.classList.add("shown");
      verdict.textContent = chosen.classList.contains("right") ? "✓ As you predicted." : "✗ It comes out differently.";
      answer.hidden = false;
      answer.open = true;
      show.hidden = true;
      for (const outcome of outcomesOf(box)) outcome.open = true;
      answer.querySelector("summary").focus({ preventScroll: true });
    });
  }

  /** What the cells between this prediction and the next show. */
  function outcomesOf(box) {
    const all = [...document.querySelectorAll(".predict, .outcome")];
    const behind = all.slice(all.indexOf(box) + 1);
    const next = behind.findIndex((part) => part.matches(".predict"));
    return behind.slice(0, next < 0 ? undefined : next);
  }

  document.querySelectorAll(".admonition.predict").forEach(predict);

  // --- words that set a widget ---

  /** A widget by its name in the address; the second "chain" of a page is "chain-2". */
  function widgetNamed(name) {
    const same = (wanted) => [...document.querySelectorAll(`.widget[data-name="${CSS.escape(wanted)}"]`)];
    const [, base, number] = name.match(/^(.+)-(\d+)$/) ?? [];
    return same(name)[0] ?? (base && same(base)[number - 1]);
  }

  document.addEventListener("click", (event) => {
    const words = event.target.closest("a.set");
    if (!words) return;
    event.preventDefault();
    const wanted = words.hash.slice(1).split("&");
    const keys = wanted.map((part) => part.split("=")[0]);
    const kept = location.hash
      .slice(1)
      .split("&")
      .filter((part) => part && !keys.includes(part.split("=")[0]));
    const address = `#${[...kept, ...wanted].join("&")}`;
    if (address !== location.hash) location.hash = address;
    else dispatchEvent(new HashChangeEvent("hashchange"));
    bring(widgetNamed(wanted[0].split(".")[0]));
  });

  const DRAWING = ".plot, .plots, .pictures, .parts, .bp-net, .network";

  /** Scrolls to a widget: to all of it where the window holds it, else to its drawing, right below the bar. */
  function bring(widget) {
    if (!widget) return;
    const bar = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop); // and a little room
    const { top, bottom, height } = widget.getBoundingClientRect();
    if (top >= bar && bottom <= innerHeight) return;
    if (height <= innerHeight - bar) return widget.scrollIntoView({ block: "nearest" });
    (widget.querySelector(DRAWING) ?? widget).scrollIntoView();
  }

  // --- words that light up a number of a widget ---

  function light(words, on) {
    const [name, ...quantity] = words.dataset.lights.split(".");
    const numbers = widgetNamed(name)?.querySelectorAll(`[data-quantity="${CSS.escape(quantity.join("."))}"]`) ?? [];
    for (const number of numbers) number.classList.toggle("lit", on);
  }

  for (const words of document.querySelectorAll("[data-lights]"))
    for (const [start, end] of [
      ["pointerenter", "pointerleave"],
      ["focus", "blur"],
    ]) {
      words.addEventListener(start, () => light(words, true));
      words.addEventListener(end, () => light(words, false));
    }

  // --- where one is: the section in the list and in the bar, and how far the page is read ---

  const links = [...document.querySelectorAll(".on-this-page a[href^='#']")].filter((link) => link.hash.length > 1);
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const sections = document.getElementById("sections");
  const progress = document.getElementById("progress");
  const list = document.querySelector(".on-this-page");
  const wide = [...document.querySelectorAll(".widget, .museum, .scroll")];
  let here = -1;

  /** Whether something reaches below the list beside the text, or comes close to it. */
  function isCovered() {
    const { left, top, bottom } = list.getBoundingClientRect();
    return wide.some((block) => {
      const box = block.getBoundingClientRect();
      return box.right > left && box.top < bottom + 16 && box.bottom > top - 16;
    });
  }

  function place() {
    if (list?.clientWidth) list.classList.toggle("is-covered", isCovered() && !list.contains(document.activeElement));
    const room = document.documentElement.scrollHeight - innerHeight;
    if (progress) progress.style.scale = `${room > 0 ? Math.min(1, scrollY / room) : 0} 1`;
    const now = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < 120);
    if (now === here) return;
    links[here]?.removeAttribute("aria-current");
    here = now;
    links[here]?.setAttribute("aria-current", "location");
    if (sections) sections.querySelector("summary").textContent = links[here]?.textContent ?? "On this page";
  }

  let asked = false;
  function soon() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      place();
    });
  }

  const chapters = document.querySelector(".chapters");
  const current = chapters?.querySelector("[aria-current]");
  if (current && current.offsetTop > chapters.clientHeight - 60)
    chapters.scrollTop = current.offsetTop - chapters.clientHeight / 2;

  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  place();

  // The sections in the bar, where the list beside the text has no room.
  sections?.addEventListener("click", (event) => {
    if (event.target.closest("a")) sections.open = false;
  });
  document.addEventListener("click", (event) => {
    if (sections?.open && !sections.contains(event.target)) sections.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sections?.open) {
      sections.open = false;
      sections.querySelector("summary").focus();
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.querySelector(".topbar input[type=search]").focus();
    }
  });
}
