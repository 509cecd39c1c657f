// The page of a database that does not answer: asks now and then whether it is back, and only then loads itself again.

import { between } from "./page/random.js";

const EVERY = [2000, 5000]; // ms

async function look() {
  const answer = await fetch("/", { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
  else setTimeout(look, between(...EVERY));
}

setTimeout(look, between(...EVERY));
