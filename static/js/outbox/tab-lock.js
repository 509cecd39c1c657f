// A lock between the tabs of one browser: the browser's own (`navigator.locks`), or, where there is none (on a page without TLS in
// a local network) or it fails, a lease in the outbox's store, which expires if its tab is closed while holding it.

import { randomBetween, randomUuid } from "../page/random.js";
import { acquireLease, releaseLease } from "./store.js";

const LEASE_DURATION = 30_000; // ms, longer than sending one post may take
const LOCK_TIMEOUT = 30_000; // ms; a browser that has not answered by then may never do so

let hasLocks = true;

/**
 * Run `act` while no other tab holds the lock of this name, and return its result. `act` gets a function that returns whether the
 * lock is still held; it must call that before each step, and a step must take less than LEASE_DURATION.
 */
export async function withTabLock(name, act) {
  const lock = hasLocks && navigator.locks ? await browserLock(name) : null;
  if (!lock) return withLease(name, act);
  try {
    return await act(async () => true);
  } finally {
    lock.release();
  }
}

/** The browser's lock, or null if it does not grant one. */
function browserLock(name) {
  return new Promise((resolve) => {
    let isTooLate = false;
    const giveUp = () => {
      isTooLate = true;
      hasLocks = false; // the next request would wait as long
      resolve(null);
    };
    const timer = setTimeout(giveUp, LOCK_TIMEOUT);
    const hold = () =>
      new Promise((release) => {
        clearTimeout(timer);
        if (isTooLate) release();
        else resolve({ release });
      });
    try {
      navigator.locks.request(`hashira.${name}`, hold).catch(giveUp);
    } catch {
      giveUp();
    }
  });
}

async function withLease(name, act) {
  const holder = randomUuid();
  const acquire = () => acquireLease(name, holder, LEASE_DURATION);
  while (!(await acquire())) await new Promise((resolve) => setTimeout(resolve, randomBetween(200, 400)));
  try {
    return await act(acquire);
  } finally {
    await releaseLease(name, holder);
  }
}
