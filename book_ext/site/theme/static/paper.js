// What a page does for paper: answers that are still closed stand at its end, and its exercises can be printed alone.
"use strict";
{
  const root = document.documentElement;
  const article = document.querySelector("article");
  const predictions = [...document.querySelectorAll(".predict")];
  let answers = null;

  /** What an answer belongs to: an exercise by its number and title, a prediction by its number on the page. */
  function titleOf(box) {
    const title = document.createElement("h3");
    const exercise = box.querySelector(".caption-number");
    if (exercise)
      title.append(exercise.cloneNode(true), " ", ...exercise.nextElementSibling.cloneNode(true).childNodes);
    else title.append(`Prediction ${box.dataset.number}`);
    return title;
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
    answers?.remove();
    root.classList.remove("exercises-alone");
  });
  for (const button of document.querySelectorAll(".print-exercises"))
    button.addEventListener("click", () => {
      root.classList.add("exercises-alone");
      print();
    });
}
