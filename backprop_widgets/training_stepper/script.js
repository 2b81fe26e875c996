/* The training as a script of its own: the numbers of the page, the generator, and the loop, ready to run. */

/** kind: one of SCRIPTS. */
function scriptOf(kind, state, { x, y }, runs, steps) {
  const { hidden, activation, loss, batch_size, seed } = state;
  const [imports, loop] = SCRIPTS[kind];
  const values = {
    x: JSON.stringify(x),
    y: JSON.stringify(y),
    sizes: JSON.stringify(sizesOf(hidden)),
    activation: kind === "PyTorch" ? TORCH[activation] : `"${activation}"`,
    loss: `"${loss}"`,
    runs: `[${runs.map((run) => `(${run.join(", ")})`).join(", ")}]  # learning rate and momentum`,
    batch_size: `${batch_size}  # 0: all examples`,
    seed,
    steps,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}\n`);
  return `# ${count(steps, "step")} on ${state.data}: prints the cost that the page shows.\n${imports}\n${lines.join("")}${GENERATOR}\n${loop}`;
}

/** Two buttons that copy a script, and then the script itself, for where copying is not allowed. */
function scriptBox(write) {
  const area = element("textarea", { "aria-label": "Script", readonly: "", rows: 12, spellcheck: "false", hidden: "" });
  const told = element("span", { role: "status" });
  let kind = "";
  const copy = (wanted) => async () => {
    kind = wanted;
    refresh();
    try {
      await navigator.clipboard.writeText(area.value);
      told.textContent = "Copied.";
    } catch {
      area.select();
      told.textContent = "The browser does not let us copy: press Ctrl+C.";
    }
  };
  const buttons = Object.keys(SCRIPTS).map((kind) => button(`Copy as ${kind} script`, copy(kind)));

  /** The script follows the state from when it is on the page. */
  function refresh() {
    area.hidden = !kind;
    const script = kind && write(kind);
    if (script !== area.value) [area.value, told.textContent] = [script, ""];
  }
  return { node: element("div", { class: "script" }, ...buttons, told, area), refresh };
}
