// What one has begun to write in a form with `data-draft="KEY"` outlives the page: it stays in this browser until it was
// accepted or discarded. Only for what is signed anyway, never for a comment.
//
// The form carries `data-draft-kept` while something of it is kept, and `data-draft-restored` where that came from an
// earlier visit; so does what else names the draft: <button data-draft-of="KEY">. `data-unsaved` on a form says that the
// words it came with are its writer's, not the server's.

import { WORDS } from "./page.js";

const PREFIX = "hashira.draft.";
const FORGOTTEN_AFTER = 30 * 24 * 3600 * 1000;
const KEPT = `${WORDS}, [type=radio], [name=revision]`;

export function startKeptDrafts() {
  forgetOld();
  document.querySelectorAll("form[data-draft]").forEach(restore);
  markKept();
  document.addEventListener("input", ({ target }) => keep(target.form));
  document.addEventListener("reset", ({ target }) => setTimeout(() => discard(target))); // it empties the fields afterwards
  document.addEventListener("pane-changed", markKept);
  document.addEventListener("htmx:beforeRequest", ({ detail }) => keep(detail.elt)); // with the name of its sending
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => settle(detail, target));
}

/** Forget a draft: its writer gave it up. */
export function forgetDraft(form) {
  store(form.dataset.draft, null);
  markKept();
}

function discard(form) {
  delete form.dataset.clientId;
  keep(form);
}

/** A form that was sent is kept or forgotten as it now stands in the page; one that was fetched gets its draft back. */
function settle({ requestConfig, xhr }, swapped) {
  const sender = requestConfig.elt;
  const forms = swapped.matches("form[data-draft]") ? [swapped] : Array.from(swapped.querySelectorAll("form[data-draft]"));
  forms.forEach(requestConfig.verb === "get" ? restore : keep);
  if (!forms.length && sender.dataset.draft && xhr.status < 300) forgetDraft(sender);
  markKept();
}

function keep(form) {
  if (!form?.dataset?.draft) return;
  const fields = Array.from(form.querySelectorAll(KEPT));
  const isWritten = form.hasAttribute("data-unsaved") ? hasWords : isChanged;
  if (fields.some(isWritten)) {
    const values = fields.filter((field) => field.type !== "radio" || field.checked).map((field) => [field.name, field.value]);
    store(form.dataset.draft, { at: Date.now(), values, clientId: form.dataset.clientId });
  } else {
    store(form.dataset.draft, null);
    form.removeAttribute("data-draft-restored");
  }
  markKept();
}

function restore(form) {
  const draft = read(form.dataset.draft);
  if (!draft) return;
  for (const [name, value] of draft.values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }
  if (draft.clientId) form.dataset.clientId = draft.clientId; // it may have arrived: sent again, it is the same
  form.setAttribute("data-draft-restored", "");
  form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
}

function markKept() {
  for (const element of document.querySelectorAll("[data-draft], [data-draft-of]")) {
    element.toggleAttribute("data-draft-kept", read(element.dataset.draft ?? element.dataset.draftOf) !== null);
  }
}

function hasWords(field) {
  return field.matches(WORDS) && field.value !== "";
}

function isChanged(field) {
  return field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

function key(draft) {
  return `${PREFIX}${document.body.dataset.me ?? "desk"}.${draft}`;
}

function read(draft) {
  try {
    return JSON.parse(localStorage.getItem(key(draft)));
  } catch {
    return null; // a browser without a memory keeps nothing, and nothing says that it does
  }
}

function store(draft, value) {
  try {
    if (value) localStorage.setItem(key(draft), JSON.stringify(value));
    else localStorage.removeItem(key(draft));
  } catch {
    return;
  }
}

function forgetOld() {
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const draft = JSON.parse(localStorage.getItem(name));
      if (Date.now() - draft.at > FORGOTTEN_AFTER) localStorage.removeItem(name);
    }
  } catch {
    return;
  }
}
