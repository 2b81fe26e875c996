// Shows a deck: one slide at a time, as large as it fits, by key, button, swipe and address.

const root = document.documentElement;
const slides = [...document.querySelectorAll(".slide")];
const notes = document.getElementById("notes");
const said = [...notes.querySelectorAll(".said")];
const status = document.querySelector("[role=status]");
const button = (does) => document.querySelector(`[data-does=${does}]`);
let at = 0;

// --- which slide: the part of the address in front of what the widgets keep there ---

const parts = () => location.hash.slice(1).split("&").filter(Boolean);
const numberOf = (part) => slides.findIndex((slide) => slide.dataset.name === window.decoded(part)); // host.js
const isName = (part) => numberOf(part) >= 0;

/** The number of the slide that the address names; what is no name of a slide is passed over. */
const fromAddress = () => numberOf(parts().find(isName) ?? slides[0].dataset.name);

function toAddress() {
  const kept = parts().filter((part) => !isName(part));
  history.replaceState(history.state, "", `#${[slides[at].dataset.name, ...kept].join("&")}`);
  dispatchEvent(new Event("addresswritten")); // the host of the widgets writes into the same address
}

const title = (n) => slides[n].querySelector("h2").textContent;
const waiting = (slide) => [...slide.querySelectorAll("[data-step]:not(.seen)")];

/** Show slide n; its answers are hidden when it is reached from the front. */
function show(n, { whole = false } = {}) {
  at = Math.min(Math.max(n, 0), slides.length - 1);
  slides.forEach((slide, k) => {
    slide.classList.toggle("now", k === at);
    slide.inert = k !== at;
    if (k === at) for (const step of slide.querySelectorAll("[data-step]")) step.classList.toggle("seen", whole);
  });
  said.forEach((words, k) => (words.hidden = k !== at));
  status.textContent = `Slide ${at + 1} of ${slides.length}`;
  document.querySelector(".progress > span").style.inlineSize = `${(100 * (at + 1)) / slides.length}%`;
  document.title = `${title(at)} · ${at + 1}/${slides.length}`;
  button("back").setAttribute("aria-disabled", at === 0);
  button("on").setAttribute("aria-disabled", at === slides.length - 1 && !waiting(slides[at]).length);
  toAddress();
  fit(slides[at]);
  if (!document.activeElement?.closest("nav, aside")) slides[at].focus({ preventScroll: true });
  speak();
}

function on() {
  const [next] = waiting(slides[at]);
  if (next) {
    next.classList.add("seen");
    button("on").setAttribute("aria-disabled", at === slides.length - 1 && waiting(slides[at]).length < 1);
    fit(slides[at]);
  } else if (at < slides.length - 1) show(at + 1);
}

function back() {
  const seen = [...slides[at].querySelectorAll("[data-step].seen")];
  if (seen.length) {
    seen.at(-1).classList.remove("seen");
    fit(slides[at]);
  } else if (at > 0) show(at - 1, { whole: true });
}

// --- as large as it fits: the largest zoom at which the slide needs no scrolling; below the smallest it scrolls ---

// Of a screen of 1280 x 720, on which 24 px is a thirtieth of the height: that can be read from the last row.
const ZOOM = { widget: [0.9, 1.5], table: [1.15, 1.9], code: [1.3, 2], equations: [1.6, 2.3], default: [1.5, 2.1] };

function fit(slide, [width, height] = [innerWidth, innerHeight]) {
  const unit = Math.max(Math.min(width / 1280, height / 720), 0.6);
  root.style.setProperty("--unit", unit);
  const [body, box] = [slide.querySelector(".body"), slide.querySelector(".fit")];
  const kind = Object.keys(ZOOM).find((name) => slide.classList.contains(name)) ?? "default";
  let [low, high] = ZOOM[kind].map((zoom) => zoom * unit);
  const least = low;
  const wide = [body, ...box.querySelectorAll("pre, .scroll, mjx-container[display]")];
  const fits = (zoom) => {
    box.style.zoom = zoom;
    return body.scrollHeight <= body.clientHeight + 1 && wide.every((part) => part.scrollWidth <= part.clientWidth + 1);
  };
  if (!fits(high) && fits(low)) {
    for (let k = 0; k < 6; k++) {
      const middle = (low + high) / 2;
      if (fits(middle)) low = middle;
      else high = middle;
    }
    fits(low);
  }
  box.dataset.least = least;
  body.classList.remove("scrolls");
  body.removeAttribute("tabindex");
  scroll(body);
}

function scroll(body) {
  if (body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1) return;
  body.classList.add("scrolls");
  body.tabIndex = 0;
}

const again = () => fit(slides[at]);
new ResizeObserver(again).observe(document.querySelector("main"));
/** A widget lays itself out anew a frame later, and when it is used: if it then needs more room, the slide shrinks. */
function shrink(box) {
  const [body, zoom, least] = [box.parentElement, Number(box.style.zoom), Number(box.dataset.least)];
  if (body.scrollHeight > body.clientHeight + 1 && zoom > least) box.style.zoom = Math.max(least, zoom * 0.98);
  else scroll(body);
}

