// What a writer is told when a write did not go through. The sentences stand on <body>:
//   data-say-offline (nothing answered) · data-say-failed (5xx and all else) · data-say-forbidden (403) ·
//   data-say-gone (404, 410) · data-say-conflict (409: the first version of a text arrived, this one did not) ·
//   data-say-too-long (413) · data-say-too-fast (429)
// Where the server answers a refusal in plain text, its own sentence is told: it knows why.
// Under a form they stand in it, in its [data-post-message] or as a last paragraph; for all else in the page's
// [data-messages], as a toast, until the next write succeeds.

const NAMES = {
  0: "sayOffline",
  403: "sayForbidden",
  404: "sayGone",
  409: "sayConflict",
  410: "sayGone",
  413: "sayTooLong",
  429: "sayTooFast",
};

export function startPostMessages() {
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, ({ detail }) => say(detail.elt, sentenceOf(detail.xhr)));
  }
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, requestConfig, xhr } }) => {
    const sender = requestConfig?.elt ?? elt; // a form that the answer took the place of is no longer the event's element
    if (xhr.status >= 200 && xhr.status < 300) withdraw(elt);
    else if (xhr.status === 422 && sender.localName !== "form") say(elt, sentenceOf(xhr)); // a button has no field to show it at
  });
}

/** What an answer that is not 2xx means to who wrote. */
export function sentenceFor(status, type, text) {
  const isPlain = status >= 400 && status < 500 && type.startsWith("text/plain");
  return (isPlain && text) || (document.body.dataset[NAMES[status]] ?? document.body.dataset.sayFailed);
}

/** What a form that came back says is wrong with it. */
export function reasonIn(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const errors = template.content.querySelectorAll(".field__error, [role=alert] > p");
  return Array.from(errors, (error) => error.textContent.trim()).join(" ");
}

export function say(element, text) {
  const form = element.closest("form");
  const place = form ? underForm(form) : document.querySelector("[data-messages]");
  if (place && place.textContent !== text) place.replaceChildren(form ? text : paragraph("toast", text));
}

export function withdraw(element) {
  element.closest("form")?.querySelector("[data-post-message]")?.replaceChildren();
  document.querySelector("[data-messages]")?.replaceChildren();
}

function sentenceOf(xhr) {
  return sentenceFor(xhr.status, xhr.getResponseHeader("Content-Type") ?? "", xhr.responseText);
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
