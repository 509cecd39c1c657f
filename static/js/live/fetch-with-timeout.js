// One request to the server, and whether it was reached at all.

import { link } from "./connection-state.js";

/** As `fetch`. Throws where no answer came in time. */
export async function reach(address, { patience, ...options }) {
  try {
    const response = await fetch(address, { ...options, signal: AbortSignal.timeout(patience) });
    link.note({ unreached: false });
    return response;
  } catch (error) {
    link.note({ unreached: true });
    throw error;
  }
}
