// What every write by htmx brings along, and what happens to its answer.

import { startDrafts } from "./drafts.js";
import { isFresh } from "./fresh.js";
import { startPostMessages } from "./post-messages.js";
import { randomUuid } from "./random.js";
import { rooms } from "./rooms.js";

const HEARD_WITHIN = 1000; // ms; our own row comes by the room like everyone's

export function startPosting() {
  startDrafts();
  startPostMessages();
  document.addEventListener("htmx:configRequest", sign);
  document.addEventListener("htmx:confirm", oneAtATime);
  document.addEventListener("htmx:beforeRequest", ({ detail }) => mark(detail.elt));
  document.addEventListener("htmx:beforeOnLoad", hearAnswer);
  document.addEventListener("htmx:afterRequest", settle);
  document.addEventListener("keydown", submitByKey);
}

/** The CSRF token from its cookie (panes carry none), and an id by which the server knows a form sent twice. */
function sign({ detail }) {
  if (detail.verb === "get") return;
  detail.headers["X-CSRFToken"] = cookie(document.querySelector('meta[name="csrf-cookie"]').content);
  if (detail.elt.localName !== "form") return;
  detail.elt.dataset.clientId ??= randomUuid();
  detail.parameters["client_id"] = detail.elt.dataset.clientId;
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

function hearAnswer({ detail }) {
  const { xhr, elt } = detail;
  if (isRefused(xhr)) return;
  delete elt.dataset.clientId;
  for (const told of (xhr.getResponseHeader("Room-Version") ?? "").split(",")) {
    const [room, version] = told.trim().split(" ");
    if (version) setTimeout(() => rooms.expect(room, Number(version)), HEARD_WITHIN);
  }
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

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
