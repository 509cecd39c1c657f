// Words are never lost: what one types while a form is on its way stays, and what could not be sent is sent again.

import { freshen } from "./fresh.js";
import { link } from "./link.js";
import { WORDS } from "./page.js";
import { between } from "./random.js";

const sent = new WeakMap(); // form: words as they were sent, whether to send again, whether it held focus, words typed since

export function startDrafts() {
  document.addEventListener("htmx:beforeRequest", ({ detail }) => remember(detail.elt));
  document.addEventListener("htmx:confirm", ({ detail }) => wantAgain(detail.elt));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => keepRest(detail));
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => putBack(detail.requestConfig.elt, target));
  document.addEventListener("htmx:afterSettle", ({ detail, target }) => sendAgain(detail.requestConfig.elt, target));
  document.addEventListener("htmx:sendError", ({ detail }) => keepUnsent(detail.elt));
  document.addEventListener("htmx:timeout", ({ detail }) => keepUnsent(detail.elt));
  link.addEventListener("change", () => link.state === "live" && sendUnsent());
}

function words(form) {
  return new Map(Array.from(form.querySelectorAll(WORDS), (field) => [field.name, field.value]));
}

function remember(form) {
  if (form.localName !== "form") return;
  delete form.dataset.unsent;
  sent.set(form, { words: words(form), again: false, hadFocus: false, rest: new Map() });
}

/** Sent once more before the answer to the first: only new words are worth a second post. */
function wantAgain(form) {
  const before = sent.get(form);
  if (before && form.hasAttribute("data-sending")) before.again = !same(before.words, words(form));
}

function keepRest({ requestConfig, xhr }) {
  const form = requestConfig.elt;
  const before = sent.get(form);
  if (!before) return;
  before.hadFocus = form.contains(document.activeElement);
  if (xhr.status > 299) return;
  for (const [name, value] of words(form)) {
    const was = before.words.get(name) ?? "";
    if (value !== was) before.rest.set(name, was && value.startsWith(was) ? value.slice(was.length).trimStart() : value);
  }
}

function putBack(sender, swapped) {
  const before = sent.get(sender);
  const form = before && successor(sender, swapped);
  if (!form) return;
  form.querySelectorAll("button").forEach(freshen);
  for (const [name, value] of before.rest) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  if (!before.hadFocus) return;
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong || !form.contains(document.activeElement)) (wrong ?? form.querySelector(WORDS))?.focus();
}

function sendAgain(sender, swapped) {
  const before = sent.get(sender);
  if (!before?.again || !before.rest.size) return;
  before.again = false;
  successor(sender, swapped)?.requestSubmit();
}

function keepUnsent(form) {
  if (form.localName !== "form") return;
  form.dataset.unsent = "";
  setTimeout(sendUnsent, between(4000, 8000));
}

function sendUnsent() {
  for (const form of document.querySelectorAll("form[data-unsent]")) {
    delete form.dataset.unsent;
    // Changed words are the writer's to send; the old ones may have arrived after all.
    if (same(sent.get(form)?.words ?? new Map(), words(form))) form.requestSubmit();
  }
}

/** The form that took the place of another after a swap. */
function successor(form, swapped) {
  if (form.isConnected) return form;
  return (form.id && document.getElementById(form.id)) || swapped.closest?.("form");
}

function same(one, other) {
  return one.size === other.size && Array.from(one).every(([name, value]) => other.get(name) === value);
}
