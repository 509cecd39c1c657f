// What one has begun to write in a form with `data-draft="KEY"` outlives the page: it stays in this browser until it was
// sent or discarded. Only for what is signed anyway, never for a comment.
//
// A form may have several drafts: begun in two tabs, or taken back while another one was being written. None of them takes
// the place of another. The form shows one; <button data-other-draft> in it shows the next.
//
// The form carries `data-draft-kept` while something of it is stored, `data-draft-restored` where that came from an
// earlier visit, and `data-draft-others` while there are drafts that it does not show; what else names the draft carries the
// first of them: <button data-draft-of="KEY">. `data-unsaved` on a form says that the words it came with are its writer's,
// not the server's.
//
// Stored under a key: [{ id, at, values, clientId }, …], the newest last.

import { among } from "../live/fragments.js";
import { isStored, keysOf, read, write } from "../page/local-storage.js";
import { randomHex } from "../page/random.js";
import { WORDS } from "../page/reload.js";

const PREFIX = "hashira.draft.";
const FORGOTTEN_AFTER = 30 * 24 * 3600 * 1000;
const DRAFTS = "[data-draft], [data-draft-of]";
const KEPT = `${WORDS}, [type=radio], [name=revision]`;

const shown = new WeakMap(); // form: { id, at } of the draft that it shows, as this page last stored or read it

export function startKeptDrafts() {
  forgetOld();
  document.querySelectorAll("form[data-draft]").forEach(restore);
  markKept();
  document.addEventListener("input", ({ target }) => keepDraft(target.form));
  document.addEventListener("reset", ({ target }) => setTimeout(() => keepDraft(target))); // it empties the fields afterwards
  document.addEventListener(
    "click",
    ({ target }) => target.closest("[data-other-draft]") && showOther(target.closest("form")),
  );
  document.addEventListener("pane-changed", ({ detail }) => markKept(among(detail.changed, DRAFTS)));
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => settle(detail, target));
  window.addEventListener("storage", () => markKept()); // another tab stored one
  window.addEventListener("beforeunload", (event) => holdsUnstored() && event.preventDefault());
}

/** Store a form's words as they now stand in it; nothing, where there are none. */
export function keepDraft(form) {
  if (!form?.dataset?.draft) return;
  const fields = Array.from(form.querySelectorAll(KEPT));
  if (isWritten(form)) {
    const chosen = fields.filter((field) => field.type !== "radio" || field.checked);
    const values = chosen.map((field) => [field.name, field.value]);
    put(form, { values, clientId: form.dataset.clientId });
  } else {
    takeOut(form);
    form.removeAttribute("data-draft-restored");
    delete form.dataset.clientId;
  }
  markKept();
}

/** Forget the draft that a form shows: it was sent, or its writer gave it up. */
export function forgetDraft(form) {
  takeOut(form);
  markKept();
}

/** Put the words of a post back where they were written. What was begun there meanwhile stays: beside them, or as another draft. */
export function giveBack({ id, state, draft, values }) {
  const opener = document.querySelector(`[data-draft-of="${CSS.escape(draft)}"]`);
  const form = document.querySelector(`form[data-draft="${CSS.escape(draft)}"]`) ?? (opener ? null : formLike(draft));
  const clientId = state === "waiting" ? id : undefined; // it may have arrived: sent again unchanged, it is the same
  if (form) {
    const fields = Array.from(form.querySelectorAll(WORDS));
    const wasBegun = fields.some((field) => isChanged(field) && !isAmong(field, values));
    if (wasBegun && fields.length > 1) {
      keepDraft(form);
      shown.delete(form);
    }
    pour(form, values, { beside: fields.length === 1 });
    if (clientId && !(wasBegun && fields.length === 1)) form.dataset.clientId = clientId;
    keepDraft(form);
    form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
    form.querySelector(WORDS).focus();
  } else {
    store(draft, [...draftsOf(draft), { id: randomHex(8), at: Date.now(), values, clientId }]);
    markKept();
    opener?.click();
  }
}

/** Where a draft's own form is gone: that of another table, and for a finding that is gone the form for a new one. */
function formLike(draft) {
  const kind = draft.startsWith("talk") ? "talk" : "finding";
  return document.querySelector(`form[data-draft^="${kind}"]`);
}

