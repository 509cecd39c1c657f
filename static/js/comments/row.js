// The row of one's own comment. Its words come from the `data-say-…` and `data-label-…` of the element that shows it.

/** Not decided on yet: neither shown nor declined. */
export function isOpen({ state }) {
  return state === "inbox" || state === "waiting";
}

export function commentRow(template, { hash, text }) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.hash = hash;
  row.querySelector("[data-text]").textContent = text;
  return row;
}

/** Let a row say what became of its comment. */
export function fillRow(row, { state, reason }, words) {
  const name = state.replaceAll("_", "-");
  row.dataset.state = isOpen({ state }) ? "waiting" : name;
  row.querySelector("[data-fate]").textContent = words.getAttribute(`data-say-${name}`) ?? "";
  row.querySelector("[data-reason]").textContent = reason ?? "";
  const letGo = row.querySelector("[data-forget]");
  if (letGo) letGo.hidden = state !== "declined";
}

/** What is stored about a comment, as the entries of a `<dl>`. */
export function storedFields(stored, words) {
  return Object.entries(stored).flatMap(([name, value]) => [
    element("dt", words.getAttribute(`data-label-${name.replaceAll("_", "-")}`) ?? name),
    element("dd", value === null || value === "" ? words.dataset.labelNothing : String(value)),
  ]);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
