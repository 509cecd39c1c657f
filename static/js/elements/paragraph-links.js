// <paragraph-links> … <p id="…"><a href="#…">1</a>…</p> <p id="…"><a href="#…" tabindex="-1">2</a>…</p> … </paragraph-links>
//
// The links to a document's paragraphs are one stop of the Tab key. The arrow keys, Home and End move the focus between them.

const LINKS = "a.reader__no";
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

class ParagraphLinks extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    this.addEventListener("keydown", (event) => this.#move(event), { signal });
    this.addEventListener("focusin", ({ target }) => this.#setStop(target.closest(LINKS)), { signal });
    window.addEventListener("hashchange", () => this.#stopAtAddress(), { signal });
    this.#stopAtAddress();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get #links() {
    return Array.from(this.querySelectorAll(LINKS));
  }

  #move(event) {
    const step = STEPS[event.key];
    const links = this.#links;
    const at = links.indexOf(event.target);
    if (!step || at < 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
  }

  /** After following a link to a paragraph, Tab leads to its number. */
  #stopAtAddress() {
    this.#setStop(this.#links.find((link) => link.hash === location.hash));
  }

  #setStop(stop) {
    if (!stop) return;
    for (const link of this.#links) link.tabIndex = link === stop ? 0 : -1;
  }
}

customElements.define("paragraph-links", ParagraphLinks);
