// Applies markup to a pane: fragments that a room tells, and whole panes that are fetched.
//
// A top-level element of a fragment replaces the element of the pane with the same id, or with `data-gone` removes it. An element
// with a new id is inserted into the element that its `data-into` names, before the one that its `data-before` names, or else at
// the end; if that element then holds more rows than its `data-at-most`, the first rows are removed. An element whose id and place
// the pane does not have is ignored, because it belongs to another pane. So is an element with `data-replaces` whose id is new.
// An element with `data-page-only` was added by a script of the page and stays when its row changes.

import { showLocalTimes } from "../page/local-times.js";
import { guardButton } from "../page/press-guard.js";

const ARRIVAL = 1000; // ms for which a new element is marked, longer than its animation
const ARRIVALS_AT_MOST = 8; // at a time: more moving elements are distracting, and each costs a compositing layer

let arrivals = 0;
const parsed = new Map(); // html: its top-level elements, until the current task ends

/** Apply a told fragment to a pane. Returns the elements that changed; for a removed element, its parent. */
export function applyFragment(pane, html) {
  return piecesOf(html).flatMap((piece) => applyPiece(pane, piece));
}

/** The elements that match a selector among `elements` and all their descendants. */
export function queryWithin(elements, selector) {
  return elements.flatMap((element) => [
    ...(element.matches(selector) ? [element] : []),
    ...element.querySelectorAll(selector),
  ]);
}

/** The ids of the comments that a fragment removes. */
export function removedComments(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return Array.from(template.content.querySelectorAll("[data-gone]"), ({ id }) => id.replace("comment-", ""));
}

/** Replace the content of a pane. Elements that stay the same keep their focus and scroll position. */
export function replaceContent(pane, html) {
  window.Idiomorph.morph(pane, parse(html).innerHTML, { morphStyle: "innerHTML", callbacks });
  return [pane];
}

/** All panes of a room apply the same fragment within one task, so that it is parsed once. */
function piecesOf(html) {
  if (!parsed.has(html)) {
    if (!parsed.size) queueMicrotask(() => parsed.clear());
    parsed.set(html, Array.from(parse(html).content.children));
  }
  return parsed.get(html);
}

/** A template with this content, which names the reader's own times already: added later, a live region would say them again. */
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  showLocalTimes(template.content);
  return template;
}

function applyPiece(pane, piece) {
  if (!piece.id) return [];
  const known = find(pane, piece.id);
  if (piece.hasAttribute("data-gone")) {
    const place = known?.parentElement;
    known?.remove();
    return place ? [place] : [];
  }
  const list = !known && !piece.hasAttribute("data-replaces") && piece.dataset.into && find(pane, piece.dataset.into);
  if (!known && !list) return [];
  const row = document.importNode(piece, true); // a copy, because other panes apply the same piece
  row.removeAttribute("data-before");
  row.removeAttribute("data-replaces");
  if (known) {
    window.Idiomorph.morph(known, row.outerHTML, { morphStyle: "outerHTML", callbacks });
    return [find(pane, piece.id)];
  }
  const next = piece.dataset.before && find(pane, piece.dataset.before);
  if (next) next.before(row);
  else list.append(row);
  markArrival(row);
  trim(list);
  return [row];
}

function trim(list) {
  const most = Number(list.dataset.atMost);
  if (!most) return;
  const rows = Array.from(list.querySelectorAll(":scope > [data-into]"));
  for (const row of rows.slice(0, Math.max(0, rows.length - most))) row.remove();
}

function find(pane, id) {
  return pane.querySelector(`#${CSS.escape(id)}`);
}

function markArrival(element) {
  if (arrivals >= ARRIVALS_AT_MOST) return;
  arrivals += 1;
  element.setAttribute("data-arrived", "");
  setTimeout(() => {
    arrivals -= 1;
    element.removeAttribute("data-arrived");
  }, ARRIVAL);
}

const callbacks = {
  afterNodeAdded(node) {
    if (node.nodeType === Node.ELEMENT_NODE && node.dataset?.into) markArrival(node);
  },
  beforeNodeRemoved(node) {
    return node.nodeType !== Node.ELEMENT_NODE || !node.hasAttribute("data-page-only");
  },
  // The reader's own input is not undone by markup that the server rendered before it knew of that input.
  beforeAttributeUpdated(name, element) {
    if (name === "data-fresh") return false;
    if (element.localName === "button" && ["hx-post", "hx-vals"].includes(name)) {
      guardButton(element, { otherAction: name === "hx-post" });
    }
    if (name === "open" && element.localName === "details") return false;
    if (!element.hasAttribute("data-sending")) return true;
    if (name === "checked") element.setAttribute("data-overtaken", "");
    return !["checked", "data-sending", "data-overtaken"].includes(name);
  },
};
