// What a writer is told when a write did not go through. The sentences stand on <body>:
//   data-say-offline (nothing answered; we go on trying) · data-say-failed (5xx and all else) · data-say-forbidden (403) ·
//   data-say-gone (404, 410) · data-say-conflict (409: the first version of a text arrived, this one did not) ·
//   data-say-too-long (413) · data-say-too-fast (429)
// Where the server answers a refusal in plain text, its own sentence is told: it knows why.
// Under a form they stand in it, in its [data-post-message] or as a last paragraph; for all else in the page's
// [data-messages], as a toast, until the next write succeeds.

const NAMES = { 0: "sayOffline", 403: "sayForbidden", 404: "sayGone", 409: "sayConflict", 410: "sayGone", 413: "sayTooLong", 429: "sayTooFast" };

export function startPostMessages() {
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, ({ detail }) => say(detail.elt, detail.xhr));
  }
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, requestConfig, xhr } }) => {
    const sender = requestConfig?.elt ?? elt; // a form that the answer took the place of is no longer the event's element
    if (xhr.status >= 200 && xhr.status < 300) withdraw(elt);
    else if (xhr.status === 422 && sender.localName !== "form") say(elt, xhr); // a button has no field to show it at
  });
}

function say(element, xhr) {
  if (xhr.status === 409) delete element.dataset.clientId;
  const text = sentenceOf(xhr) || (document.body.dataset[NAMES[xhr.status]] ?? document.body.dataset.sayFailed);
  const form = element.closest("form");
  const place = form ? underForm(form) : document.querySelector("[data-messages]");
  if (place && place.textContent !== text) place.replaceChildren(form ? text : paragraph("toast", text));
}

function sentenceOf(xhr) {
  const isPlain = xhr.status >= 400 && xhr.status < 500 && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  return isPlain ? xhr.responseText : "";
}

function withdraw(element) {
  element.closest("form")?.querySelector("[data-post-message]")?.replaceChildren();
  document.querySelector("[data-messages]")?.replaceChildren();
}

function underForm(form) {
  const standing = form.querySelector("[data-post-message]");
  if (standing) return standing;
  const made = paragraph("field__error", "");
  made.setAttribute("data-post-message", "");
  made.setAttribute("role", "alert");
  form.append(made);
  return made;
}

function paragraph(name, text) {
  const element = document.createElement("p");
  element.className = name;
  element.textContent = text;
  return element;
}
