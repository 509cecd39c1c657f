// <unsent-posts data-session="SESSION" data-writer="WRITER" data-say-one="1 entry has not been sent yet." data-say-more="# …">
//   <section data-unsent hidden role="alert"><p data-count></p><a class="button" href="/s/…/main/">Send first</a></section>
//   <form …><button data-say-unsent="Leave and delete them">Leave</button></form>
// </unsent-posts>
//
// Around a form after which this browser deletes what somebody wrote in a session. It shows beforehand how many posts are not sent
// yet, and submits the form only if that count was shown before the press.

import { unsentPostsOf } from "../page/clear-storage.js";

class UnsentPosts extends HTMLElement {
  #shownCount = 0;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    this.addEventListener("submit", (event) => this.#confirm(event), { signal: this.#listeners.signal });
    this.#count();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  async #confirm(event) {
    event.preventDefault();
    const before = this.#shownCount;
    if ((await this.#count()) <= before) event.target.submit();
  }

  async #count() {
    const { length } = await unsentPostsOf(this.dataset.session, this.dataset.writer);
    if (length !== this.#shownCount) this.#showCount(length);
    return length;
  }

  #showCount(count) {
    this.#shownCount = count;
    const place = this.querySelector("[data-unsent]");
    place.hidden = !count;
    place.querySelector("[data-count]").textContent = (
      count === 1 ? this.dataset.sayOne : this.dataset.sayMore
    ).replace("#", count);
    const button = this.querySelector("[data-say-unsent]");
    button.dataset.saySent ??= button.textContent;
    button.dataset.sentKind ??= button.dataset.kind ?? "";
    button.dataset.kind = count ? "danger" : button.dataset.sentKind;
    button.textContent = count ? button.dataset.sayUnsent : button.dataset.saySent;
  }
}

customElements.define("unsent-posts", UnsentPosts);
