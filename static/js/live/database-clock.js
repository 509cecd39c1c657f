// The database's time in this browser. The device's own clock is not used: it may be hours off, or be set while the page is open.
//
// Each message that carries the database's time gives two bounds: the database showed that time before we received the message,
// and not before we asked for it. So the difference from the browser's monotonic clock lies between two limits, and every message
// can narrow them.

const DRIFT = 1e-4; // two clocks drift apart by less than 0.1 ms a second
const TOLERANCE = 250; // ms; the server's processes may differ a little
let low = -Infinity;
let high = Infinity;
let recordedAt = 0;

/** Record that the database's clock showed `database` (ms since the epoch) between `asked` and `received` (performance.now()). */
export function recordDatabaseTime(database, { asked, received = performance.now() } = {}) {
  if (!Number.isFinite(database) || database <= 0) return;
  const from = database - received;
  const to = asked === undefined ? Infinity : database - asked;
  const drift = Math.max(0, received - recordedAt) * DRIFT;
  recordedAt = received;
  if (from > high + drift + TOLERANCE || to < low - drift - TOLERANCE) {
    [low, high] = [from, to]; // the device slept, or the database's clock was set: what was known is no longer true
    return;
  }
  low = Math.max(low - drift, from);
  high = Math.min(high + drift, to);
}

/** Record the time that the page itself carries. A page from a cache gives the lower bound only. */
export function recordPageTime() {
  const shown = Number(document.querySelector('meta[name="database-time"]')?.content);
  const [page] = performance.getEntriesByType("navigation");
  const isFetched = page && page.responseStart > 0 && page.transferSize > 0 && page.type !== "back_forward";
  recordDatabaseTime(shown, isFetched ? { asked: page.requestStart, received: page.responseStart } : {});
}

/** The database's time now, in ms since the epoch. */
export function databaseNow() {
  return performance.now() + offset();
}

function offset() {
  if (low === -Infinity) return Date.now() - performance.now(); // nothing recorded yet
  return high === Infinity ? low : (low + high) / 2;
}
