/* From the error back to one weight. CODE, LINES and `passes`, with every number, come from backward_stepper.py. */

// ---------------------------------------------------------------------------------------------- symbols

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** MathML from a tree: [tag, attributes if there are any, ...children], with text at its leaves. */
function tree([tag, ...rest]) {
  const bare = Array.isArray(rest[0]) || typeof rest[0] === "string";
  const [attributes, children] = bare ? [{}, rest] : [rest[0], rest.slice(1)];
  const parts = children.map((child) => (Array.isArray(child) ? tree(child) : child));
  return fill(document.createElementNS(MATHML, tag), attributes, parts);
}

const formula = (role, ...parts) => tree(["math", { class: role }, ...parts]);

/** The symbol for a name of the diagram: "out h1", "b of h1" and "w5" have an index, "E" has none. */
const partsOf = (name) => (name.includes(" ") ? name.split(/ of | /) : [name[0], name.slice(1)]);
function symbolOf(name) {
  const [letter, index] = partsOf(name);
  return index ? ["msub", ["mi", letter], ["mi", index]] : ["mi", letter];
}

const minus = ["mo", "−"];
const tight = (sign) => ["mo", { lspace: "0", rspace: "0", stretchy: "false" }, sign];
// One token where it could be two, with a letter in the italics that a token of its own would have: each box costs time.
const italic = (letter) => String.fromCodePoint(letter.codePointAt() + (letter < "a" ? 0x1d434 - 65 : 0x1d44e - 97));
function partial(name) {
  const [letter, index] = partsOf(name);
  const token = ["mi", `∂${letter.length === 1 ? italic(letter) : letter}`];
  return index ? ["msub", token, ["mi", index]] : token;
}
const slopeOf = (above, below) => ["mfrac", partial(above), partial(below)];
const inBrackets = (...parts) => ["mrow", tight("("), ...parts, tight(")")];

// What the slope of an activation looks like, with symbols (out, net) and with their numbers (a, z); which of the two
// it is made of; and what to say about it.
const steep = (above, below) => (z) => `The net input is ${z > 0 ? `above 0, ${above}` : `not above 0, ${below}`}.`;
const phi = (out, net) => [["msup", ["mi", "φ"], ["mo", "′"]], inBrackets(net)];
const SLOPES = {
  identity: {
    symbols: () => [["mn", "1"]],
    numbers: () => "",
    words: () => "It hands its net input on as it is, so the slope is 1.",
  },
  sigmoid: {
    symbols: (out) => [out, inBrackets(["mn", "1"], minus, out)],
    numbers: (a) => `${a} (1 − ${a})`,
    from: "a",
    words: () => "The slope of the logistic can be read off its own output: out times one minus out.",
  },
  tanh: {
    symbols: (out) => [["mn", "1"], minus, ["msup", inBrackets(out), ["mn", "2"]]],
    numbers: (a) => `1 − (${a})²`,
    from: "a",
    words: () => "The slope of tanh can be read off its own output: one minus out squared.",
  },
  relu: {
    symbols: phi,
    numbers: (a, z) => `φ′(${z})`,
    from: "z",
    words: steep("where relu has slope 1", "where relu is flat: nothing passes"),
  },
  leaky_relu: {
    symbols: phi,
    numbers: (a, z) => `φ′(${z})`,
    from: "z",
    words: steep("where the slope is 1", "where the slope is 1/100"),
  },
  softplus: {
    symbols: phi,
    numbers: (a, z) => `φ′(${z})`,
    from: "z",
    words: () => "The slope of softplus is the logistic function of the net input.",
  },
};

// ---------------------------------------------------------------------------------------------- the way back

/** The frames from the error to a parameter, and the lines of the whole chain.

    A frame is one multiplication, above × local = result, or one sum. `values(pass)` has its numbers in the right pass
    or in that of a mistake, `taken(pass)` what a mistake puts in place of `above`; `cell` is the place of its result in
    the diagram, `uses` are the numbers that it reads there, `edges` what it runs along. A line is a product: of each
    frame that it refers to either the local slope or, if `whole`, the gradient that it found. What is known is not
    worked out again. */
