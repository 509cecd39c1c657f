// What every write by htmx carries, and what happens when its answer comes. What people write at a table is sent by the outbox
// instead (outbox/forms.js).

import { rooms } from "../live/rooms.js";
import { csrfToken } from "./csrf.js";
import { startErrorMessages } from "./error-messages.js";
import { startFormResponses } from "./form-responses.js";
import { isGuarded } from "./press-guard.js";

export function startHtmxRequests() {
  startFormResponses();
  startErrorMessages();
  document.addEventListener("htmx:configRequest", addCsrfToken);
  document.addEventListener("htmx:confirm", refuseSecondPress);
  document.addEventListener("htmx:beforeRequest", ({ detail }) => markSending(detail.elt));
  document.addEventListener("htmx:beforeOnLoad", noteVersions);
  document.addEventListener("htmx:afterRequest", finish);
  document.addEventListener("keydown", submitByKey);
}

function addCsrfToken({ detail }) {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
}

/** Drop a second press while the first request is under way. A checkbox may be ticked again: htmx queues that request. */
function refuseSecondPress(event) {
  const { elt, triggeringEvent } = event.detail;
  const pressed = triggeringEvent?.submitter ?? elt;
  if (isGuarded(pressed) || (elt.hasAttribute("data-sending") && !isCheckbox(elt))) event.preventDefault();
}

function markSending(element) {
  element.setAttribute("data-sending", isCheckbox(element) ? String(element.checked) : "");
}

function noteVersions({ detail: { xhr } }) {
  if (!isRefused(xhr)) rooms.expectVersions(xhr.getResponseHeader("Room-Version") ?? "");
}

/** Take back a tick that was refused, and fetch a pane that changed while the request was under way. */
function finish({ detail }) {
  const { elt, xhr } = detail;
  const sent = elt.getAttribute("data-sending");
  const isOvertaken = elt.hasAttribute("data-overtaken");
  elt.removeAttribute("data-sending");
  elt.removeAttribute("data-overtaken");
  const refused = isRefused(xhr);
  if (refused && isCheckbox(elt) && sent === String(elt.checked)) elt.checked = !elt.checked;
  if (refused || isOvertaken) elt.closest("live-pane")?.refresh();
}

/** Ctrl or Cmd and Enter in a text area send its form. */
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
