// What a page does by itself: its theme, its list of chapters, its copy buttons.

const root = document.documentElement;

// --- light and dark ---

const themeButton = document.getElementById("theme");

function showTheme() {
  themeButton.textContent = root.dataset.theme === "dark" ? "Light" : "Dark";
}

themeButton.addEventListener("click", () => {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    /* storage is switched off: the choice holds for this page */
  }
});
new MutationObserver(showTheme).observe(root, { attributeFilter: ["data-theme"] });
showTheme();

// --- the list of chapters on a narrow screen ---

const chapters = document.getElementById("chapters");
const opener = document.getElementById("open-chapters");

function openChapters(open) {
  chapters.classList.toggle("open", open);
  opener.setAttribute("aria-expanded", String(open));
  if (open) chapters.querySelector("a").focus();
}

opener.addEventListener("click", () => openChapters(opener.getAttribute("aria-expanded") === "false"));
document.addEventListener("click", (event) => {
  if (!chapters.contains(event.target) && event.target !== opener) openChapters(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chapters.classList.contains("open")) {
    openChapters(false);
    opener.focus();
  }
});

// --- copying code ---

for (const block of document.querySelectorAll(":not(.cell_output) > [class*=highlight-] > .highlight")) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "copy",
    textContent: "Copy",
  });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre").textContent);
    button.textContent = "Copied";
    button.addEventListener(
      "blur",
      () => {
        button.textContent = "Copy";
      },
      { once: true },
    );
  });
  block.append(button);
}

// --- what scrolls sideways can be reached with the keyboard ---

const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

function watchScrolling() {
  for (const box of document.querySelectorAll(".highlight pre, .scroll, mjx-container[display]"))
    scrolling.observe(box);
}

watchScrolling();
window.addEventListener("load", () => window.MathJax?.startup?.promise.then(watchScrolling));