/** A form that was fetched gets its draft back; one that came as an answer is stored as it now stands. */
function settle({ requestConfig }, swapped) {
  const forms = swapped.matches("form[data-draft]")
    ? [swapped]
    : Array.from(swapped.querySelectorAll("form[data-draft]"));
  forms.forEach(requestConfig.verb === "get" ? restore : keepDraft);
  markKept();
}

function restore(form) {
  const newest = draftsOf(form.dataset.draft).at(-1);
  if (newest) show(form, newest);
}

/** The draft after the one that the form shows, which stays stored. */
function showOther(form) {
  keepDraft(form);
  const drafts = draftsOf(form.dataset.draft);
  const place = drafts.findIndex(({ id }) => id === shown.get(form)?.id);
  const next = drafts[(place + 1) % drafts.length];
  if (next) show(form, next);
  markKept();
  form.querySelector(WORDS).focus();
}

function show(form, { id, at, values, clientId }) {
  shown.set(form, { id, at });
  pour(form, values);
  if (clientId) form.dataset.clientId = clientId;
  else delete form.dataset.clientId;
  form.setAttribute("data-draft-restored", "");
  form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
}

/** Fill a form in: instead of what was begun in it, or beside it. */
function pour(form, values, { beside = false } = {}) {
  for (const field of form.querySelectorAll("[type=radio]")) field.checked = false;
  for (const [name, value] of values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      const begun = beside && field.matches(WORDS) && isChanged(field) && field.value !== value ? field.value : "";
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = [value, begun].filter(Boolean).join(field.localName === "textarea" ? "\n" : " ");
    }
  }
}

/** Store the draft that a form shows. One that another tab has changed since is left alone: this one becomes another. */
function put(form, draft) {
  const others = draftsBesides(form);
  const id = others.overtaken ? randomHex(8) : (shown.get(form)?.id ?? randomHex(8));
  const at = Math.max(Date.now(), (shown.get(form)?.at ?? 0) + 1);
  shown.set(form, { id, at });
  store(form.dataset.draft, [...others.drafts, { ...draft, id, at }]);
}

function takeOut(form) {
  store(form.dataset.draft, draftsBesides(form).drafts);
  shown.delete(form);
}

/** All drafts of a form but the one it shows, unless another tab has `overtaken` that: then it is among them. */
function draftsBesides(form) {
  const drafts = draftsOf(form.dataset.draft);
  const mine = shown.get(form);
  const overtaken = drafts.some(({ id, at }) => id === mine?.id && at !== mine.at);
  return { overtaken, drafts: overtaken ? drafts : drafts.filter(({ id }) => id !== mine?.id) };
}

function markKept(elements = document.querySelectorAll(DRAFTS)) {
  for (const element of elements) {
    const { draft, draftOf } = element.dataset;
    element.toggleAttribute("data-draft-kept", isStored(key(draft ?? draftOf)));
    if (draft)
      element.toggleAttribute(
        "data-draft-others",
        draftsOf(draft).some(({ id }) => id !== shown.get(element)?.id),
      );
  }
}

/** Words in a form that this browser does not store: they are lost if the page is closed. */
function holdsUnstored() {
  const forms = Array.from(document.querySelectorAll("form[data-draft]"));
  return forms.some(
    (form) => !form.hasAttribute("data-sending") && isWritten(form) && !isStored(key(form.dataset.draft)),
  );
}

function isWritten(form) {
  return Array.from(form.querySelectorAll(KEPT)).some(form.hasAttribute("data-unsaved") ? hasWords : isChanged);
}

function hasWords(field) {
  return field.matches(WORDS) && field.value !== "";
}

function isChanged(field) {
  return field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

function isAmong(field, values) {
  return values.some(([name, value]) => name === field.name && value === field.value);
}

function key(draft) {
  return `${PREFIX}${document.body.dataset.me}.${draft}`;
}

function draftsOf(draft) {
  return listed(read(key(draft)));
}

/** What is stored, as a list: a single draft without an id is from a release that kept one only. */
function listed(stored) {
  return [stored ?? []].flat().map((draft) => ({ id: "first", ...draft }));
}

function store(draft, drafts) {
  write(key(draft), drafts.length ? drafts : null);
}

function forgetOld() {
  for (const name of keysOf(PREFIX)) {
    const drafts = listed(read(name));
    const fresh = drafts.filter(({ at }) => Date.now() - at < FORGOTTEN_AFTER);
    if (fresh.length < drafts.length) write(name, fresh.length ? fresh : null);
  }
}
