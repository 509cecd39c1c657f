// Tells a writer that a write failed. The messages are attributes of <body>:
//   data-say-offline (no answer) · data-say-failed (5xx and all others) · data-say-forbidden (403) ·
//   data-say-gone (404, 410) · data-say-conflict (409: another text with the same client id was stored) ·
//   data-say-too-long (413) · data-say-too-fast (429)
// An element around the control may have a data-say-offline of its own.
// If the server answers a refusal in plain text, that text is shown instead, because it gives the reason.
// The message of a form is in its [data-post-message], or in a paragraph added at its end; any other message is a toast in
// the page's [data-messages] until the next write succeeds.

const NAMES = {
  0: "sayOffline",
  403: "sayForbidden",
  404: "sayGone",
  409: "sayConflict",
  410: "sayGone",
  413: "sayTooLong",
  429: "sayTooFast",
};

export function startErrorMessages() {
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, ({ detail }) => showError(detail.elt, messageOf(detail.xhr, detail.elt)));
  }
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, requestConfig, xhr } }) => {
    const sender = requestConfig?.elt ?? elt; // the event's element is no longer the form once the answer replaced it
    if (xhr.status >= 200 && xhr.status < 300) clearError(elt);
    else if (xhr.status === 422 && sender.localName !== "form") showError(elt, messageOf(xhr, elt)); // it has no field to mark
  });
}

/** The message for an answer that is not 2xx; status 0 means that no answer came. */
export function errorMessage(status, type, text) {
  const isPlain = status >= 400 && status < 500 && type.startsWith("text/plain");
  return (isPlain && text) || (document.body.dataset[NAMES[status]] ?? document.body.dataset.sayFailed);
}

/** The errors in the markup of a form that the server sent back. */
export function formErrors(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const errors = template.content.querySelectorAll(".field__error, [role=alert] > p");
  return Array.from(errors, (error) => error.textContent.trim()).join(" ");
}

export function showError(element, text) {
  const form = element.closest("form");
  const place = form ? placeInForm(form) : document.querySelector("[data-messages]");
  if (place && place.textContent !== text) place.replaceChildren(form ? text : paragraph("toast", text));
}

export function clearError(element) {
  element.closest("form")?.querySelector("[data-post-message]")?.replaceChildren();
  document.querySelector("[data-messages]")?.replaceChildren();
}

function messageOf(xhr, element) {
  if (xhr.status === 0) return (element.closest("[data-say-offline]") ?? document.body).dataset.sayOffline;
  return errorMessage(xhr.status, xhr.getResponseHeader("Content-Type") ?? "", xhr.responseText);
}

function placeInForm(form) {
  const existing = form.querySelector("[data-post-message]");
  if (existing) return existing;
  const place = paragraph("field__error", "");
  place.setAttribute("data-post-message", "");
  place.setAttribute("role", "alert");
  form.append(place);
  return place;
}

function paragraph(className, text) {
  const element = document.createElement("p");
  element.className = className;
  element.textContent = text;
  return element;
}
