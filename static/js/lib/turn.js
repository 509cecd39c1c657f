// One writer in a browser, however many tabs it has open: a lock of the browser, or, where there is none (a page without TLS
// in a local network), a lease that ends by itself should its tab be closed in the middle.

import { claim, letGo } from "./outbox-store.js";
import { between, randomUuid } from "./random.js";

const LEASE = 30_000; // ms, longer than one post may take

/**
 * Do something that no other tab does meanwhile. `act` gets a function that says whether it is still our turn, to be asked
 * before each step; a step is shorter than LEASE.
 */
export function inTurn(name, act) {
  return navigator.locks ? navigator.locks.request(`hashira.${name}`, () => act(async () => true)) : leased(name, act);
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
