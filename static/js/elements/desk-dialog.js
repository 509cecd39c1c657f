// <desk-dialog><dialog><div id="desk-dialog-content"></div></dialog></desk-dialog>, once a page and outside of panes. In a pane:
// <a id="…" href="/s/…/people/…/" hx-get="/s/…/people/…/" hx-target="#desk-dialog-content" hx-swap="innerHTML">.
//
// Opens what such a link fetches as a dialog; also a question with which the server answers a button. Focus moves to its
// [autofocus], or else to its heading. The dialog closes when one of its forms is accepted (204), by [data-close] and by Escape.
// Focus then returns to the link, or to what replaced it in the pane.

import { guardButton } from "../page/press-guard.js";

class DeskDialog extends HTMLElement {
  #opener = null;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    this.addEventListener("htmx:afterSwap", ({ detail }) => this.#open(detail.requestConfig), { signal });
    this.addEventListener("htmx:afterRequest", ({ detail }) => this.#closeIfAccepted(detail), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-close]") && this.#dialog.close(), { signal });
    this.#dialog.addEventListener("close", () => this.#restoreFocus(), { signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  #open({ elt }) {
    if (!this.contains(elt)) this.#opener = elt;
    if (!this.#dialog.open) this.#dialog.showModal();
    const title = this.#dialog.querySelector("h2");
    title.tabIndex = -1;
    (this.#dialog.querySelector("[autofocus]") ?? title).focus();
  }

  #closeIfAccepted({ xhr, requestConfig }) {
    if (requestConfig.verb !== "get" && xhr.status === 204) this.#dialog.close();
  }

  #restoreFocus() {
    const opener = this.#opener?.isConnected ? this.#opener : document.getElementById(this.#opener?.id ?? "");
    const next = this.#opener?.hasAttribute("data-next") ? document.querySelector("[data-next]") : null;
    const place = opener ?? next ?? document.querySelector(".groups a");
    // The key that accepted the dialog may be pressed twice, and must not press what has replaced its opener.
    if (place?.hasAttribute("data-next")) guardButton(place, { otherAction: true });
    place?.focus();
  }
}

customElements.define("desk-dialog", DeskDialog);
