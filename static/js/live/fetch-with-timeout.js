// `fetch` with a timeout. It records for the connection state whether the server could be reached.

import { connectionState } from "./connection-state.js";

/** As `fetch`, with a `timeout` in ms. Throws if no answer came in time. */
export async function fetchWithTimeout(address, { timeout, ...options }) {
  try {
    const response = await fetch(address, { ...options, signal: AbortSignal.timeout(timeout) });
    connectionState.update({ isUnreachable: false });
    return response;
  } catch (error) {
    connectionState.update({ isUnreachable: true });
    throw error;
  }
}
