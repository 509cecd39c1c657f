// One GET of a pane.

import { appVersion } from "./app-version.js";
import { learn } from "./database-clock.js";
import { reach } from "./fetch-with-timeout.js";

const PATIENCE = 15_000;

/**
 * The pane's answer: `html` (null where nothing changed), `version`, `etag`; or `closed`; or `later`, ms, where the server has
 * no place left to answer in before. Throws where no answer came.
 */
export async function fetchPane(address, etag) {
  const asked = performance.now();
  const headers = etag ? { "If-None-Match": etag } : {};
  const response = await reach(address, { headers, cache: "no-store", patience: PATIENCE });
  learn(Number(response.headers.get("Database-Time")), { asked });
  appVersion.hear(response.headers.get("App-Version"));
  const version = response.headers.has("Room-Version") ? Number(response.headers.get("Room-Version")) : null;
  if (response.status === 304 && version !== null) return { html: null, version, etag };
  // A sign-in page has no version: whoever is led there may no longer hear this room.
  if (response.redirected || [401, 403, 404, 410].includes(response.status)) return { closed: true };
  const later = Number(response.headers.get("Retry-After"));
  if (response.status === 503 && later > 0) return { later: later * 1000 };
  if (!response.ok || version === null) throw new Error(`${address} answered ${response.status}`);
  return { html: await response.text(), version, etag: response.headers.get("ETag") ?? "" };
}
