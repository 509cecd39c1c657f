// The row of one's own comment. Its texts are the `data-say-…` and `data-label-…` attributes of the element that shows it.

/** Whether nobody has decided on the comment yet: it is neither shown nor declined. */
function isUndecided({ state }) {
  return state === "inbox" || state === "waiting";
}

export function createRow(template, { hash, text }) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.hash = hash;
  row.querySelector("[data-text]").textContent = text;
  return row;
}

/** Show the state of a comment in its row. */
export function updateRow(row, { state, reason }, texts) {
  const name = isUndecided({ state }) ? "waiting" : state.replaceAll("_", "-");
  row.dataset.state = name;
  row.querySelector("[data-fate]").textContent = texts.getAttribute(`data-say-${name}`) ?? "";
  row.querySelector("[data-reason]").textContent = reason ?? "";
  const forgetButton = row.querySelector("[data-forget]");
  if (forgetButton) forgetButton.hidden = state !== "declined";
}

/** What the server stores about a comment, as the entries of a `<dl>`. */
export function storedFieldEntries(stored, texts) {
  return Object.entries(stored).flatMap(([name, value]) => [
    createElement("dt", texts.getAttribute(`data-label-${name.replaceAll("_", "-")}`) ?? name),
    createElement("dd", value === null || value === "" ? texts.dataset.labelNothing : String(value)),
  ]);
}

function createElement(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
