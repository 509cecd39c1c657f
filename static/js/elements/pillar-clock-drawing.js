// Draws the pillar clock in SVG: the timber that is left, its grain, a tick for each minute (wider for each fifth), and the hand.

const SVG = "http://www.w3.org/2000/svg";
const GRAIN = ["22%", "34%", "61%", "83%"];
const TICKS_AT_MOST = 90;

/** Create the parts of the drawing for a planned time in ms, unless they exist. */
export function createDrawing(svg, planned) {
  const minutes = Math.max(1, planned / 60_000);
  if (svg.dataset.minutes === String(minutes) && svg.querySelector(".post__hand")) return;
  const every = minutes > TICKS_AT_MOST ? 5 : 1;
  svg.replaceChildren(
    part("rect", { class: "post__left", width: "100%" }),
    ...GRAIN.map((x) => part("line", { class: "post__grain", x1: x, x2: x, y2: "100%" })),
    ...ticks(minutes, every),
    part("line", { class: "post__hand", x1: 0, x2: "100%" }),
  );
  svg.dataset.minutes = minutes;
}

/** Draw the timber as high as the share of time that is left (0 to 1). */
export function drawRemaining(svg, share) {
  const y = `${((1 - share) * 100).toFixed(2)}%`;
  const height = `${(share * 100).toFixed(2)}%`;
  set(svg.querySelector(".post__left"), { y, height });
  for (const grain of svg.querySelectorAll(".post__grain")) set(grain, { y1: y });
  set(svg.querySelector(".post__hand"), { y1: y, y2: y });
}

function* ticks(minutes, every) {
  for (let minute = every; minute < minutes; minute += every) {
    const y = `${(100 - (minute / minutes) * 100).toFixed(2)}%`;
    yield part("line", { class: "post__tick", x1: minute % (5 * every) ? "40%" : 0, x2: "100%", y1: y, y2: y });
  }
}

function part(name, attributes) {
  return set(document.createElementNS(SVG, name), attributes);
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value); // setting an equal value would draw it again
  }
  return element;
}