const grown = new ResizeObserver((boxes) => boxes.forEach(({ target }) => target.closest(".now") && shrink(target)));
for (const box of document.querySelectorAll(".fit")) grown.observe(box);
document.fonts.ready.then(again);
for (const widget of document.querySelectorAll("[data-widget-view]")) {
  new MutationObserver(() => widget.closest(".now") && again()).observe(widget, { childList: true });
}

// --- all slides at a glance ---

const overview = () => root.classList.contains("overview");

function glance(open) {
  root.classList.toggle("overview", open);
  button("overview").setAttribute("aria-pressed", open);
  for (const [k, slide] of slides.entries()) {
    slide.querySelector(".jump")?.remove();
    slide.inert = !open && k !== at;
    for (const part of slide.querySelectorAll("header, .body")) part.inert = open;
    if (!open) continue;
    fit(slide);
    const jump = Object.assign(document.createElement("button"), { type: "button", className: "jump" });
    jump.setAttribute("aria-label", `${k + 1}: ${title(k)}`);
    jump.setAttribute("aria-current", k === at);
    jump.addEventListener("click", () => {
      glance(false);
      show(k);
    });
    slide.append(jump);
  }
  if (open) slides[at].querySelector(".jump").focus();
  else show(at, { whole: !waiting(slides[at]).length });
}

// --- notes, below the slide or in a window of their own ---

function openNotes(open) {
  notes.hidden = !open;
  button("notes").setAttribute("aria-pressed", open);
}

let speaker = null;

function openSpeaker() {
  speaker = open("", "speaker", "width=700,height=800");
  if (!speaker) return openNotes(true); // the browser does not open windows
  const { document: page } = speaker;
  page.title = "Notes";
  page.documentElement.lang = "en";
  page.documentElement.dataset.theme = root.dataset.theme;
  page.head.replaceChildren(
    ...[...document.querySelectorAll("style, link[rel=stylesheet]")].map((style) => {
      const copy = style.cloneNode(true);
      if (style.href) copy.href = style.href; // the other window has no address to start from
      return copy;
    }),
  );
  page.body.className = "speaker";
  page.body.innerHTML = "<main><p class=clock></p><h1></h1><div></div><p class=next></p></main>";
  speaker.addEventListener("keydown", keys);
  speak();
}

function speak() {
  if (!speaker || speaker.closed) return;
  const page = speaker.document;
  page.querySelector("h1").textContent = `${at + 1}. ${title(at)}`;
  page.querySelector("div").innerHTML = said[at].innerHTML;
  page.querySelector(".next").textContent =
    at + 1 < slides.length ? `Next: ${title(at + 1)}` : "This is the last slide.";
}

const started = Date.now();
setInterval(() => {
  if (!speaker || speaker.closed) return;
  const seconds = Math.floor((Date.now() - started) / 1000);
  const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  speaker.document.querySelector(".clock").textContent = `${clock} · ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}, 1000);

// --- keys, buttons, swipes ---

function dark() {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    /* storage is switched off */
  }
}

const DOES = {
  ArrowRight: on,
  PageDown: on,
  " ": on,
  ArrowLeft: back,
  PageUp: back,
  Home: () => show(0),
  End: () => show(slides.length - 1),
  o: () => glance(true),
  n: () => openNotes(notes.hidden),
  s: openSpeaker,
  d: dark,
  f: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.()?.catch(() => {})),
};

function keys(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (overview()) {
    if (key !== "Escape" && key !== "o") return;
    event.preventDefault();
    return glance(false);
  }
  const inside = event.target.closest?.("[data-widget], input, select, textarea");
  if (key === "Escape" && inside) return slides[at].focus();
  if (inside && !key.startsWith("Page")) return; // a widget has keys of its own
  if (key === " " && event.target.closest?.("button, a, summary")) return;
  if (!Object.hasOwn(DOES, key)) return;
  event.preventDefault();
  DOES[key]();
}

addEventListener("keydown", keys);
button("on").addEventListener("click", on);
button("back").addEventListener("click", back);
button("overview").addEventListener("click", () => glance(!overview()));
button("notes").addEventListener("click", () => openNotes(notes.hidden));

// A click or a tap on what does nothing itself goes on, in the left quarter back; not after words have been selected.
const ITS_OWN =
  "[data-widget], nav, aside, a, button, input, select, textarea, summary, label, pre, .scrolls, [tabindex='0']";
document.querySelector("main").addEventListener("click", (event) => {
  if (overview() || event.defaultPrevented || event.target.closest(ITS_OWN) || String(getSelection())) return;
  (event.clientX < innerWidth / 4 ? back : on)();
});

let touch = null;
addEventListener(
  "touchstart",
  (event) => {
    const own = event.touches.length > 1 || event.target.closest(`${ITS_OWN}, .scroll, mjx-container[display]`);
    touch = own ? null : { x: event.touches[0].clientX, y: event.touches[0].clientY };
  },
  { passive: true },
);
addEventListener("touchend", (event) => {
  if (!touch || overview()) return;
  const [x, y] = [event.changedTouches[0].clientX - touch.x, event.changedTouches[0].clientY - touch.y];
  if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) (x < 0 ? on : back)();
});

addEventListener("hashchange", () => fromAddress() !== at && show(fromAddress()));
addEventListener("beforeprint", () => slides.forEach((slide) => fit(slide, [1280, 720])));
addEventListener("afterprint", again);

show(fromAddress());
