// `crypto.subtle` exists in secure contexts only; a workshop on a local network has none, so the hash is vendored.

import { sha256 } from "../../vendor/sha256/sha2.js";

/** The SHA-256 of a text's UTF-8 bytes, as hexadecimal text. */
export function sha256Hex(text) {
  return Array.from(sha256(new TextEncoder().encode(text)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
