// <desk-keys> … <button data-key="n">Next</button> … </desk-keys>
//
// Single keys press the desk's buttons, wherever the focus is; except while the facilitator types, and not with a modifier.

import { keyLetter } from "../page/key-letter.js";

class DeskKeys extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    document.addEventListener("keydown", (event) => this.#press(event), { signal: this.#listeners.signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #press(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    const letter = isTyping || event.repeat || event.isComposing ? "" : keyLetter(event);
    const button = letter && this.querySelector(`[data-key="${letter}"]:not(:disabled)`);
    if (!button || button.closest("[hidden]")) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("desk-keys", DeskKeys);
