// One writer in a browser, however many tabs it has open: a lock of the browser, or, where there is none (a page without TLS
// in a local network) or it fails, a lease that ends automatically should its tab be closed in the middle.

import { between, randomUuid } from "../page/random.js";
import { claim, letGo } from "./store.js";

const LEASE = 30_000; // ms, longer than one post may take
const LOCKS_WITHIN = 30_000; // ms; a browser that has not answered by then may never do

let hasLocks = true;

/**
 * Do something that no other tab does at the same time. `act` gets a function that says whether it is still our turn, to be
 * asked before each step; a step is shorter than LEASE.
 */
export async function inTurn(name, act) {
  const lock = hasLocks && navigator.locks ? await locked(name) : null;
  if (!lock) return leased(name, act);
  try {
    return await act(async () => true);
  } finally {
    lock.release();
  }
}

/** The browser's lock, or null where it does not give one. */
function locked(name) {
  return new Promise((resolve) => {
    let isLate = false;
    const giveUp = () => {
      isLate = true;
      hasLocks = false; // a second wait would be as long
      resolve(null);
    };
    const timer = setTimeout(giveUp, LOCKS_WITHIN);
    const hold = () =>
      new Promise((release) => {
        clearTimeout(timer);
        if (isLate) release();
        else resolve({ release });
      });
    try {
      navigator.locks.request(`hashira.${name}`, hold).catch(giveUp);
    } catch {
      giveUp();
    }
  });
}

async function leased(name, act) {
  const holder = randomUuid();
  const isOurs = () => claim(name, holder, LEASE);
  while (!(await isOurs())) await new Promise((resolve) => setTimeout(resolve, between(200, 400)));
  try {
    return await act(isOurs);
  } finally {
    await letGo(name, holder);
  }
}
