// <desk-keys> … <button data-key="n">Next</button> … </desk-keys>
//
// Single keys press the desk's buttons, wherever on the page one is; never while one types, nor with Ctrl, Alt or Cmd held.

class DeskKeys extends HTMLElement {
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    document.addEventListener("keydown", (event) => this.#press(event), { signal: this.#stop.signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #press(event) {
    const writes = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (writes || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = this.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]:not(:disabled)`);
    if (!button || button.closest("[hidden]")) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("desk-keys", DeskKeys);
