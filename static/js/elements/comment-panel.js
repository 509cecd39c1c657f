// <button popovertarget="comment-panel">…</button>
// <comment-panel id="comment-panel" popover="manual" role="dialog" aria-labelledby="…">
//   … <button type="button" data-close>…</button> … <comment-composer data-session="SESSION" …>…</comment-composer>
// </comment-panel>
//
// The comment composer on pages that have no place for it: a panel above the page, which stays usable. It sends no request.
// `data-close` and Escape close it; focus moves into it and returns to where it was. The text stays, and an open panel is open
// again on the next page.

import { commentDraft, storeCommentDraft } from "../comments/draft.js";

class CommentPanel extends HTMLElement {
  #focusBefore = null;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    document.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    const { isOpen, hasFocus } = this.#draft;
    if (isOpen) this.#open({ takesFocus: hasFocus });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get #opener() {
    return document.querySelector(`[popovertarget="${CSS.escape(this.id)}"]`);
  }

  get #session() {
    return this.querySelector("comment-composer")?.dataset.session; // there is none once the session has ended
  }

  get #draft() {
    return this.#session ? commentDraft(this.#session) : {};
  }

  /** Opened here and not by the browser, so that focus is in the panel before the next key is pressed. */
  #click(event) {
    if (event.target.closest?.("[popovertarget]") === this.#opener) {
      event.preventDefault();
      if (this.matches(":popover-open")) this.#close();
      else this.#open({ takesFocus: true });
    } else if (this.contains(event.target) && event.target.closest("[data-close]")) {
      this.#close();
    }
  }

  #press(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    this.#close();
  }

  #open({ takesFocus }) {
    this.#focusBefore = document.activeElement;
    this.showPopover();
    this.#storeOpen(true);
    if (takesFocus) (this.querySelector("textarea") ?? this.querySelector("[data-close]")).focus();
  }

  #close() {
    const hadFocus = this.contains(document.activeElement);
    this.hidePopover();
    this.#storeOpen(false);
    if (!hadFocus) return;
    const target =
      this.#focusBefore?.isConnected && this.#focusBefore !== document.body ? this.#focusBefore : this.#opener;
    target?.focus({ preventScroll: true });
  }

  #storeOpen(isOpen) {
    if (this.#session) storeCommentDraft(this.#session, { isOpen });
  }
}

customElements.define("comment-panel", CommentPanel);
