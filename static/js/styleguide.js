// The page of components, for those who build. <figure data-put='{"SELECTOR": {"ATTRIBUTE": "value", "text": "…"}}'> names
// what elsewhere a script does to the markup; null takes the attribute away. <own-comments data-styleguide="STATE"> gets one
// comment of that state, [data-icons] every icon of the sprite.

import { commentRow, fillRow } from "./comments/row.js";

for (const figure of document.querySelectorAll("[data-put]")) {
  for (const [selector, changes] of Object.entries(JSON.parse(figure.dataset.put))) {
    for (const element of figure.querySelectorAll(selector)) put(element, changes);
  }
}

for (const element of document.querySelectorAll("own-comments[data-styleguide]")) {
  const { styleguide: state, styleguideReason: reason } = element.dataset;
  const text = element.closest(".styleguide").querySelector(".comment__text").textContent;
  const row = commentRow(element.querySelector("template"), { hash: state, text });
  fillRow(row, { state, reason: state === "declined" ? reason : "" }, element);
  element.querySelector("ol").append(row);
}

for (const place of document.querySelectorAll("[data-icons]")) {
  for (const { id } of document.querySelectorAll(".sprite symbol")) {
    const template = document.createElement("template");
    template.innerHTML = `<svg class="${id.startsWith("i-") ? "icon" : "mark"}" role="img" aria-label="${id}"><use href="#${id}"/></svg>`;
    place.append(template.content);
  }
}

function put(element, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (name === "text") element.textContent = value;
    else if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
