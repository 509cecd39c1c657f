// Puts the cursor back after a form that htmx sent was replaced by the answer: into the first field with an error, or else into
// the first field.

import { guardButton } from "./press-guard.js";
import { TEXT_FIELDS } from "./typing.js";

const hadFocus = new WeakSet(); // forms that had the cursor when their answer came

export function startFormResponses() {
  document.addEventListener("htmx:beforeSwap", ({ detail }) => rememberFocus(detail.requestConfig.elt));
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => restoreFocus(detail.requestConfig.elt, target));
}

function rememberFocus(form) {
  if (form.localName === "form" && form.contains(document.activeElement)) hadFocus.add(form);
}

function restoreFocus(sender, swapped) {
  const form = sender.localName === "form" && successorOf(sender, swapped);
  if (!form) return;
  form.querySelectorAll("button").forEach((button) => guardButton(button));
  if (!hadFocus.has(sender)) return;
  const invalid = form.querySelector("[aria-invalid=true]");
  if (invalid || !form.contains(document.activeElement)) (invalid ?? form.querySelector(TEXT_FIELDS))?.focus();
}

/** The form that replaced `form` in the swap, or `form` itself. */
function successorOf(form, swapped) {
  if (form.isConnected) return form;
  return (form.id && document.getElementById(form.id)) || swapped.closest?.("form");
}
