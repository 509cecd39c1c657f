// <form data-outbox="now|held" data-draft="KEY" method="post" action="…">: a form that is sent by the outbox of signed posts.
//
// A form keeps its text until this browser has stored it, or, where it cannot be stored, until the server has it. A form with "now"
// accepts new text at once, and <waiting-posts> shows what is on its way. A form with "held" is read-only until its post is saved,
// waits or is refused: saved and waiting empty it, and refused shows the errors. Events on the form: `post-taken` (detail:
// { state }) · `post-refused`, on the form that shows the errors.

import { clearError, showError } from "../page/error-messages.js";
import { guardButton } from "../page/press-guard.js";
import { randomUuid } from "../page/random.js";
import { TEXT_FIELDS } from "../page/typing.js";
import { discardDraft, restorePost, storeDraft } from "./drafts.js";
import { signedOutbox } from "./signed-outbox.js";

export function startOutboxForms() {
  signedOutbox.start();
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-outbox]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("words-taken-back", ({ detail: post }) => post.draft && restorePost(post));
}

const textsBeingSent = new WeakMap(); // form: the texts that are being added to the outbox and are still in the form
const unstoredPosts = new WeakMap(); // form: the id of the post that this browser could not store, whose text it still holds

async function send(form) {
  if (form.hasAttribute("data-sending")) return; // sent by a double press
  const hadFocus = form.contains(document.activeElement);
  await SENDERS[form.dataset.outbox](form, hadFocus);
}

const SENDERS = { now: sendNow, held: sendHeld };

async function sendNow(form, hadFocus) {
  if (hadFocus) form.querySelector(TEXT_FIELDS).focus();
  const written = fieldValues(form);
  const texts = JSON.stringify(written.map(([, value]) => value));
  const sent = textsBeingSent.get(form) ?? new Set();
  if (!hasText(form) || sent.has(texts)) return; // sent by a double press
  textsBeingSent.set(form, sent.add(texts));
  const post = postOf(form);
  const isStored = await signedOutbox.add(post);
  if (isStored) {
    clearSent(form, written);
    sent.delete(texts);
  }
  const outcome = await signedOutbox.outcome(post.id, { final: !isStored });
  sent.delete(texts);
  if (!isStored && outcome.state === "saved") clearSent(form, written);
  const hasNewText = isStored ? hasText(form) : !holds(form, written);
  if (outcome.state !== "refused" || !form.isConnected || hasNewText) return; // <waiting-posts> shows the post
  await signedOutbox.takeBack(post.id);
  if (!outcome.html) restorePost({ ...post, ...outcome });
  showRefusal(form, outcome, form.contains(document.activeElement));
}

async function sendHeld(form, hadFocus) {
  hold(form, true);
  if (unstoredPosts.has(form)) await signedOutbox.takeBack(unstoredPosts.get(form));
  unstoredPosts.delete(form);
  const post = postOf(form);
  const isStored = await signedOutbox.add(post);
  if (isStored) discardDraft(form);
  const outcome = await signedOutbox.outcome(post.id);
  hold(form, false);
  if (!form.isConnected) return; // the form was closed; a refused post stays in the outbox
  if (outcome.state === "waiting" && !isStored) awaitUnstored(form, post);
  else if (outcome.state === "saved" || (outcome.state === "waiting" && hasText(form))) accept(form, outcome);
  else await takeBack(form, post, outcome, hadFocus);
}

/** This browser could not store the post: its text stays in the form while the page keeps trying to send it. */
async function awaitUnstored(form, post) {
  const written = fieldValues(form);
  unstoredPosts.set(form, post.id);
  form.dataset.clientId = post.id; // the server may have it: with the same id it is not stored twice
  storeDraft(form);
  showError(form, document.body.dataset.sayUnstored);
  const outcome = await signedOutbox.outcome(post.id, { final: true });
  if (unstoredPosts.get(form) !== post.id) return; // the form was sent again with another text
  unstoredPosts.delete(form);
  if (!form.isConnected) return;
  if (outcome.state === "refused") await takeBack(form, post, outcome, form.contains(document.activeElement));
  else if (outcome.state === "saved" && holds(form, written)) accept(form, outcome);
  else clearError(form);
}

function accept(form, outcome) {
  empty(form);
  storeDraft(form);
  form.dispatchEvent(new CustomEvent("post-taken", { bubbles: true, detail: outcome }));
}

async function takeBack(form, post, outcome, hadFocus) {
  await signedOutbox.takeBack(post.id);
  showRefusal(form, outcome.state === "refused" ? outcome : { reason: document.body.dataset.sayOffline }, hadFocus);
}

function postOf(form) {
  const id = form.dataset.clientId ?? randomUuid();
  delete form.dataset.clientId;
  const values = Array.from(new FormData(form));
  return { id, path: new URL(form.action).pathname, values, me: document.body.dataset.me, draft: form.dataset.draft };
}

/** The text fields of a form: pairs of a field and its value. */
function fieldValues(form) {
  return Array.from(form.querySelectorAll(TEXT_FIELDS), (field) => [field, field.value]);
}

function holds(form, values) {
  return values.every(([field, value]) => form.contains(field) && field.value === value);
}

/** Remove the text that was sent from its form. What was written after it stays. */
function clearSent(form, values) {
  if (holds(form, values)) {
    empty(form);
  } else {
    for (const [field, value] of values) {
      if (field.value.startsWith(value)) field.value = field.value.slice(value.length);
    }
  }
  storeDraft(form);
}

function hasText(form) {
  return Array.from(form.querySelectorAll(TEXT_FIELDS)).some((field) => field.value.trim());
}

function hold(form, held) {
  form.toggleAttribute("data-sending", held);
  for (const field of form.querySelectorAll(TEXT_FIELDS)) field.readOnly = held;
}

/** Show in a form why its post was refused. */
function showRefusal(form, { reason, html }, hadFocus) {
  if (!form.isConnected) return; // the form was closed while its post was taken back
  const current = html ? replace(form, html) : form;
  if (!html) showError(form, reason);
  storeDraft(current);
  current.querySelectorAll("button").forEach((button) => guardButton(button));
  const invalid = current.querySelector("[aria-invalid=true]") ?? current.querySelector(TEXT_FIELDS);
  if (hadFocus) invalid.focus();
  current.dispatchEvent(new CustomEvent("post-refused", { bubbles: true }));
}

/** Replace a form with the one that the server sent back. Returns the new form. */
function replace(form, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const place = form.closest("[data-answers]");
  if (place) place.replaceChildren(template.content);
  else form.replaceWith(template.content);
  const current = document.getElementById(form.id);
  window.htmx.process(place ?? current);
  return current;
}

/** Empty a form, including the text that it was rendered with. */
function empty(form) {
  clearError(form);
  form.removeAttribute("data-unsaved");
  form.removeAttribute("data-draft-restored");
  form.querySelectorAll(".field__error").forEach((error) => error.remove());
  form.querySelectorAll("[data-wrong]").forEach((field) => field.removeAttribute("data-wrong"));
  for (const field of form.querySelectorAll(`${TEXT_FIELDS}, [type=radio]`)) {
    field.removeAttribute("aria-invalid");
    if (field.type === "radio") field.checked = field.defaultChecked = false;
    else field.value = field.defaultValue = "";
  }
}
