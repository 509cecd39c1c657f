// Where a form that was sent comes back, the one who sent it goes on in it: at what is wrong, or at its beginning.

import { freshen } from "./press-guard.js";
import { WORDS } from "./reload.js";

const hadFocus = new WeakSet(); // forms whose sender had the cursor in them when the answer came

export function startAnsweredForms() {
  document.addEventListener("htmx:beforeSwap", ({ detail }) => remember(detail.requestConfig.elt));
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => goOn(detail.requestConfig.elt, target));
}

function remember(form) {
  if (form.localName === "form" && form.contains(document.activeElement)) hadFocus.add(form);
}

function goOn(sender, swapped) {
  const form = sender.localName === "form" && successor(sender, swapped);
  if (!form) return;
  form.querySelectorAll("button").forEach((button) => freshen(button));
  if (!hadFocus.has(sender)) return;
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong || !form.contains(document.activeElement)) (wrong ?? form.querySelector(WORDS))?.focus();
}

/** The form that took the place of another after a swap. */
function successor(form, swapped) {
  if (form.isConnected) return form;
  return (form.id && document.getElementById(form.id)) || swapped.closest?.("form");
}
