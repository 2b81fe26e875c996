/* Elements of a page: made, and then written to only where something differs, since the browser lays out anew
   whatever is written. */

const SVG = "http://www.w3.org/2000/svg";

// JupyterLab gives arrow keys to the notebook rather than to the focused control, unless that carries this attribute.
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "" };

/** A new element: its attributes, then its children (elements or text). */
export function element(tag, attributes = {}, ...children) {
  const control = ["button", "input", "select", "textarea"].includes(tag);
  return fill(document.createElement(tag), control ? { ...OWN_KEYS, ...attributes } : attributes, children);
}

/** The same for a part of a drawing. */
export function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
export function setValue(input, value) {
  if (input.value !== String(value)) input.value = value;
}
export function setHidden(node, yes) {
  if (node.hidden !== yes) node.hidden = yes;
}
export function setClass(node, name, yes) {
  if (node.classList.contains(name) !== yes) node.classList.toggle(name, yes);
}
export function setClasses(node, names) {
  if (node.className !== names) node.className = names;
}
/** Makes these nodes what `node` holds. Those that are there already stay. */
export function setChildren(node, children) {
  children.forEach((child, i) => {
    const there = node.childNodes[i];
    if (there === child) return;
    if (there) there.replaceWith(child);
    else node.append(child);
  });
  while (node.childNodes.length > children.length) node.lastChild.remove();
}

export const on = (node, type, act) => node.addEventListener(type, act);

let ids = 0; // a label finds its control also when a page has many widgets
export function newId() {
  ids += 1;
  return `bp-${ids}-${Math.random().toString(36).slice(2, 8)}`;
}

/** The same function, but a call with the arguments of the last one does nothing: what is on the page stays. */
export function unlessSame(act) {
  /** @type {any[] | null} */
  let last = null;
  return (...now) => {
    const before = last;
    last = now;
    if (before?.length === now.length && now.every((one, i) => Object.is(one, before[i]))) return;
    act(...now);
  };
}
