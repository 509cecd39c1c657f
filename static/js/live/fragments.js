// How told and fetched markup becomes part of a pane. Nothing but DOM in, DOM out.
//
// A top-level element of a fragment with an id that the pane has replaces it; with `data-gone` it removes it; otherwise it
// is put into the element its `data-into` names, before the one that `data-before` names, else at the end; where that element then
// holds more rows than its `data-at-most`, the first ones go. What the pane knows nothing of is left out: another pane shows it.

import { freshen } from "../page/press-guard.js";

const ARRIVING = 1000; // ms, longer than the animation
const ARRIVING_AT_MOST = 8; // at a time: a crowd that moves is only unrest, and costs a layer of the picture each

let arriving = 0;
const parsed = new Map(); // html: its top-level elements, until the task is over

/** Apply a told fragment to a pane; returns the elements that changed, or from which something went. */
export function applyFragment(pane, html) {
  return piecesOf(html).flatMap((piece) => applyPiece(pane, piece));
}

/** Those of some elements, and of all in them, that fit a selector. */
export function among(elements, selector) {
  return elements.flatMap((element) => [
    ...(element.matches(selector) ? [element] : []),
    ...element.querySelectorAll(selector),
  ]);
}

/** The comments that a fragment takes back. */
export function takenBack(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return Array.from(template.content.querySelectorAll("[data-gone]"), ({ id }) => id.replace("comment-", ""));
}

/** Replace all that a pane holds; what stays the same keeps its place, focus and scrolling. */
export function replaceContent(pane, html) {
  window.Idiomorph.morph(pane, html, { morphStyle: "innerHTML", callbacks });
  return [pane];
}

/** All panes of a room are told the same, one after the other. */
function piecesOf(html) {
  if (!parsed.has(html)) {
    if (!parsed.size) queueMicrotask(() => parsed.clear());
    const template = document.createElement("template");
    template.innerHTML = html;
    parsed.set(html, Array.from(template.content.children));
  }
  return parsed.get(html);
}

function applyPiece(pane, piece) {
  if (!piece.id) return [];
  const known = find(pane, piece.id);
  if (piece.hasAttribute("data-gone")) {
    const place = known?.parentElement;
    known?.remove();
    return place ? [place] : [];
  }
  const list = !known && piece.dataset.into && find(pane, piece.dataset.into);
  if (!known && !list) return [];
  const row = document.importNode(piece, true); // the piece itself is for the other panes, too
  row.removeAttribute("data-before");
  if (known) {
    window.Idiomorph.morph(known, row.outerHTML, { morphStyle: "outerHTML", callbacks });
    return [find(pane, piece.id)];
  }
  const next = piece.dataset.before && find(pane, piece.dataset.before);
  if (next) next.before(row);
  else list.append(row);
  arrive(row);
  shorten(list);
  return [row];
}

function shorten(list) {
  const most = Number(list.dataset.atMost);
  if (!most) return;
  const rows = Array.from(list.querySelectorAll(":scope > [data-into]"));
  for (const row of rows.slice(0, Math.max(0, rows.length - most))) row.remove();
}

function find(pane, id) {
  return pane.querySelector(`#${CSS.escape(id)}`);
}

function arrive(element) {
  if (arriving >= ARRIVING_AT_MOST) return;
  arriving += 1;
  element.setAttribute("data-arrived", "");
  setTimeout(() => {
    arriving -= 1;
    element.removeAttribute("data-arrived");
  }, ARRIVING);
}

const callbacks = {
  afterNodeAdded(node) {
    if (node.nodeType === Node.ELEMENT_NODE && node.dataset?.into) arrive(node);
  },
  // What the reader's own hand did is not undone by what the server said before it knew.
  beforeAttributeUpdated(name, element) {
    if (name === "data-fresh") return false;
    if (element.localName === "button" && ["hx-post", "hx-vals"].includes(name))
      freshen(element, { otherMeaning: name === "hx-post" });
    if (name === "open" && element.localName === "details") return false;
    if (!element.hasAttribute("data-sending")) return true;
    if (name === "checked") element.setAttribute("data-overtaken", "");
    return !["checked", "data-sending", "data-overtaken"].includes(name);
  },
};
