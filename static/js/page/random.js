// Random values and delays. `crypto.randomUUID` and `crypto.subtle` exist in secure contexts only, and a workshop on a local
// network without TLS has neither.

/** `bytes` random bytes as hexadecimal text. */
export function randomHex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

export function randomUuid() {
  const hex = randomHex(16);
  const variant = "89ab"[parseInt(hex[16], 16) % 4];
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    "-",
  );
}

/** A random number from `least` to `most`. Delays are random so that a thousand browsers do not send requests at once. */
export function randomBetween(least, most) {
  return least + Math.random() * (most - least);
}
