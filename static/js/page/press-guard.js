// Guards a button against a press that was meant for what the button did a moment ago: the second click of a double click, or
// a click that was already under way when the button changed. A guarded button carries `data-fresh` and ignores presses.

const SAME_ACTION = 500; // ms, as long as a double click takes
const OTHER_ACTION = 1000; // ms, because a person needs longer to notice that the button now does something else

const guardedUntil = new WeakMap(); // button: the end of its guard, by performance.now()

export function guardButton(button, { otherAction = false } = {}) {
  const duration = otherAction ? OTHER_ACTION : SAME_ACTION;
  const end = Math.max(guardedUntil.get(button) ?? 0, performance.now() + duration);
  guardedUntil.set(button, end);
  button.setAttribute("data-fresh", "");
  setTimeout(() => guardedUntil.get(button) === end && button.removeAttribute("data-fresh"), end - performance.now());
}

export function isGuarded(button) {
  return button.hasAttribute("data-fresh");
}
