// Tells a learning platform how many exercises of this page are right, through the API of SCORM 1.2 where there is one.
"use strict";
{
  /** The platform's API in a window or in one that holds it. Windows of other sites show nothing of theirs. */
  function apiAbove(start) {
    try {
      for (let here = start; here; here = here.parent) {
        if (here.API) return here.API;
        if (here === here.parent) return null;
      }
    } catch {
      /* a window of another site */
    }
    return null;
  }

  const api = apiAbove(window) ?? apiAbove(window.opener);
  const forms = [...document.querySelectorAll(".exercise form.answer")];
  const slugOf = (form) => form.closest(".exercise").id.replace("ex-", "");
  const slugs = forms.map(slugOf);

  /** What was right in an earlier session, as this page has noted it. */
  function kept() {
    return api
      .LMSGetValue("cmi.suspend_data")
      .split(" ")
      .filter((slug) => slugs.includes(slug));
  }

  if (api && api.LMSInitialize("") !== "false") {
    const right = new Set(kept());
    const answered = new Set();

    function report() {
      const all = right.size === slugs.length;
      api.LMSSetValue("cmi.core.score.min", "0");
      api.LMSSetValue("cmi.core.score.max", "100");
      api.LMSSetValue("cmi.core.score.raw", String(Math.round((100 * right.size) / slugs.length)));
      api.LMSSetValue("cmi.core.lesson_status", all ? "completed" : "incomplete");
      api.LMSSetValue("cmi.suspend_data", [...right].join(" "));
      api.LMSCommit("");
    }

    // On its way down: the form may have judged the answer before a listener behind its own hears of it.
    document.addEventListener("submit", ({ target }) => forms.includes(target) && answered.add(target), {
      capture: true,
    });
    // progress.js says so whenever an answer was judged. What this browser remembers of another day, or of somebody
    // else, was not answered here and does not count.
    addEventListener("progress", () => {
      for (const form of answered) {
        const verdict = form.querySelector(".verdict");
        if (verdict.dataset.right === undefined) continue; // is being judged
        if (verdict.dataset.right === "true") right.add(slugOf(form));
        answered.delete(form);
      }
      report();
    });
    report();
    addEventListener("pagehide", () => api.LMSFinish(""), { once: true });
  }
}
