// The page takes the colour of the pillar it is about: the one a pane names with data-pillar-mark or data-page-pillar.

import { among } from "../live/fragments.js";

const NAMES = "[data-pillar-mark], [data-page-pillar]";

function wearPillar() {
  const named = document.querySelector(NAMES);
  if (!named) return;
  const mark = named.dataset.pillarMark ?? named.dataset.pagePillar;
  if (mark) document.documentElement.dataset.pillar = mark;
  else delete document.documentElement.dataset.pillar;
}

export function startPagePillar() {
  wearPillar();
  document.addEventListener("pane-changed", ({ detail }) => among(detail.changed, NAMES).length && wearPillar());
}
