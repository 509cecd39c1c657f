// What one has begun to write in a form with `data-draft="KEY"` outlives the page: it stays in this browser until it was
// sent or discarded. Only for what is signed anyway, never for a comment.
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
  document.addEventListener("input", ({ target }) => keepDraft(target.form));
  document.addEventListener("reset", ({ target }) => setTimeout(() => keepDraft(target))); // it empties the fields afterwards
  document.addEventListener("pane-changed", markKept);
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => settle(detail, target));
}

/** Keep a form's words as they now stand in it; nothing, where there are none. */
export function keepDraft(form) {
  if (!form?.dataset?.draft) return;
  const fields = Array.from(form.querySelectorAll(KEPT));
  const isWritten = form.hasAttribute("data-unsaved") ? hasWords : isChanged;
  if (fields.some(isWritten)) {
    const chosen = fields.filter((field) => field.type !== "radio" || field.checked);
    const values = chosen.map((field) => [field.name, field.value]);
    store(form.dataset.draft, { at: Date.now(), values, clientId: form.dataset.clientId });
  } else {
    store(form.dataset.draft, null);
    form.removeAttribute("data-draft-restored");
    delete form.dataset.clientId;
  }
  markKept();
}

/** Forget a draft: it was sent, or its writer gave it up. */
export function forgetDraft(form) {
  store(form.dataset.draft, null);
  markKept();
}

/** Put the words of a post back where they were written, beside what was begun there meanwhile. */
export function giveBack({ id, state, draft, values }) {
  const opener = document.querySelector(`[data-draft-of="${CSS.escape(draft)}"]`);
  const form = document.querySelector(`form[data-draft="${CSS.escape(draft)}"]`) ?? (opener ? null : formLike(draft));
  const clientId = state === "waiting" ? id : undefined; // it may have arrived: sent again unchanged, it is the same
  if (form) {
    const wasBegun = Array.from(form.querySelectorAll(WORDS)).some(isChanged);
    pour(form, values, { beside: true });
    if (clientId && !wasBegun) form.dataset.clientId = clientId;
    keepDraft(form);
    form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
    form.querySelector(WORDS).focus();
  } else {
    store(draft, { at: Date.now(), values, clientId });
    markKept();
    opener?.click();
  }
}

/** Where a draft's own form is gone: that of another table, and for a finding that is gone the form for a new one. */
function formLike(draft) {
  const kind = draft.startsWith("talk-") ? "talk-" : "finding-";
  return document.querySelector(`form[data-draft^="${kind}"]`);
}

/** A form that was fetched gets its draft back; one that came as an answer is kept as it now stands. */
function settle({ requestConfig }, swapped) {
  const forms = swapped.matches("form[data-draft]") ? [swapped] : Array.from(swapped.querySelectorAll("form[data-draft]"));
  forms.forEach(requestConfig.verb === "get" ? restore : keepDraft);
  markKept();
}

function restore(form) {
  const draft = read(form.dataset.draft);
  if (!draft) return;
  pour(form, draft.values);
  if (draft.clientId) form.dataset.clientId = draft.clientId;
  form.setAttribute("data-draft-restored", "");
  form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
}

/** Fill a form in: instead of what was begun in it, or beside it. */
function pour(form, values, { beside = false } = {}) {
  for (const [name, value] of values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      const begun = beside && field.matches(WORDS) && isChanged(field) ? field.value : "";
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = [value, begun].filter(Boolean).join(field.localName === "textarea" ? "\n" : " ");
    }
  }
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
  return `${PREFIX}${document.body.dataset.me}.${draft}`;
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
