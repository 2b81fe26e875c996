// The rows of the exercises: an address opens the one that it leads to, a ring says how far a reader is with each.
"use strict";
{
  const RINGS = { right: ["●", "done"], tried: ["◐", "tried, not right yet"], "": ["○", "not tried yet"] };

  /** Opens whatever the place is folded in that the address leads to; a widget may stand behind the place. */
  function openFromAddress() {
    const place = document.getElementById(location.hash.slice(1).split("&")[0]);
    const row = place?.closest("details.exercise");
    if (!row) return;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (place !== row) place.scrollIntoView();
  }

  const forms = [...document.querySelectorAll(".exercise form.answer")];

  function showRings() {
    for (const form of forms) {
      const ring = form.closest(".exercise").querySelector(".ring");
      const [sign, words] = RINGS[form.dataset.state ?? ""];
      ring.textContent = sign;
      ring.setAttribute("aria-label", words);
    }
    const others = document.querySelectorAll(".exercise .ring:not([role])").length;
    const elsewhere = others ? ` (${others} more in the notebook)` : "";
    const done = forms.filter((form) => form.dataset.state === "right").length;
    for (const words of document.querySelectorAll(".above-rows .done"))
      words.textContent = forms.length ? `${done} of ${forms.length} done on this page${elsewhere}.` : "";
  }

  const watcher = new MutationObserver(showRings);
  for (const form of forms) watcher.observe(form, { attributeFilter: ["data-state"] });
  showRings();
  addEventListener("hashchange", openFromAddress);
  openFromAddress();
}
