// <unsent-posts data-session="SESSION" data-writer="WRITER" data-say-one="1 entry is not sent yet." data-say-more="# …">
//   <section data-unsent hidden role="alert"><p data-count></p><a class="button" href="/s/…/main/">Send first</a></section>
//   <form …><button data-say-unsent="Leave and delete them">Leave</button></form>
// </unsent-posts>
//
// Around a form after which this browser forgets what somebody wrote in a session. What of it is not sent yet is said before,
// and the form is sent only by a press after that.

import { unsentOf } from "../page/clear-storage.js";

class UnsentPosts extends HTMLElement {
  #said = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    this.addEventListener("submit", (event) => this.#ask(event), { signal: this.#stop.signal });
    this.#count();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #ask(event) {
    event.preventDefault();
    const before = this.#said;
    if ((await this.#count()) <= before) event.target.submit();
  }

  async #count() {
    const { length } = await unsentOf(this.dataset.session, this.dataset.writer);
    if (length !== this.#said) this.#say(length);
    return length;
  }

  #say(number) {
    this.#said = number;
    const place = this.querySelector("[data-unsent]");
    place.hidden = !number;
    place.querySelector("[data-count]").textContent = (
      number === 1 ? this.dataset.sayOne : this.dataset.sayMore
    ).replace("#", number);
    const button = this.querySelector("[data-say-unsent]");
    button.dataset.saySent ??= button.textContent;
    button.dataset.sentKind ??= button.dataset.kind ?? "";
    button.dataset.kind = number ? "danger" : button.dataset.sentKind;
    button.textContent = number ? button.dataset.sayUnsent : button.dataset.saySent;
  }
}

customElements.define("unsent-posts", UnsentPosts);
