// A button that has just come to mean something else takes no press for a moment: the second click of a double click, or
// a hand that was on its way, meant what stood there before. It carries `data-fresh` for as long.

const MOMENT = 500; // ms, as long as a double click

export function freshen(button) {
  button.setAttribute("data-fresh", "");
  setTimeout(() => button.removeAttribute("data-fresh"), MOMENT);
}

export function isFresh(button) {
  return button.hasAttribute("data-fresh");
}
