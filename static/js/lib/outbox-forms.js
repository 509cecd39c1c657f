// <form data-outbox="now|held" data-draft="KEY" method="post" action="…">: what is sent by it goes out through the lane of
// signed posts.
//
// "now" is emptied at once: its words are in the outbox, and <waiting-posts> shows them. "held" keeps its words, and takes
// none, until it is known what becomes of them: accepted and waiting alike empty it, refused it says what is wrong. Event on
// the form: `post-taken` (detail: { state }) · `post-refused`, on the form that came back.

import { freshen } from "./fresh.js";
import { forgetDraft, giveBack, keepDraft } from "./kept-drafts.js";
import { WORDS } from "./page.js";
import { say, withdraw } from "./post-messages.js";
import { randomUuid } from "./random.js";
import { signedPosts } from "./signed-posts.js";

export function startOutboxForms() {
  signedPosts.start();
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-outbox]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("words-taken-back", ({ detail: post }) => post.draft && giveBack(post));
}

async function send(form) {
  if (form.hasAttribute("data-sending")) return; // pressed twice
  const hadFocus = form.contains(document.activeElement);
  await SENDERS[form.dataset.outbox](form, hadFocus);
}

const SENDERS = { now: sendNow, held: sendHeld };

async function sendNow(form, hadFocus) {
  if (hadFocus) form.querySelector(WORDS).focus();
  if (!hasWords(form)) return;
  const post = postOf(form);
  empty(form);
  await signedPosts.add(post);
  keepDraft(form);
  const fate = await signedPosts.fate(post.id);
  if (fate.state !== "refused" || !form.isConnected || hasWords(form)) return; // <waiting-posts> has it, and they write on
  await signedPosts.takeBack(post.id);
  if (!fate.html) giveBack({ ...post, ...fate });
  refused(form, fate, form.contains(document.activeElement));
}

async function sendHeld(form, hadFocus) {
  const post = postOf(form);
  hold(form, true);
  await signedPosts.add(post);
  forgetDraft(form);
  const fate = await signedPosts.fate(post.id);
  hold(form, false);
  if (!form.isConnected) return; // put away meanwhile: what is refused stays in the outbox
  if (fate.state === "saved" || (fate.state === "waiting" && hasWords(form))) {
    empty(form);
    form.dispatchEvent(new CustomEvent("post-taken", { bubbles: true, detail: fate }));
    return;
  }
  await signedPosts.takeBack(post.id);
  refused(form, fate.state === "refused" ? fate : { reason: document.body.dataset.sayOffline }, hadFocus);
}

function postOf(form) {
  const id = form.dataset.clientId ?? randomUuid();
  delete form.dataset.clientId;
  const values = Array.from(new FormData(form));
  return { id, path: new URL(form.action).pathname, values, me: document.body.dataset.me, draft: form.dataset.draft };
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
