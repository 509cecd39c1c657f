// The page that shows every component, for developers. <figure data-put='{"SELECTOR": {"ATTRIBUTE": "value", "text": "…"}}'>
// names the changes that a script makes to this markup on other pages; null removes the attribute. An
// <own-comments data-styleguide="STATE"> gets one comment of that state, and [data-icons] every icon of the sprite.

import { createRow, updateRow } from "./comments/row.js";

for (const figure of document.querySelectorAll("[data-put]")) {
  for (const [selector, changes] of Object.entries(JSON.parse(figure.dataset.put))) {
    for (const element of figure.querySelectorAll(selector)) applyChanges(element, changes);
  }
}

for (const element of document.querySelectorAll("own-comments[data-styleguide]")) {
  const { styleguide: state, styleguideReason: reason } = element.dataset;
  const text = element.closest(".styleguide").querySelector(".comment__text").textContent;
  const row = createRow(element.querySelector("template"), { hash: state, text });
  updateRow(row, { state, reason: state === "declined" ? reason : "" }, element);
  element.querySelector("ol").append(row);
}

for (const place of document.querySelectorAll("[data-icons]")) {
  for (const { id } of document.querySelectorAll(".sprite symbol")) {
    const template = document.createElement("template");
    template.innerHTML = `<svg class="${id.startsWith("i-") ? "icon" : "mark"}" role="img" aria-label="${id}"><use href="#${id}"/></svg>`;
    place.append(template.content);
  }
}

function applyChanges(element, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (name === "text") element.textContent = value;
    else if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
