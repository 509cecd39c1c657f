// <form data-outbox="now|held" data-draft="KEY" method="post" action="…">: what is sent by it goes out through the lane of
// signed posts.
//
// A form keeps its words until this browser has stored them, or, where it does not, until the server has them. "now" takes
// new words at once: <waiting-posts> shows those on their way. "held" takes none until it is known what becomes of them:
// accepted and waiting alike empty it, refused it says what is wrong. Event on the form: `post-taken` (detail: { state }) ·
// `post-refused`, on the form that came back.

import { say, withdraw } from "../page/error-messages.js";
import { freshen } from "../page/press-guard.js";
import { randomUuid } from "../page/random.js";
import { WORDS } from "../page/reload.js";
import { forgetDraft, giveBack, keepDraft } from "./drafts.js";
import { signedPosts } from "./signed-outbox.js";

export function startOutboxForms() {
  signedPosts.start();
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-outbox]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("words-taken-back", ({ detail: post }) => post.draft && giveBack(post));
}

const underWay = new WeakMap(); // form: the words that were sent by it and still stand in it
const waitsInMemory = new WeakMap(); // form: the id of the post whose words it still holds

async function send(form) {
  if (form.hasAttribute("data-sending")) return; // pressed twice
  const hadFocus = form.contains(document.activeElement);
  await SENDERS[form.dataset.outbox](form, hadFocus);
}

const SENDERS = { now: sendNow, held: sendHeld };

async function sendNow(form, hadFocus) {
  if (hadFocus) form.querySelector(WORDS).focus();
  const written = wordsIn(form);
  const words = JSON.stringify(written.map(([, value]) => value));
  const sent = underWay.get(form) ?? new Set();
  if (!hasWords(form) || sent.has(words)) return; // pressed twice
  underWay.set(form, sent.add(words));
  const post = postOf(form);
  const isStored = await signedPosts.add(post);
  if (isStored) {
    letGo(form, written);
    sent.delete(words);
  }
  const fate = await signedPosts.fate(post.id, { last: !isStored });
  sent.delete(words);
  if (!isStored && fate.state === "saved") letGo(form, written);
  const wroteOn = isStored ? hasWords(form) : !holds(form, written);
  if (fate.state !== "refused" || !form.isConnected || wroteOn) return; // <waiting-posts> has it
  await signedPosts.takeBack(post.id);
  if (!fate.html) giveBack({ ...post, ...fate });
  refused(form, fate, form.contains(document.activeElement));
}

async function sendHeld(form, hadFocus) {
  hold(form, true);
  if (waitsInMemory.has(form)) await signedPosts.takeBack(waitsInMemory.get(form));
  waitsInMemory.delete(form);
  const post = postOf(form);
  const isStored = await signedPosts.add(post);
  if (isStored) forgetDraft(form);
  const fate = await signedPosts.fate(post.id);
  hold(form, false);
  if (!form.isConnected) return; // put away meanwhile: what is refused stays in the outbox
  if (fate.state === "waiting" && !isStored) waitsFor(form, post);
  else if (fate.state === "saved" || (fate.state === "waiting" && hasWords(form))) taken(form, fate);
  else await comesBack(form, post, fate, hadFocus);
}

/** The browser does not store the words: they stay in their form while the page goes on trying to send them. */
async function waitsFor(form, post) {
  const written = wordsIn(form);
  waitsInMemory.set(form, post.id);
  form.dataset.clientId = post.id; // it may have arrived: sent again, it is the same
  keepDraft(form);
  say(form, document.body.dataset.sayUnstored);
  const fate = await signedPosts.fate(post.id, { last: true });
  if (waitsInMemory.get(form) !== post.id) return; // sent again with other words
  waitsInMemory.delete(form);
  if (!form.isConnected) return;
  if (fate.state === "refused") await comesBack(form, post, fate, form.contains(document.activeElement));
  else if (fate.state === "saved" && holds(form, written)) taken(form, fate);
  else withdraw(form);
}

function taken(form, fate) {
  empty(form);
  keepDraft(form);
  form.dispatchEvent(new CustomEvent("post-taken", { bubbles: true, detail: fate }));
}

async function comesBack(form, post, fate, hadFocus) {
  await signedPosts.takeBack(post.id);
  refused(form, fate.state === "refused" ? fate : { reason: document.body.dataset.sayOffline }, hadFocus);
}

function postOf(form) {
  const id = form.dataset.clientId ?? randomUuid();
  delete form.dataset.clientId;
  const values = Array.from(new FormData(form));
  return { id, path: new URL(form.action).pathname, values, me: document.body.dataset.me, draft: form.dataset.draft };
}

/** What a form's fields for words hold: pairs of a field and its value. */
function wordsIn(form) {
  return Array.from(form.querySelectorAll(WORDS), (field) => [field, field.value]);
}

function holds(form, words) {
  return words.every(([field, value]) => form.contains(field) && field.value === value);
}

/** The words are safe: they leave the form; what was written behind them stays. */
function letGo(form, words) {
  if (holds(form, words)) empty(form);
  else
    for (const [field, value] of words)
      if (field.value.startsWith(value)) field.value = field.value.slice(value.length);
  keepDraft(form);
}

function hasWords(form) {
  return Array.from(form.querySelectorAll(WORDS)).some((field) => field.value.trim());
}

function hold(form, held) {
  form.toggleAttribute("data-sending", held);
  for (const field of form.querySelectorAll(WORDS)) field.readOnly = held;
}

/** The words are in their form again; it says what is wrong with them. */
function refused(form, { reason, html }, hadFocus) {
  if (!form.isConnected) return; // given up while its post was taken back
  const standing = html ? replace(form, html) : form;
  if (!html) say(form, reason);
  keepDraft(standing);
  standing.querySelectorAll("button").forEach((button) => freshen(button));
  const wrong = standing.querySelector("[aria-invalid=true]") ?? standing.querySelector(WORDS);
  if (hadFocus) wrong.focus();
  standing.dispatchEvent(new CustomEvent("post-refused", { bubbles: true }));
}

/** Put what the server answered where the form stood; returns the form in it. */
function replace(form, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const place = form.closest("[data-answers]");
  if (place) place.replaceChildren(template.content);
  else form.replaceWith(template.content);
  const standing = document.getElementById(form.id);
  window.htmx.process(place ?? standing);
  return standing;
}

/** As if nothing had ever been written: also what it came with is gone. */
function empty(form) {
  withdraw(form);
  form.removeAttribute("data-unsaved");
  form.removeAttribute("data-draft-restored");
  form.querySelectorAll(".field__error").forEach((error) => error.remove());
  form.querySelectorAll("[data-wrong]").forEach((field) => field.removeAttribute("data-wrong"));
  for (const field of form.querySelectorAll(`${WORDS}, [type=radio]`)) {
    field.removeAttribute("aria-invalid");
    if (field.type === "radio") field.checked = field.defaultChecked = false;
    else field.value = field.defaultValue = "";
  }
}
