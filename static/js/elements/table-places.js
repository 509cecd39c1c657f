// <table-places data-talk-first data-say-unread="new">
//   <nav class="table__places" aria-label="…"><a href="#talk" aria-current="true">…</a><a href="#board">…</a>…</nav>
// </table-places>
// … <section class="sheet" id="talk" data-open>…</section> <section class="sheet" id="board">…</section> …
//
// On a phone one section is open at a time; on wider screens CSS shows all of them and hides this navigation. The address contains
// the open section, so that going back and reloading lead to the same one. Without one in the address the section opens that the
// page marks; with `data-talk-first` it is the talk, once somebody has written there. The page's skip links lead to the same
// sections, and one with `data-field` to the field with that id. Each section
// keeps its place in the page, and a section that is not open carries `data-unread` on its link once it shows something new that the
// reader did not write.
//
// A link <a data-paragraph="p23"> anywhere on the page leads to that paragraph of the scenario.

import { isOwnRow } from "../page/own-rows.js";

const IS_PHONE = window.matchMedia("(max-width: 60rem)"); // as in static/css/pages/table.css
const ROWS = "[data-into], .questions > li"; // what a section may show anew

class TablePlaces extends HTMLElement {
  #positions = new Map(); // the hash of a place: how far the page was scrolled when it was left
  #seen = new Map(); // the hash of a place: the rows that its reader has seen
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    document.addEventListener("click", (event) => this.#choose(event), { signal });
    window.addEventListener("hashchange", () => this.#openFromAddress(), { signal });
    document.addEventListener("click", (event) => this.#leadToParagraph(event), { signal });
    document.addEventListener("pane-changed", ({ target }) => this.#markUnread(target), { signal });
    for (const place of this.#places) this.#seen.set(place.hash, rowsOf(place));
    this.#openFromAddress();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get #places() {
    return Array.from(this.querySelectorAll('a[href^="#"]'));
  }

  get #current() {
    return this.querySelector("a[aria-current]");
  }

  #choose(event) {
    const link = event.target.closest('table-places a[href^="#"], .skips a[href^="#"]');
    const place = link && this.#placeAt(link.hash);
    if (!place) return;
    event.preventDefault();
    this.#goTo(place);
    const sheet = sheetOf(place);
    sheet.tabIndex = -1;
    const field = link.dataset.field && document.getElementById(link.dataset.field);
    (field || sheet).focus({ preventScroll: !field });
  }

  #goTo(place) {
    if (place === this.#current) return;
    history.replaceState(history.state, "", place.hash);
    this.#positions.set(this.#current?.hash, window.scrollY);
    this.#open(place);
    if (IS_PHONE.matches) window.scrollTo(0, this.#positions.get(place.hash) ?? 0);
  }

  #openFromAddress() {
    const talks = "talkFirst" in this.dataset && document.querySelector("#talk .bubble");
    const place = this.#placeAt(location.hash || (talks ? "#talk" : ""));
    if (place) this.#open(place);
  }

  #placeAt(hash) {
    return this.#places.find((place) => place.hash === hash);
  }

  #open(chosen) {
    for (const place of this.#places) {
      sheetOf(place)?.toggleAttribute("data-open", place === chosen);
      if (place === chosen) place.setAttribute("aria-current", "true");
      else if (place.hasAttribute("aria-current")) {
        this.#seen.set(place.hash, rowsOf(place));
        place.removeAttribute("aria-current");
      }
    }
    this.#setUnread(chosen, false);
  }

  #markUnread(pane) {
    const place = this.#places.find((each) => sheetOf(each)?.contains(pane));
    if (!place || place === this.#current || !IS_PHONE.matches) return;
    const seen = this.#seen.get(place.hash);
    const isNew = Array.from(rowsOf(place)).some((row) => !seen.has(row));
    if (isNew) this.#setUnread(place, true);
  }

  #setUnread(place, isUnread) {
    place.toggleAttribute("data-unread", isUnread);
    const said = place.querySelector("[data-unread-said]");
    if (said) said.textContent = isUnread ? ` ${this.dataset.sayUnread}` : "";
  }

  #leadToParagraph(event) {
    const link = event.target.closest("a[data-paragraph]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const paragraph = document.getElementById(link.dataset.paragraph);
    const place = paragraph && this.#places.find((each) => sheetOf(each)?.contains(paragraph));
    if (!place) return; // the page of the scenario says whether it can be read yet
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    this.#goTo(place);
    for (const marked of document.querySelectorAll(".reader [data-found]")) marked.removeAttribute("data-found");
    paragraph.setAttribute("data-found", "");
    paragraph.scrollIntoView({ block: "center" });
    paragraph.tabIndex = -1;
    paragraph.focus({ preventScroll: true });
  }
}

function sheetOf(place) {
  return document.getElementById(place.hash.slice(1));
}

/** What a section shows of others: its rows, each with the text or the state by which a changed one is another. */
function rowsOf(place) {
  const rows = Array.from(sheetOf(place)?.querySelectorAll(ROWS) ?? []);
  return new Set(rows.filter((row) => !isOwnRow(row)).map(stateOf));
}

function stateOf(row) {
  const ticked = row.querySelectorAll("input:checked").length;
  return row.dataset.sent && row.dataset.by
    ? row.id
    : `${row.id} ${row.dataset.state ?? ""} ${ticked} ${row.textContent.length}`;
}

customElements.define("table-places", TablePlaces);
