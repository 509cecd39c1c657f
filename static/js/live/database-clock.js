// The database's time in this browser. The laptop's own clock is not asked: it may be hours off, or be set while we run.
//
// Each message with the database's time says two things: that time was reached before we received it, and not before we
// asked for it. So the difference to the browser's monotonic clock lies between two bounds, which every message narrows.

const DRIFT = 1e-4; // two clocks part by less than 0.1 ms a second
const TOLERANCE = 250; // ms; processes of the server may differ a little
let low = -Infinity;
let high = Infinity;
let learnedAt = 0;

/** Take in that the database's clock showed `database` (ms since the epoch) between `asked` and `received` (performance.now()). */
export function learn(database, { asked, received = performance.now() } = {}) {
  if (!Number.isFinite(database) || database <= 0) return;
  const from = database - received;
  const to = asked === undefined ? Infinity : database - asked;
  const aged = Math.max(0, received - learnedAt) * DRIFT;
  learnedAt = received;
  if (from > high + aged + TOLERANCE || to < low - aged - TOLERANCE) {
    [low, high] = [from, to]; // this laptop slept, or the database's clock was set: begin again
    return;
  }
  low = Math.max(low - aged, from);
  high = Math.min(high + aged, to);
}

/** The page itself brought the time: between its request and its first byte. A page out of a cache gives the lower bound only. */
export function learnFromPage() {
  const shown = Number(document.querySelector('meta[name="database-time"]')?.content);
  const [page] = performance.getEntriesByType("navigation");
  const fresh = page && page.responseStart > 0 && page.transferSize > 0 && page.type !== "back_forward";
  learn(shown, fresh ? { asked: page.requestStart, received: page.responseStart } : {});
}

/** The database's time now, in ms since the epoch. */
export function now() {
  return performance.now() + offset();
}

function offset() {
  if (low === -Infinity) return Date.now() - performance.now(); // nothing heard yet
  return high === Infinity ? low : (low + high) / 2;
}
