// What every write by htmx brings along, and what happens to its answer. What people write at a table goes by another way:
// outbox/forms.js.

import { rooms } from "../live/rooms.js";
import { csrfToken } from "./csrf.js";
import { startPostMessages } from "./error-messages.js";
import { startAnsweredForms } from "./form-responses.js";
import { isFresh } from "./press-guard.js";

export function startPosting() {
  startAnsweredForms();
  startPostMessages();
  document.addEventListener("htmx:configRequest", sign);
  document.addEventListener("htmx:confirm", oneAtATime);
  document.addEventListener("htmx:beforeRequest", ({ detail }) => mark(detail.elt));
  document.addEventListener("htmx:beforeOnLoad", hearAnswer);
  document.addEventListener("htmx:afterRequest", settle);
  document.addEventListener("keydown", submitByKey);
}

function sign({ detail }) {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
}

/** A second press while the first is under way is dropped; a checkbox may be ticked again, and htmx queues that. */
function oneAtATime(event) {
  const { elt, triggeringEvent } = event.detail;
  const pressed = triggeringEvent?.submitter ?? elt;
  if (isFresh(pressed) || (elt.hasAttribute("data-sending") && !isCheckbox(elt))) event.preventDefault();
}

function mark(element) {
  element.setAttribute("data-sending", isCheckbox(element) ? String(element.checked) : "");
}

function hearAnswer({ detail: { xhr } }) {
  if (!isRefused(xhr)) rooms.hearAnswer(xhr.getResponseHeader("Room-Version") ?? "");
}

/** The request is over: a tick that was refused is taken back, and a pane that changed meanwhile is shown as it is. */
function settle({ detail }) {
  const { elt, xhr } = detail;
  const sent = elt.getAttribute("data-sending");
  const overtaken = elt.hasAttribute("data-overtaken");
  elt.removeAttribute("data-sending");
  elt.removeAttribute("data-overtaken");
  const refused = isRefused(xhr);
  if (refused && isCheckbox(elt) && sent === String(elt.checked)) elt.checked = !elt.checked;
  if (refused || overtaken) elt.closest("live-pane")?.refresh();
}

function submitByKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  if (event.target.localName !== "textarea") return;
  event.preventDefault();
  event.target.form?.requestSubmit();
}

function isRefused(xhr) {
  return xhr.status < 200 || xhr.status > 299;
}

function isCheckbox(element) {
  return element.matches("input[type=checkbox]");
}