function wayBack(passes, parameter, names) {
  const { sizes, activations, paired, forward, y } = passes;
  const top = sizes.length - 1;
  const { level: home, unit, source } = parameter;
  const [frames, lines, known] = [[], [], new Map()];
  const unitName = (level, j) => names[label.unit(level, j)];
  const gradientOf = (name) => slopeOf("E", name);
  const seed = { name: "dJ/dJ", symbol: gradientOf("E") };
  const backOf = (level, j) => ({ name: label.delta(level, j), symbol: gradientOf(names[label.z(level, j)]) });
  const errorOf = (level, j) => ({ name: label.error(level, j), symbol: gradientOf(names[label.a(level, j)]) });

  const add = (frame) => {
    known.set(frame.name, frames.length);
    return frames.push({ edges: [], uses: [], ...frame }) - 1;
  };
  const whole = (at) => ({ at, whole: true });

  /** What comes together by several ways: a line for each, then the sum. By one way alone there is nothing to add. */
  function together(total, ways, sum) {
    if (ways.length === 1) {
      const before = ways[0].before();
      return [...before, { at: add({ ...ways[0].frame, ...total, values: alone(ways[0].frame, sum) }) }];
    }
    const terms = ways.map(({ before, frame, via, through }) => {
      const factors = before();
      const at = add({ ...frame, ...total, name: `${total.name} via ${via}`, cell: undefined, through });
      lines.push({ lead: `${total.lead}through ${through}`, factors: [...factors, { at }], result: at });
      return at;
    });
    return [whole(add({ ...total, ...sum, kind: "sum", terms: terms.map((at) => frames[at]) }))];
  }
  const alone = (frame, sum) => (pass) => ({ ...frame.values(pass), ...sum.values(pass) });

  /** The factors of dJ/da. */
  function error(level, j) {
    const { name, symbol } = errorOf(level, j);
    if (known.has(name)) return [whole(known.get(name))];
    if (level === top) return [whole(add(outputError(j)))];
    const next = upTo(sizes[level + 1]);
    const ways = next.map((k) => ({
      before: () => delta(level + 1, k),
      frame: alongWeight(level, j, k),
      via: label.z(level + 1, k),
      through: unitName(level + 1, k),
    }));
    const lead = level === home ? "path " : `${unitName(level, j)} `;
    const units = level + 1 === top ? "outputs" : "units of the next layer";
    const paths = next.length === 2 ? "both paths" : `all ${next.length} paths`;
    return together({ name, symbol, lead, cell: name }, ways, {
      line: LINES.below,
      edges: next.map((k) => label.w(level + 1, k, j)),
      values: (pass) => ({ result: pass[level - 1].error[j] }),
      say:
        `${unitName(level, j)} feeds ${next.length === 2 ? `both ${units}` : `all ${next.length} ${units}`}. ` +
        `A change in it reaches E by ${paths} at once, so the contributions add.`,
    });
  }

  /** The factors of dJ/dz. */
  function delta(level, j) {
    const { name, symbol } = backOf(level, j);
    if (known.has(name)) return [whole(known.get(name))];
    if (level === top && paired) return [whole(add(outputDelta(j)))];
    if (activations[level - 1] !== "softmax") {
      const before = error(level, j);
      return [...before, { at: add(throughActivation(level, j)) }];
    }
    const ways = upTo(sizes[level]).map((i) => ({
      before: () => error(level, i),
      frame: throughSoftmax(level, i, j),
      via: label.a(level, i),
      through: names[label.a(level, i)],
    }));
    return together({ name, symbol, lead: `${names[label.z(level, j)]} `, cell: name }, ways, {
      line: LINES.delta,
      values: (pass) => ({ result: pass[level - 1].delta[j] }),
      say:
        `${names[label.z(level, j)]} acts on all outputs of its layer, because softmax shares 1 among them. ` +
        "A change in it reaches E through each of them, so the contributions add.",
    });
  }

  const aim = (j, gradient) => {
    const [a, t] = [forward[top - 1].a[j], y[j]];
    const output = `Output ${unitName(top, j)}`;
    if (a === t) return `${output} meets its target, so the slope is 0.`;
    if (a > t) return `${output} is above its target, so raising ${gradient} raises E.`;
    return `${output} is below its target, so raising ${gradient} lowers E, and the gradient is negative.`;
  };
  const difference = (j) => {
    const [out, target] = [label.a(top, j), label.y(j)];
    const inRole = (role, name) => ["mrow", { class: role }, symbolOf(names[name])];
    return {
      name: `${out} - ${target}`,
      role: "",
      symbols: [inRole("forward", out), minus, inRole("target", target)],
      numbers: `${figure(forward[top - 1].a[j])} − ${y[j] < 0 ? `(${figure(y[j])})` : figure(y[j])}`,
    };
  };

  const outputError = (j) => ({
    ...errorOf(top, j),
    cell: label.error(top, j),
    edges: [label.E(j)],
    uses: [label.a(top, j), label.y(j)],
    line: LINES.error,
    above: seed,
    local: difference(j),
    values: (pass) => ({ above: 1, local: pass[top - 1].error[j], result: pass[top - 1].error[j] }),
    say: `${aim(j, names[label.a(top, j)])} The slope of half the square is the distance from the target.`,
  });

  const outputDelta = (j) => ({
    ...backOf(top, j),
    cell: label.delta(top, j),
    edges: [label.E(j)],
    uses: [label.a(top, j), label.y(j)],
    line: LINES.paired,
    above: seed,
    local: difference(j),
    values: (pass) => ({ above: 1, local: pass[top - 1].delta[j], result: pass[top - 1].delta[j] }),
    say:
      `${aim(j, names[label.z(top, j)])} This loss belongs to ${activations[top - 1]}: in their product ` +
      "the slope of the activation has cancelled, and out − t is all that is left.",
  });

  function throughActivation(level, j) {
    const { symbols, numbers, from, words } = SLOPES[activations[level - 1]];
    const [net, out] = [names[label.z(level, j)], names[label.a(level, j)]];
    const [z, a] = [forward[level - 1].z[j], forward[level - 1].a[j]];
    return {
      ...backOf(level, j),
      cell: label.delta(level, j),
      uses: from ? [label[from](level, j)] : [],
      line: LINES.delta,
      above: errorOf(level, j),
      local: {
        name: `d${label.a(level, j)}/d${label.z(level, j)}`,
        role: "forward",
        symbols: symbols(symbolOf(out), symbolOf(net)),
        ratio: slopeOf(out, net),
        numbers: numbers(figure(a), figure(z)),
      },
      values: (pass) => {
        const { error, slope, delta } = pass[level - 1];
        return { above: error[j], local: slope[j], result: delta[j] };
      },
      say: `Back through the activation of ${unitName(level, j)}. ${words(z)}`,
    };
  }

  function throughSoftmax(level, i, j) {
    const [net, out, own] = [names[label.z(level, j)], names[label.a(level, i)], names[label.a(level, j)]];
    const [p, q] = [i, j].map((k) => figure(forward[level - 1].a[k]));
    return {
      uses: i === j ? [label.a(level, i)] : [label.a(level, i), label.a(level, j)],
      line: LINES.delta,
      above: errorOf(level, i),
      local: {
        name: `d${label.a(level, i)}/d${label.z(level, j)}`,
        role: "forward",
        symbols: i === j ? SLOPES.sigmoid.symbols(symbolOf(out)) : [tight("−"), symbolOf(out), symbolOf(own)],
        ratio: slopeOf(out, net),
        numbers: i === j ? SLOPES.sigmoid.numbers(p) : `−${p} × ${q}`,
      },
      values: (pass) => {
        const { error, slope, mixed } = pass[level - 1];
        return { above: error[i], local: slope[i][j], result: mixed[i][j] };
      },
      say:
        i === j
          ? `Softmax: raising ${net} raises ${out}, with the slope out times one minus out.`
          : `Softmax: raising ${net} takes something away from ${out}. The slope is minus ${out} times ${own}.`,
    };
  }

  function alongWeight(level, j, k) {
    const weight = label.w(level + 1, k, j);
    const [out, net] = [names[label.a(level, j)], names[label.z(level + 1, k)]];
    return {
      edges: [weight],
      uses: [weight],
      line: LINES.below,
      above: backOf(level + 1, k),
      local: { name: weight, role: "parameter", symbols: [symbolOf(names[weight])], ratio: slopeOf(net, out) },
      taken: (pass) => pass[level].back?.[k],
      values: (pass) => {
        const { delta, back = delta, weights, via } = pass[level];
        return { above: back[k], local: weights[k][j], result: via[k][j] };
      },
      say:
        `Back along ${names[weight]}. Whatever ${out} changes by reaches ${net} multiplied by ${names[weight]}, ` +
        "so the local slope is that weight.",
    };
  }

  function arrival() {
    const bias = source === null;
    const [name, net, into] = [names[parameter.label], names[label.z(home, unit)], unitName(home, unit)];
    const input = bias ? undefined : label.a(home - 1, source);
    return {
      name: `dJ/d${parameter.label}`,
      symbol: gradientOf(name),
      cell: `dJ/d${parameter.label}`,
      edges: [parameter.label],
      uses: bias ? [] : [input],
      line: bias ? LINES.bias : LINES.weight,
      above: backOf(home, unit),
      local: {
        name: bias ? `d${label.z(home, unit)}/d${parameter.label}` : input,
        role: "forward",
        symbols: [bias ? ["mn", "1"] : symbolOf(names[input])],
        ratio: slopeOf(net, name),
      },
      taken: (pass) => (bias ? undefined : pass[home - 1].W_back?.[unit][source]),
      values: (pass) => {
        const { delta, W, b, b_local, W_back, W_local } = pass[home - 1];
        if (bias) return { above: delta[unit], local: b_local ? b_local[unit] : 1, result: b[unit] };
        const below = home > 1 ? forward[home - 2].a : passes.x;
        return {
          above: W_back ? W_back[unit][source] : delta[unit],
          local: W_local ? W_local[unit][source] : below[source],
          result: W[unit][source],
        };
      },
      say: bias
        ? `Arrive at the bias of ${into}. It is added as it is, so the local slope is 1.`
        : `Arrive at ${name}. In ${net} it multiplies ${names[input]}, so the local slope is ${names[input]}.`,
    };
  }

  add({
    ...seed,
    kind: "start",
    cell: "dJ/dJ",
    line: LINES.error,
    values: () => ({ above: passes.J, result: 1 }),
    say:
      "Start at the error. E changes one for one with itself, so the first gradient is 1. " +
      "Press Next to go back one link at a time, or pick another weight in the diagram.",
  });
  const factors = delta(home, unit);
  const summed = frames[factors[0].at].kind === "sum" && frames[factors[0].at].terms.length;
  const at = add(arrival());
  const lead = summed ? `sum of ${summed === 2 ? "both" : "all"} paths` : "";
  lines.push({ lead, factors: [...factors, { at }], result: at });
  return { frames, lines };
}

