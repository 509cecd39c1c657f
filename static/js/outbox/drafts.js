// The drafts of forms with `data-draft="KEY"`. What somebody has begun to write stays in this browser until it is sent or
// discarded. Comments are never stored this way, only what carries its writer's name anyway.
//
// A form may have several drafts: begun in two tabs, or taken back from the outbox while another was being written. None
// overwrites another. The form shows one of them; <button data-other-draft> in it shows the next.
//
// The form carries `data-draft-kept` while a draft of it is stored, `data-draft-restored` where its draft comes from an earlier
// visit, and `data-draft-others` while there are drafts that it does not show. A <button data-draft-of="KEY"> carries
// `data-draft-kept` too. `data-unsaved` on a form says that the text it was rendered with is its writer's and not stored.
//
// A person who was moved to another table can no longer edit findings of the table before. On a page with `data-moved`, the drafts
// of such edits become drafts of a new finding.
//
// A draft that another tab has sent or discarded leaves this page, too, unless somebody has written on here.
//
// Stored under a key: [{ id, at, values, clientId }, …], the newest last.

import { queryWithin } from "../live/fragments.js";
import { isStored, keysWithPrefix, read, write } from "../page/local-storage.js";
import { randomHex } from "../page/random.js";
import { showLimits } from "../page/text-limits.js";
import { TEXT_FIELDS } from "../page/typing.js";

const PREFIX = "hashira.draft.";
const KEPT_FOR = 30 * 24 * 3600 * 1000; // ms
const WITH_DRAFT = "[data-draft], [data-draft-of]";
const STORED_FIELDS = `${TEXT_FIELDS}, [type=radio], [name=revision]`;

const shown = new WeakMap(); // form: { id, at, values } of the draft that it shows, as this page last stored or read it

export function startDrafts() {
  deleteOld();
  adoptEdits();
  document.querySelectorAll("form[data-draft]").forEach(restoreDraft);
  markForms();
  document.addEventListener("input", ({ target }) => storeDraft(target.form));
  document.addEventListener("reset", ({ target }) => setTimeout(() => storeDraft(target))); // the fields are emptied afterwards
  document.addEventListener(
    "click",
    ({ target }) => target.closest("[data-other-draft]") && showNextDraft(target.closest("form")),
  );
  document.addEventListener("pane-changed", ({ detail }) => markForms(queryWithin(detail.changed, WITH_DRAFT)));
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => handleSwap(detail, target));
  window.addEventListener("storage", followOtherTabs);
  document.addEventListener("visibilitychange", followOtherTabs); // a tab that was frozen has heard of nothing
  window.addEventListener("beforeunload", (event) => hasUnstoredText() && event.preventDefault());
}

/** Store what is written in a form; where nothing is, remove its draft. */
export function storeDraft(form) {
  if (!form?.dataset?.draft) return;
  if (hasDraft(form)) {
    saveDraft(form, { values: valuesOf(form), clientId: form.dataset.clientId });
  } else {
    removeDraft(form);
    form.removeAttribute("data-draft-restored");
    delete form.dataset.clientId;
  }
  showLimits(form);
  markForms();
}

/** Remove the draft that a form shows: it was sent, or its writer discarded it. */
export function discardDraft(form) {
  removeDraft(form);
  markForms();
}

/**
 * Put the text of a post back into the form where it was written. What was begun there in the meantime stays: in the same field if
 * the form has only one, else as another draft.
 */
export function restorePost({ id, state, draft, values }) {
  const opener = document.querySelector(`[data-draft-of="${CSS.escape(draft)}"]`);
  const form =
    document.querySelector(`form[data-draft="${CSS.escape(draft)}"]`) ?? (opener ? null : similarForm(draft));
  const clientId = state === "waiting" ? id : undefined; // the server may have it: with the same id it is not stored twice
  if (form) {
    const fields = Array.from(form.querySelectorAll(TEXT_FIELDS));
    const hasOtherText = fields.some((field) => isChanged(field) && !isAmong(field, values));
    if (hasOtherText && fields.length > 1) {
      storeDraft(form);
      shown.delete(form);
    }
    fill(form, values, { keepsText: fields.length === 1 });
    if (clientId && !(hasOtherText && fields.length === 1)) form.dataset.clientId = clientId;
    storeDraft(form);
    form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
    form.querySelector(TEXT_FIELDS).focus();
  } else {
    writeDrafts(draft, [...draftsOf(draft), { id: randomHex(8), at: Date.now(), values, clientId }]);
    markForms();
    opener?.click();
  }
}

/** The form for a draft whose own is not on the page: that of another table, or for a deleted finding that for a new finding. */
function similarForm(draft) {
  const kind = draft.startsWith("talk") ? "talk" : "finding";
  return document.querySelector(`form[data-draft^="${kind}"]`);
}

/** A form that was fetched gets its draft back. A form that the server sent back is stored with the text in it. */
function handleSwap({ requestConfig }, swapped) {
  const forms = swapped.matches("form[data-draft]")
    ? [swapped]
    : Array.from(swapped.querySelectorAll("form[data-draft]"));
  forms.forEach(requestConfig.verb === "get" ? restoreDraft : storeDraft);
  markForms();
}

function restoreDraft(form) {
  const newest = draftsOf(form.dataset.draft).at(-1);
  if (newest) show(form, newest);
}

