// A button that has just come to mean something else takes no press for a moment: the second click of a double click, or
// a hand that was on its way, meant what stood there before. It carries `data-fresh` for as long.

const DOUBLE_CLICK = 500; // ms: the button does the same on a new picture
const ON_ITS_WAY = 1000; // ms: the button does something else, and eye and hand need longer to notice

const ends = new WeakMap(); // button: the moment from which it takes presses again

export function freshen(button, { otherMeaning = false } = {}) {
  const lasts = otherMeaning ? ON_ITS_WAY : DOUBLE_CLICK;
  const end = Math.max(ends.get(button) ?? 0, performance.now() + lasts);
  ends.set(button, end);
  button.setAttribute("data-fresh", "");
  setTimeout(() => ends.get(button) === end && button.removeAttribute("data-fresh"), end - performance.now());
}

export function isFresh(button) {
  return button.hasAttribute("data-fresh");
}