// ------------------------------------------------------------------------------------------ numbers, right and wrong

/** A number as a reader wants it; a whole one without places. */
const plain = (value) => (Number.isInteger(value) && Math.abs(value) < 1e4 ? digits(value) : figure(value));

/** Whether a mistake makes another number of this, beyond rounding; null is one that is no number any more. */
function differs(value, mistaken) {
  if (mistaken === undefined || mistaken === null) return mistaken === null;
  return Math.abs(value - mistaken) > 1e-14 * Math.max(Math.abs(value), Math.abs(mistaken));
}

/** The same function, but a call with the arguments of the last one does nothing: what is on the page stays. */
function unlessSame(act) {
  let last = null;
  return (...now) => {
    if (last && now.length === last.length && now.every((one, i) => Object.is(one, last[i]))) return;
    last = now;
    act(...now);
  };
}

/** A right value, and with it what a mistake makes of it where that differs. */
function twofold(name, role, wrongName = `wrong ${name}`) {
  const [right, wrong] = [quantity(name, role), quantity(wrongName, "wrong")];
  const node = element("span", { class: "twofold" });
  const place = (part, wanted) => (wanted ? part.parentNode || node.append(part) : part.remove());
  /** show(): empty. */
  const show = unlessSame((value, mistaken, text) => {
    const known = value !== undefined;
    const off = known && differs(value, mistaken);
    if (known) right.show(value, text(value));
    if (off) wrong.show(mistaken ?? NaN, mistaken === null ? "no number" : text(mistaken));
    place(right.node, known);
    place(wrong.node, off);
  });
  return { node, show };
}

