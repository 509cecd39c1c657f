// The page that is shown while the database does not answer. It asks every few seconds whether the server works again, and loads
// itself again once it does.

import { randomBetween } from "./page/random.js";

const INTERVAL = [2000, 5000]; // ms, from and to

async function check() {
  const answer = await fetch("/", { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
  else setTimeout(check, randomBetween(...INTERVAL));
}

setTimeout(check, randomBetween(...INTERVAL));
