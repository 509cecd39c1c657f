// <button popovertarget="comment-panel">…</button>
// <comment-panel id="comment-panel" popover="manual" role="dialog" aria-labelledby="…">
//   … <button type="button" data-close>…</button> … <comment-composer data-session="SESSION" …>…</comment-composer>
// </comment-panel>
//
// The composer on a page that has no place for it: a panel that lies above the page, and leaves the page usable. It asks for
// nothing. `data-close` and Escape close it; focus goes into it and returns to where it was. What is written stays, and a
// panel that is open is open again on the next page.

import { commentDraft, keepCommentDraft } from "../comments/draft.js";

class CommentPanel extends HTMLElement {
  #before = null; // what had focus
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    document.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    const { isOpen, hasFocus } = this.#draft;
    if (isOpen) this.#open({ takesFocus: hasFocus });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get #opener() {
    return document.querySelector(`[popovertarget="${CSS.escape(this.id)}"]`);
  }

  get #session() {
    return this.querySelector("comment-composer")?.dataset.session; // none after the day
  }

  get #draft() {
    return this.#session ? commentDraft(this.#session) : {};
  }

  /** Not left to the browser: who goes on typing as soon as the panel is open writes into it. */
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
    this.#before = document.activeElement;
    this.showPopover();
    this.#remember(true);
    if (takesFocus) (this.querySelector("textarea") ?? this.querySelector("[data-close]")).focus();
  }

  #close() {
    const hadFocus = this.contains(document.activeElement);
    this.hidePopover();
    this.#remember(false);
    if (!hadFocus) return;
    const before = this.#before?.isConnected && this.#before !== document.body ? this.#before : this.#opener;
    before?.focus({ preventScroll: true });
  }

  #remember(isOpen) {
    if (this.#session) keepCommentDraft(this.#session, { isOpen });
  }
}

customElements.define("comment-panel", CommentPanel);
