// What a page does for paper: answers that are still closed stand at its end, and its exercises can be printed alone.
"use strict";
{
  const root = document.documentElement;
  const article = document.querySelector("article");
  const predictions = [...document.querySelectorAll(".predict")];
  let answers = null;
  let moved = []; // what cells print, with the fold from which it was taken

  /** What an answer belongs to: an exercise by its number and title, a prediction by its number on the page. */
  function titleOf(box) {
    const title = document.createElement("h3");
    const exercise = box.querySelector(".caption-number");
    if (exercise)
      title.append(exercise.cloneNode(true), " ", ...exercise.nextElementSibling.cloneNode(true).childNodes);
    else title.append(`Prediction ${box.dataset.number}`);
    return title;
  }

  /** What the cells behind a prediction show, and is still closed: up to the next prediction. */
  function outcomesOf(box) {
    const all = [...document.querySelectorAll(".predict, .outcome")];
    const behind = all.slice(all.indexOf(box) + 1);
    const next = behind.findIndex((part) => part.matches(".predict"));
    return behind.slice(0, next < 0 ? undefined : next).filter((outcome) => !outcome.open);
  }

  function take(outcome) {
    const parts = [...outcome.children].slice(1);
    moved.push([outcome, parts]);
    return parts;
  }

  function gather() {
    answers = document.createElement("section");
    answers.className = "answers";
    for (const fold of document.querySelectorAll(".predict details, .exercise > .solution")) {
      if (fold.open && !fold.hidden) continue; // it is printed where it is
      const box = fold.closest(".predict, .exercise");
      const answer = document.createElement("div");
      answer.className = box.classList.contains("predict") ? "of-prediction" : "of-exercise";
      answer.append(titleOf(box), ...[...fold.cloneNode(true).children].slice(1));
      for (const part of answer.querySelectorAll("[id]")) part.removeAttribute("id"); // the page has it already
      if (box.matches(".predict")) answer.append(...outcomesOf(box).flatMap(take));
      answers.append(answer);
    }
    if (!answers.childElementCount) return;
    answers.prepend(Object.assign(document.createElement("h2"), { textContent: "Answers" }));
    article.append(answers);
  }

  predictions.forEach((box, n) => {
    box.dataset.number = n + 1;
  });
  addEventListener("beforeprint", gather);
  addEventListener("afterprint", () => {
    for (const [outcome, parts] of moved) outcome.append(...parts);
    moved = [];
    answers?.remove();
    root.classList.remove("exercises-alone");
  });
  for (const button of document.querySelectorAll(".print-exercises"))
    button.addEventListener("click", () => {
      root.classList.add("exercises-alone");
      print();
    });
}
