// Says sentences to screen readers, each once. They become lines of the page's one element <div data-announcer aria-live="polite">,
// where a screen reader reads what is added, and are removed again before a reader who walks through the page meets them.

const REMOVED_AFTER = 10_000; // ms

export function announce(text) {
  const place = document.querySelector("[data-announcer]");
  if (!text || !place || place.lastElementChild?.textContent === text) return;
  const line = document.createElement("p");
  line.textContent = text;
  place.append(line);
  setTimeout(() => line.remove(), REMOVED_AFTER);
}
