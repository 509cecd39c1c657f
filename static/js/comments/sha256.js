// SHA-256. `crypto.subtle` exists in secure contexts only, and a workshop on a local network without TLS has none, so the hash
// function is vendored.

import { sha256 } from "../../vendor/sha256/sha2.js";

/** The SHA-256 of a text's UTF-8 bytes. */
export function sha256Bytes(text) {
  return sha256(new TextEncoder().encode(text));
}

/** The same as hexadecimal text. */
export function sha256Hex(text) {
  return Array.from(sha256Bytes(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