/** One frame as a sum on paper. */
function written(frame) {
  const rows = [];
  function row(head, what, read, { role = "gradient", numbers = "", kind = "", after = "", wrongName } = {}) {
    const value = twofold(what.name, role, wrongName);
    rows.push({ value, read });
    const symbols = element("td", { class: "formula" }, formula(role, ...(what.symbols ?? [what.symbol])), " ", after);
    if (numbers) symbols.append(element("span", { class: "put" }, `= ${numbers}`));
    const number = element("td", { class: "number" }, value.node);
    return element("tr", { class: kind }, element("th", { scope: "row" }, head), symbols, number);
  }
  const { above, local, terms, through } = frame;
  const part = (which) => (pass) => frame.values(pass)[which];
  function body() {
    const total = row("= passed on", frame, part("result"), { kind: "total", after: through ? `via ${through}` : "" });
    if (frame.kind === "start") return [row("start with", error, part("above"), { role: "target" }), total];
    if (frame.kind === "sum") return [...terms.map(term), total];
    const fromAbove = row("from above", above, part("above"), { wrongName: `taken for ${above.name}` });
    return [fromAbove, row("× local slope", local, part("local"), local), total];
  }
  const error = { name: "J", symbol: symbolOf("E") };
  function term({ name, symbol, through, values }, i) {
    const read = (pass) => values(pass).result;
    return row(`${i ? "+ " : ""}through ${through}`, { name, symbol }, read, { after: `via ${through}` });
  }
  const caption = element("caption", { class: "bp-hidden" }, "This step in symbols and in numbers");
  const node = element("table", { class: "bp-sum" }, caption, element("tbody", {}, ...body()));
  const show = (right, wrong, text) => {
    for (const { value, read } of rows) value.show(read(right), wrong && read(wrong), text);
  };
  return { node, show };
}

