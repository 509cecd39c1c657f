// Requests that say nothing about the person who sends them: they carry no cookie and no referrer, and nothing is cached. Only
// the page's language is sent, so that an answer in words can be read.

const TIMEOUT = 20_000; // ms

/** Send a request to an anonymous address: POST with a `body`, else GET. Throws if no answer comes in time. */
export function anonymousFetch(address, body) {
  const headers = { "Accept-Language": document.documentElement.lang };
  if (body) headers["Content-Type"] = "application/json";
  return fetch(address, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT),
  });
}
