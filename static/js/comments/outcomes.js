// What became of one's own comments. Every page has the outcomes of all comments (reviews/comments/outcomes.py), each under a token
// that is made from the comment's hash. Only the browser that wrote the comment knows the hash, so it finds its own without asking.

import { sha256Bytes, sha256Hex } from "./sha256.js";

const TOKEN_LENGTH = 24;
const tokens = new Map(); // by hash, because hashing takes time

/** The outcome of the comment with this hash: `{ state, reason }`, or null while nobody has decided on it. */
export function outcomeOf(hash) {
  if (!tokens.has(hash)) tokens.set(hash, sha256Hex(`outcome:${hash}`).slice(0, TOKEN_LENGTH));
  const found = document.getElementById(`outcome-${tokens.get(hash)}`);
  return found && { state: found.dataset.outcome, reason: unsealed(found.dataset.sealedReason ?? "", hash) };
}

function unsealed(sealed, hash) {
  const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
  let block;
  const text = bytes.map((byte, index) => {
    if (index % 32 === 0) block = sha256Bytes(`reason:${hash}:${index / 32}`);
    return byte ^ block[index % 32];
  });
  return new TextDecoder().decode(text).trimEnd();
}