// ---------------------------------------------------------------------------------------------- the whole chain

/** Makes these nodes what `node` holds. Those that are there already stay: only what differs is laid out anew. */
function hold(node, children) {
  children.forEach((child, i) => {
    const there = node.childNodes[i];
    if (there !== child) there ? there.replaceWith(child) : node.append(child);
  });
  while (node.childNodes.length > children.length) node.lastChild.remove();
}

/** Symbols over numbers, a line for each path; a click on a factor goes to its step. `lay` makes the lines of a parameter,
    `mount` puts them on the page. Parts are kept under the line that they stand in and what they show, so that what two
    parameters have in common stays where it is. */
function chain(go) {
  const node = element("div", { class: "chain" });
  const made = new Map();
  let laid;
  const once = (key, make) => made.get(key) ?? made.set(key, make()).get(key);
  const sign = (text) => element("span", { class: "sign" }, text);

  function token({ name, symbol, local }, whole) {
    const role = whole ? "gradient" : local.role;
    const value = twofold(whole ? name : local.name, role);
    return { role, value, node: element("span", { class: "factor" }, formula("", whole ? symbol : local.ratio), value.node) };
  }
  /** The sign before a factor, and what a mistake goes on with in place of the product so far. */
  function joint({ above }) {
    return { node: element("span", { class: "instead" }), sign: sign("×"), number: quantity(`taken for ${above.name}`, "wrong") };
  }
  function ending(name) {
    const value = twofold(name, "gradient");
    return { value, node: element("span", { class: "result" }, sign("="), value.node) };
  }
  const heading = (lead, symbol) =>
    element("span", { class: "lead" }, ...(lead ? [lead] : [formula("gradient", symbol), " ="]));

  function lay(lines, frames) {
    const [tokens, results, replacements] = [[], [], []];
    const rows = lines.map(({ lead, factors, result }, i) => {
      const product = factors.flatMap(({ at, whole = false }, k) => {
        const frame = frames[at];
        const part = once(`factor ${i} ${frame.name} ${whole}`, () => token(frame, whole));
        tokens.push({ ...part, at, read: (pass) => frame.values(pass)[whole ? "result" : "local"] });
        if (k === 0) return [part.node];
        const before = once(`joint ${i} ${frame.name}`, () => joint(frame));
        if (frame.taken) replacements.push({ ...before, at, taken: frame.taken });
        return [before.node, before.sign, part.node];
      });
      const { name, symbol, values } = frames[result];
      const head = once(`head ${i} ${name} ${lead}`, () => heading(lead, symbol));
      const end = once(`end ${i} ${name}`, () => ending(name));
      results.push({ ...end, at: result, read: (pass) => values(pass).result });
      return { node: once(i, () => element("div", { class: "line" })), parts: [head, ...product, end.node] };
    });
    return { rows, tokens, results, replacements };
  }

  function mount(lines) {
    laid = lines;
    for (const { node, parts } of laid.rows) hold(node, parts);
    hold(node, laid.rows.map((row) => row.node));
  }
  on(node, "click", ({ target }) => {
    const factor = laid.tokens.find((token) => token.node.contains(target));
    if (factor) go(factor.at);
  });

  function show(n, right, wrong) {
    const { tokens, results, replacements } = laid;
    for (const { node, at, role } of tokens) {
      const state = `factor ${at < n ? `done ${role}` : at === n ? `now ${role}` : "ahead"}`;
      if (node.className !== state) node.className = state;
    }
    for (const { at, value, read } of [...tokens, ...results]) {
      if (at > n) value.show();
      else value.show(read(right), wrong && read(wrong), plain);
    }
    for (const { node, at, taken, number } of replacements) {
      const value = at <= n && wrong ? taken(wrong) : undefined;
      if (value !== undefined || node.firstChild) node.replaceChildren(...(value === undefined ? [] : [number.node, " instead"]));
      if (value !== undefined) number.show(value ?? NaN, value === null ? "no number" : plain(value));
    }
  }
  return { node, lay, mount, show };
}

