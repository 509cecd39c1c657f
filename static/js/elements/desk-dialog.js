// <desk-dialog><dialog><div id="desk-dialog-content"></div></dialog></desk-dialog>, once a page and outside of panes. In a pane:
// <a id="…" href="/s/…/people/…/" hx-get="/s/…/people/…/" hx-target="#desk-dialog-content" hx-swap="innerHTML">.
//
// What such a link fetches opens as a dialog. It closes once one of its forms was taken, by [data-close] and by Escape, and
// gives focus back to the link, or to the one that took its place in the pane.

class DeskDialog extends HTMLElement {
  #opener = null;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    this.addEventListener("htmx:afterSwap", ({ detail }) => this.#open(detail.requestConfig), { signal });
    this.addEventListener("htmx:afterRequest", ({ detail }) => this.#answered(detail), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-close]") && this.#dialog.close(), { signal });
    this.#dialog.addEventListener("close", () => this.#giveFocusBack(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  #open({ verb, elt }) {
    if (verb === "get") this.#opener = elt;
    if (!this.#dialog.open) this.#dialog.showModal();
    const title = this.#dialog.querySelector("h2");
    title.tabIndex = -1;
    title.focus();
  }

  #answered({ xhr, requestConfig }) {
    if (requestConfig.verb !== "get" && xhr.status >= 200 && xhr.status < 300) this.#dialog.close();
  }

  #giveFocusBack() {
    const opener = this.#opener?.isConnected ? this.#opener : document.getElementById(this.#opener?.id ?? "");
    (opener ?? document.querySelector(".groups a"))?.focus();
  }
}

customElements.define("desk-dialog", DeskDialog);
