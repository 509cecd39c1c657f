// How told and fetched markup becomes part of a pane. Nothing but DOM in, DOM out.
//
// A top-level element of a fragment with an id that the pane has replaces it; with `data-gone` it removes it; otherwise it
// is put into the element its `data-into` names: before the one that `data-before` names, else at the end. What the pane knows nothing of is left out: another pane shows it.

import { freshen } from "./fresh.js";

const ARRIVING = 1000; // ms, longer than the animation

/** Apply a told fragment to a pane; returns the elements that changed. */
export function applyFragment(pane, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return Array.from(template.content.children).flatMap((piece) => applyPiece(pane, piece));
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

function applyPiece(pane, piece) {
  if (!piece.id) return [];
  const next = piece.dataset.before && find(pane, piece.dataset.before);
  piece.removeAttribute("data-before");
  const known = find(pane, piece.id);
  if (piece.hasAttribute("data-gone")) {
    known?.remove();
    return [];
  }
  if (known) {
    window.Idiomorph.morph(known, piece.outerHTML, { morphStyle: "outerHTML", callbacks });
    return [find(pane, piece.id)];
  }
  const list = piece.dataset.into && find(pane, piece.dataset.into);
  if (!list) return [];
  if (next) next.before(piece);
  else list.append(piece);
  arrive(piece);
  return [piece];
}

function find(pane, id) {
  return pane.querySelector(`#${CSS.escape(id)}`);
}

function arrive(element) {
  element.setAttribute("data-arrived", "");
  setTimeout(() => element.removeAttribute("data-arrived"), ARRIVING);
}

const callbacks = {
  afterNodeAdded(node) {
    if (node.nodeType === Node.ELEMENT_NODE && node.dataset?.into) arrive(node);
  },
  // What the reader's own hand did is not undone by what the server said before it knew.
  beforeAttributeUpdated(name, element) {
    if (name === "data-fresh") return false;
    if (element.localName === "button" && ["hx-post", "hx-vals"].includes(name)) freshen(element, { otherMeaning: name === "hx-post" });
    if (name === "open" && element.localName === "details") return false;
    if (!element.hasAttribute("data-sending")) return true;
    if (name === "checked") element.setAttribute("data-overtaken", "");
    return !["checked", "data-sending", "data-overtaken"].includes(name);
  },
};