// ---------------------------------------------------------------------------------------------------- the check

/** How far a mistake is off, in words, with the ratio of the wrong value to the right one between them. */
function howFar(right, wrong) {
  if (wrong === null) return ["it gives no number here, because it divides by 0 or overflows."];
  if (right === 0) return ["the right value is 0."];
  if (wrong === 0) return ["nothing arrives, so descent would never change it."];
  const ratio = wrong / right;
  if (Math.abs(ratio + 1) < 1e-9) return ["the size is right and the sign is not. Every update climbs."];
  if (ratio < 0) return ["the sign is wrong, and the size is ", -ratio, " times the right one."];
  if (ratio > 1) return ["", ratio, " times the right value."];
  const missing = 100 * (1 - ratio);
  const percent = missing < 9.95 ? missing.toPrecision(2) : Math.round(missing);
  return ["", ratio, ` of the right value${percent < 100 ? `, ${percent}\u2009% too small` : ""}.`];
}

const rounded = (ratio) => (ratio < 1e-3 || ratio >= 1e4 ? figure(ratio) : String(+ratio.toPrecision(3)));

/** The measured slope beside the one by the chain rule, and what the mistake makes of it. */
function check(parameter, frames, passes, names) {
  const { label: name, central, digits: agreeing } = parameter;
  const gradientIn = frames.at(-1).values;
  const right = gradientIn(passes.right).result;
  const number = (prefix, role) => quantity(`${prefix}dJ/d${name}`, role);
  const [measured, exact, unchanged] = [number("central ", "gradient"), number("", "gradient"), number("", "gradient")];
  const [mistaken, ratio, count] = [number("wrong ", "wrong"), quantity("ratio"), quantity("digits")];
  count.show(agreeing, String(agreeing));
  const muted = (text) => element("span", { class: "muted" }, text);
  const nudge = muted(`Nudge ${names[name]} by ±${figure(passes.nudge)} and watch E.`);
  const later = muted("At the last step the chain rule has to give the same.");
  const [verdict, first, second] = [element("span", {}, ...agreement()), element("p"), element("p")];

  function agreement() {
    if (central === right) return ["✓ They are equal."];
    if (agreeing) return ["✓ They agree to ", count.node, agreeing === 1 ? " digit." : " digits."];
    if (Math.abs(central - right) < passes.resolution) return ["So small a slope is lost in the rounding of E."];
    return ["They do not agree: within the nudge E has a kink, or bends too much."];
  }

  function untouched(pass) {
    const touched = passes.parameters.find(({ level, unit, source }) => {
      const gradient = ({ W, b }) => (source === null ? b[unit] : W[unit][source]);
      return differs(gradient(passes.right[level - 1]), gradient(pass[level - 1]));
    });
    const elsewhere = touched ? `does touch ${names[touched.label]}` : "makes no difference on this example";
    return [`this mistake does not touch ${names[name]}. It ${elsewhere}.`];
  }

  const show = unlessSame((atEnd, wrong, text) => {
    measured.show(central, text(central));
    exact.show(right, text(right));
    const then = atEnd ? ["; chain rule ", exact.node, ". ", verdict] : [". ", later];
    first.replaceChildren(nudge, " Central difference ", measured.node, ...then);
    setHidden(second, !wrong);
    second.replaceChildren(...(wrong ? ["With the mistake ", ...mistake(gradientIn(wrong).result, wrong, text)] : []));
  });

  function mistake(value, wrong, text) {
    const off = differs(right, value);
    const [before, times, after] = off ? howFar(right, value) : untouched(wrong);
    if (off) mistaken.show(value ?? NaN, value === null ? "no number" : text(value));
    else unchanged.show(right, text(right));
    const words = times === undefined ? [before] : [before, ratio.node, after];
    if (times !== undefined) ratio.show(times, rounded(times));
    return [(off ? mistaken : unchanged).node, ": ", ...words];
  }
  return { node: element("div", { class: "check" }, first, second), show };
}

