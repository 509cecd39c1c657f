// One request for a pane.

import { appVersion } from "./app-version.js";
import { recordDatabaseTime } from "./database-clock.js";
import { fetchWithTimeout } from "./fetch-with-timeout.js";

const TIMEOUT = 15_000; // ms

/**
 * The pane's answer: `html` (null if nothing changed), `version` and `etag`; or `closed`, if this reader may not hear the
 * room any more; or `retryAfter`, in ms, if the server is too busy until then. Throws if no usable answer came.
 */
export async function fetchPane(address, etag) {
  const asked = performance.now();
  const headers = etag ? { "If-None-Match": etag } : {};
  const response = await fetchWithTimeout(address, { headers, cache: "no-store", timeout: TIMEOUT });
  recordDatabaseTime(Number(response.headers.get("Database-Time")), { asked });
  appVersion.compare(response.headers.get("App-Version"));
  const version = response.headers.has("Room-Version") ? Number(response.headers.get("Room-Version")) : null;
  if (response.status === 304 && version !== null) return { html: null, version, etag };
  if (response.redirected || [401, 403, 404, 410].includes(response.status)) return { closed: true }; // to a sign-in page
  const retryAfter = Number(response.headers.get("Retry-After"));
  if (response.status === 503 && retryAfter > 0) return { retryAfter: retryAfter * 1000 };
  if (!response.ok || version === null) throw new Error(`${address} answered ${response.status}`);
  return { html: await response.text(), version, etag: response.headers.get("ETag") ?? "" };
}
