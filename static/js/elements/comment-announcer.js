// <comment-announcer class="unseen" role="status" data-say-discussed="… #" data-say-failed="… #"></comment-announcer>
//
// Lets screen readers say, in place of the number sign, the beginning of the comment whose discussion begins, and why one's own
// comment was not taken if its composer is closed. A comment that is being discussed when the page opens is not said.

import { commentOutbox } from "../comments/comment-outbox.js";

const DISCUSSED = "[data-discussed]";
const LENGTH = 80; // characters of a comment

class CommentAnnouncer extends HTMLElement {
  #discussed = "";
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    this.#discussed = document.querySelector(DISCUSSED)?.dataset.discussed ?? "";
    document.addEventListener("pane-changed", () => this.#sayDiscussed(), { signal });
    document.addEventListener("comment-failed", ({ detail }) => this.#sayFailed(detail.reason), { signal });
    commentOutbox.addEventListener(
      "answered",
      ({ detail: { state, reason } }) => state === "refused" && this.#sayFailed(reason),
      { signal },
    );
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #sayDiscussed() {
    const comment = document.querySelector(DISCUSSED);
    const id = comment?.dataset.discussed ?? "";
    if (id === this.#discussed) return;
    this.#discussed = id;
    const words = comment?.querySelector("[data-words]") ?? comment;
    // Without one, a reader of the page would otherwise still find the last one under discussion.
    if (!words) this.textContent = "";
    else this.#say(this.dataset.sayDiscussed, shortened(words.textContent));
  }

  #sayFailed(reason) {
    const field = document.querySelector("comment-composer textarea");
    if (!field?.checkVisibility()) this.#say(this.dataset.sayFailed, reason ?? "");
  }

  #say(sentence, words) {
    this.textContent = sentence.replace("#", () => words);
  }
}

function shortened(text) {
  const words = text.replace(/\s+/g, " ").trim();
  return words.length > LENGTH ? `${words.slice(0, LENGTH)}…` : words;
}

customElements.define("comment-announcer", CommentAnnouncer);
