// <desk-keys> … <button data-key="n">Next</button> … </desk-keys>
//
// Single keys press the desk's buttons, wherever the focus is; except while the facilitator types, and not with Ctrl, Alt or Cmd.

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
    if (isTyping || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = this.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]:not(:disabled)`);
    if (!button || button.closest("[hidden]")) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("desk-keys", DeskKeys);
