// Says to screen readers what changes about the stage and its clock, and shows the stage in the title of the page.
//
// The pane of the current stage has an element with `data-stage`, a text that changes with the stage, and `data-stage-news`, its name.
// Its clock is #stage-clock. The sentences about the clock are in <template data-stage-sentences data-say-paused="…"
// data-say-resumed="…, #" data-say-longer="…, #" data-say-shorter="…, #">, where # is what the clock says of its end.

import { announce } from "./announcer.js";

export function startStageNews() {
  const sentences = document.querySelector("[data-stage-sentences]")?.dataset;
  if (!sentences) return;
  const title = document.title;
  let last = currentStage();
  const update = () => {
    const now = currentStage();
    if (now.stage !== last.stage) announce(now.news);
    else announce(clockNews(sentences, last, now));
    document.title = now.news ? `${now.news} · ${title}` : title;
    last = now;
  };
  document.addEventListener("pane-changed", update);
  update();
}

function currentStage() {
  const { stage, stageNews = "" } = document.querySelector("[data-stage-news]")?.dataset ?? {};
  const clock = document.getElementById("stage-clock");
  return {
    stage,
    news: stageNews.trim(),
    isPaused: clock?.dataset.state === "paused",
    isRunning: clock?.dataset.state === "running",
    left: Number(clock?.dataset.endsAt || clock?.dataset.remaining) || 0,
    end: clock?.querySelector(".clock__until")?.textContent.trim() ?? "",
  };
}

function clockNews(sentences, last, now) {
  if (last.isRunning && now.isPaused) return sentences.sayPaused;
  if (last.isPaused && now.isRunning) return sentences.sayResumed.replace("#", now.end);
  if (now.left > last.left) return sentences.sayLonger.replace("#", now.end);
  if (now.left < last.left) return sentences.sayShorter.replace("#", now.end);
  return "";
}