function adoptEdits() {
  const form = document.querySelector("[data-moved]") && document.querySelector('form[data-draft^="finding"]');
  if (!form) return;
  const { draft } = form.dataset;
  for (const name of keysWithPrefix(key("edit-"))) {
    const edits = asList(read(name)).map(({ values, ...edit }) => ({
      ...edit,
      values: values.filter(([field]) => field !== "revision"),
      clientId: undefined,
    }));
    writeDrafts(draft, [...edits, ...draftsOf(draft)]);
    write(name, null);
  }
}

/** Show the next draft of a form. The draft shown until now stays stored. */
function showNextDraft(form) {
  storeDraft(form);
  const drafts = draftsOf(form.dataset.draft);
  const place = drafts.findIndex(({ id }) => id === shown.get(form)?.id);
  const next = drafts[(place + 1) % drafts.length];
  if (next) show(form, next);
  markForms();
  form.querySelector(TEXT_FIELDS).focus();
}

function show(form, { id, at, values, clientId }) {
  fill(form, values);
  shown.set(form, { id, at, values: valuesOf(form) });
  if (clientId) form.dataset.clientId = clientId;
  else delete form.dataset.clientId;
  form.setAttribute("data-draft-restored", "");
  form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
}

/** Fill in a form. What was begun in it is replaced, or with `keepsText` appended. */
function fill(form, values, { keepsText = false } = {}) {
  for (const field of form.querySelectorAll("[type=radio]")) field.checked = false;
  for (const [name, value] of values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      const begun =
        keepsText && field.matches(TEXT_FIELDS) && isChanged(field) && field.value !== value ? field.value : "";
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = [value, begun].filter(Boolean).join(field.localName === "textarea" ? "\n" : " ");
    }
  }
  showLimits(form);
}

/** Store the draft that a form shows, as a new draft where another tab has changed the stored one. */
function saveDraft(form, draft) {
  const others = otherDrafts(form);
  const id = others.changed ? randomHex(8) : (shown.get(form)?.id ?? randomHex(8));
  const at = Math.max(Date.now(), (shown.get(form)?.at ?? 0) + 1);
  shown.set(form, { id, at, values: draft.values });
  writeDrafts(form.dataset.draft, [...others.drafts, { ...draft, id, at }]);
}

function valuesOf(form) {
  const fields = Array.from(form.querySelectorAll(STORED_FIELDS));
  const chosen = fields.filter((field) => field.type !== "radio" || field.checked);
  return chosen.map((field) => [field.name, field.value]);
}

function followOtherTabs() {
  for (const form of document.querySelectorAll("form[data-draft]")) if (isGoneElsewhere(form)) emptyForm(form);
  markForms();
}

/** Whether another tab has sent or discarded the draft that a form shows, and nothing was written here since it was stored. */
function isGoneElsewhere(form) {
  const draft = shown.get(form);
  if (!draft || form.hasAttribute("data-sending") || draftsOf(form.dataset.draft).some(({ id }) => id === draft.id))
    return false;
  return JSON.stringify(valuesOf(form)) === JSON.stringify(draft.values);
}

function emptyForm(form) {
  for (const field of form.querySelectorAll(STORED_FIELDS)) {
    if (field.type === "radio") field.checked = field.defaultChecked;
    else field.value = field.defaultValue;
  }
  shown.delete(form);
  form.removeAttribute("data-draft-restored");
  delete form.dataset.clientId;
  showLimits(form);
}

function removeDraft(form) {
  writeDrafts(form.dataset.draft, otherDrafts(form).drafts);
  shown.delete(form);
}

/** The drafts of a form without the one it shows. Where another tab `changed` that one, it counts as another draft. */
function otherDrafts(form) {
  const drafts = draftsOf(form.dataset.draft);
  const shownDraft = shown.get(form);
  const changed = drafts.some(({ id, at }) => id === shownDraft?.id && at !== shownDraft.at);
  return { changed, drafts: changed ? drafts : drafts.filter(({ id }) => id !== shownDraft?.id) };
}

function markForms(elements = document.querySelectorAll(WITH_DRAFT)) {
  for (const element of elements) {
    const { draft, draftOf } = element.dataset;
    element.toggleAttribute("data-draft-kept", isStored(key(draft ?? draftOf)));
    if (draft) {
      const hasOthers = draftsOf(draft).some(({ id }) => id !== shown.get(element)?.id);
      element.toggleAttribute("data-draft-others", hasOthers);
    }
  }
}

/** Whether closing the page would lose text: a form holds text that this browser could not store. */
function hasUnstoredText() {
  const forms = Array.from(document.querySelectorAll("form[data-draft]"));
  return forms.some(
    (form) => !form.hasAttribute("data-sending") && hasDraft(form) && !isStored(key(form.dataset.draft)),
  );
}

function hasDraft(form) {
  return Array.from(form.querySelectorAll(STORED_FIELDS)).some(form.hasAttribute("data-unsaved") ? hasText : isChanged);
}

function hasText(field) {
  return field.matches(TEXT_FIELDS) && field.value !== "";
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
  return asList(read(key(draft)));
}

/** The stored drafts as a list. An earlier version stored a single draft without an id. */
function asList(stored) {
  return [stored ?? []].flat().map((draft) => ({ id: "first", ...draft }));
}

function writeDrafts(draft, drafts) {
  write(key(draft), drafts.length ? drafts : null);
}

function deleteOld() {
  for (const name of keysWithPrefix(PREFIX)) {
    const drafts = asList(read(name));
    const recent = drafts.filter(({ at }) => Date.now() - at < KEPT_FOR);
    if (recent.length < drafts.length) write(name, recent.length ? recent : null);
  }
}
