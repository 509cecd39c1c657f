// Requests that say nothing about who asks: no cookie, no page they come from, and nothing kept in a cache. Of the reader
// only the page's language goes along, so that an answer in words can be read.

const PATIENCE = 20_000;

/** Ask an anonymous address, with `body` by POST. Throws where no answer came. */
export function anonymously(address, body) {
  const headers = { "Accept-Language": document.documentElement.lang };
  if (body) headers["Content-Type"] = "application/json";
  return fetch(address, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
}
