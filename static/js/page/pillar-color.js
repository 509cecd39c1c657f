// Gives the page the color of its pillar: the pillar that a pane names with `data-pillar-mark` or `data-page-pillar`.

import { queryWithin } from "../live/fragments.js";

const NAMES_PILLAR = "[data-pillar-mark], [data-page-pillar]";

export function startPillarColor() {
  applyColor();
  document.addEventListener(
    "pane-changed",
    ({ detail }) => queryWithin(detail.changed, NAMES_PILLAR).length && applyColor(),
  );
}

function applyColor() {
  const element = document.querySelector(NAMES_PILLAR);
  if (!element) return;
  const pillar = element.dataset.pillarMark ?? element.dataset.pagePillar;
  if (pillar) document.documentElement.dataset.pillar = pillar;
  else delete document.documentElement.dataset.pillar;
}