// ---------------------------------------------------------------------------------------------------- the widget

/** What is wrong with a state, as a sentence; empty if nothing is. */
function problem({ weight, mistake, step }, { parameters, mistakes }) {
  if (!parameters.some(({ label }) => label === weight))
    return `There is no weight or bias “${weight}” in this network; the last one is ${parameters.at(-1).label}.`;
  if (mistake !== "" && !Object.hasOwn(mistakes, mistake))
    return `“${mistake}” is no mistake that can be made with this network.`;
  if (!isCount(step)) return `The step is ${step}; it must be a whole number from 0 on.`;
  return "";
}

/** The weights and biases by layers, for the menu. */
function byLayer({ sizes, parameters }, names) {
  const last = sizes.length - 1;
  const title = (level) => (level === last ? "Output layer" : last === 2 ? "Hidden layer" : `Hidden layer ${level}`);
  const inLayer = (level) => parameters.filter((one) => one.level === level).map(({ label }) => [label, names[label]]);
  return Object.fromEntries(upTo(last).map((i) => [title(i + 1), inLayer(i + 1)]));
}

function render({ model, el }) {
  const passesNow = () => model.get("passes");
  let passes, names, weight; // what the page is laid out for
  let picture, parameterMenu, mistakeMenu, product, way;
  const filled = new Set(); // the places of gradients in the diagram that have a number
  const ways = new Map(); // of each weight that was picked, its way
  const tables = new Map(); // of each frame that was seen, by its name: other weights have it too
  const passesWith = new Map(); // of each mistake that was tried, its whole pass

  // ---- the parts that stay; what a reader does goes to the model
  const safe = { weight: "w^1_11", mistake: "", step: 0, all_digits: false };
  const keep = keeper(model, safe, (state) => problem(state, passesNow()), show);
  const { change, state } = keep;
  const by_hand = (changes) => (steps.stop(), change(changes));
  const pick = (label) => passes.parameters.some((one) => one.label === label) && by_hand({ weight: label, step: 0 });
  const allDigitsTick = tick("All digits", (checked) => by_hand({ all_digits: checked }));
  const reset = button("Reset", () => by_hand(published));
  const say = sentence();
  const steps = stepping((step) => change({ step }), 1600, say);
  const fields = element("div", { class: "fields" });
  const hint = element("p", { class: "hint" });
  const [plot, sum, whole, checked] = ["plot", "sum", "", ""].map((name) => element("div", { class: name }));
  const code = CODE.map((line) => element("span", { style: `--indent: ${line.search(/\S/)}ch` }, line));
  const described = "The backward pass in code; the line of this step is marked";
  const codeBox = element("pre", { class: "bp-code", "aria-label": described }, ...code);
  const title = (text) => element("p", { class: "sub" }, text);
  const roles = { forward: "forward value", gradient: "gradient of E", parameter: "parameter", target: "target, E" };
  const root = widgetRoot(
    "BackwardStepper",
    "backward",
    "From the error back to one weight",
    Object.entries(roles),
    [allDigitsTick.node, reset],
    fields,
    hint,
    keep.message,
    element(
      "div",
      { class: "main" },
      element("div", { class: "seen" }, plot, steps.node),
      element(
        "div",
        { class: "beside" },
        element("div", { class: "step" }, say.node, sum, codeBox),
        element("div", { class: "measured" }, title("Check"), checked),
      ),
      element("div", {}, title("The whole chain"), whole),
    ),
  );
  steps.listen(root);

  // ---- from the model to the page
  function mountNetwork(now) {
    passes = now;
    const { sizes, activations, mistakes, x, y, forward, E, J, parameters } = passes;
    names = namesOf(sizes);
    const known = Object.entries(mistakes).map(([slug, { name }]) => [slug, name]);
    parameterMenu = menu("Parameter", byLayer(passes, names), pick);
    mistakeMenu = menu("Make a mistake", [["", "none"], ...known], (mistake) => by_hand({ mistake }));
    fields.replaceChildren(parameterMenu.node, mistakeMenu.node);
    picture = diagram({ sizes, activations, names, gradients: true, error: true, pick });
    x.forEach((value, k) => picture.write(label.x(k), value));
    y.forEach((value, j) => picture.write(label.y(j), value));
    E.forEach((value, j) => picture.write(label.E(j), value));
    picture.write("J", J);
    for (const one of parameters) picture.write(one.label, one.value);
    forward.forEach(({ z, a }, i) => {
      z.forEach((value, j) => picture.write(label.z(i + 1, j), value));
      a.forEach((value, j) => picture.write(label.a(i + 1, j), value));
    });
    plot.replaceChildren(picture.node);
    product = chain((step) => by_hand({ step }));
    whole.replaceChildren(product.node);
    for (const kept of [filled, ways, tables, passesWith]) kept.clear();
    weight = undefined;
    picture.fit();
  }

  /** The frames from the error to a weight, their edges, the whole chain of them, and the check. */
  function wayTo(weight) {
    const parameter = passes.parameters.find(({ label }) => label === weight);
    const { frames, lines } = wayBack(passes, parameter, names);
    const path = [...new Set(frames.flatMap((frame) => frame.edges))];
    return { frames, path, lines: product.lay(lines, frames), tested: check(parameter, frames, passes, names) };
  }

  function mountWeight(now) {
    weight = now;
    if (!ways.has(weight)) ways.set(weight, wayTo(weight));
    way = ways.get(weight);
    product.mount(way.lines);
    checked.replaceChildren(way.tested.node);
    for (const cell of filled) picture.write(cell);
    filled.clear();
  }

  /** The right pass with what a mistake changes in it. */
  function passWith(mistake) {
    if (mistake && !passesWith.has(mistake))
      passesWith.set(mistake, passes.right.map((layer, i) => ({ ...layer, ...passes.mistakes[mistake].layers[i] })));
    return passesWith.get(mistake);
  }

  function tableOf(frame) {
    if (!tables.has(frame.name)) tables.set(frame.name, written(frame));
    return tables.get(frame.name);
  }

  function draw(n) {
    const { frames, path } = way;
    frames.forEach(({ cell, values }, i) => {
      if (!cell || filled.has(cell) === i <= n) return;
      const { result } = values(passes.right);
      if (filled.delete(cell)) return picture.write(cell);
      filled.add(cell);
      picture.write(cell, result, Number.isInteger(result) ? plain(result) : brief(result));
    });
    const [before, now] = [frames.slice(0, n), frames[n]];
    const cells = (some) => some.flatMap(({ cell }) => cell ?? []);
    picture.mark({
      now: cells([now]),
      done: cells(before),
      uses: now.uses,
      path,
      passed: before.flatMap(({ edges }) => edges),
      passing: now.edges,
      picked: weight,
    });
  }

  const explain = unlessSame((mistake) => {
    setHidden(hint, !mistake);
    setText(hint, mistake && `Mistake: ${passes.mistakes[mistake].hint}`);
  });

  function show(good) {
    if (passes !== passesNow()) mountNetwork(passesNow());
    if (weight !== good.weight) mountWeight(good.weight);
    const last = way.frames.length - 1;
    const n = Math.min(good.step, last);
    const wrong = passWith(good.mistake);
    const text = good.all_digits ? digits : plain;
    draw(n);
    const table = tableOf(way.frames[n]);
    table.show(passes.right, wrong, text);
    setClass(table.node, "all", good.all_digits);
    if (sum.firstChild !== table.node) sum.replaceChildren(table.node);
    code.forEach((line, i) => setClass(line, "now", i === way.frames[n].line));
    product.show(n, passes.right, wrong);
    way.tested.show(n === last, wrong, text);
    say.show(way.frames[n].say);
    explain(good.mistake);
    steps.show(n, last, n ? `step ${n} of ${last}` : `start, ${last} steps`);
    parameterMenu.show(good.weight);
    mistakeMenu.show(good.mistake);
    allDigitsTick.show(good.all_digits);
  }

  el.append(root);
  keep.refresh();
  const published = state(); // what Reset goes back to
  const resized = new ResizeObserver(() => picture.fit() && show(state()));
  resized.observe(plot);
  root.dataset.ready = "true";
  return () => {
    steps.stop();
    resized.disconnect();
    keep.end();
    root.remove();
  };
}

export default { render };
