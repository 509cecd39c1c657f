// <keep-awake></keep-awake>
//
// Keeps the screen of this device on while the page is visible, where the browser allows it: on secure pages only.

class KeepAwake extends HTMLElement {
  #lock = null;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    document.addEventListener("visibilitychange", () => this.#request(), { signal: this.#listeners.signal });
    this.#request();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    this.#lock?.release();
  }

  /** The browser releases the lock of a page that is hidden, and may refuse one, for example on a low battery. */
  async #request() {
    if (document.hidden || (this.#lock && !this.#lock.released)) return;
    this.#lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }
}

customElements.define("keep-awake", KeepAwake);
