// An element that shows how the time goes on. It shows again when an observed attribute or its pane changes, when the page becomes
// visible, and when the delay is over that its own `show()` asks for with `showIn()`.

export class TickingElement extends HTMLElement {
  #timer = 0;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    document.addEventListener("pane-changed", ({ target }) => target.contains(this) && this.#showNow(), { signal });
    document.addEventListener("visibilitychange", () => this.#showNow(), { signal });
    this.#showNow();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#listeners) this.#showNow();
  }

  showIn(milliseconds) {
    this.#timer = setTimeout(() => this.#showNow(), milliseconds);
  }

  #showNow() {
    clearTimeout(this.#timer);
    this.show();
  }
}
