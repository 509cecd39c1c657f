// <people-here data-room="R" data-say-here="…" data-say-away="…"> … <span data-here-count></span> …
//   <li data-person="ID"><i class="dot" data-here="away"></i>…<span data-here-word>…</span></li> …
// </people-here>, around or inside the pane that lists a table's people.
//
// Shows which people of the table have it open now, by their dots, in words and by their number. Facilitators (`data-visitor`) are
// not of the table: they are shown while they have it open, and not counted. Presence is stored nowhere.

import { rooms } from "../live/rooms.js";
import { reloadWhenIdle } from "../page/reload.js";

class PeopleHere extends HTMLElement {
  #present = null;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    rooms.addEventListener("here", ({ detail }) => detail.room === this.dataset.room && this.#updatePresence(detail), {
      signal,
    });
    document.addEventListener(
      "pane-changed",
      ({ target }) => (this.contains(target) || target.contains(this)) && this.#update(),
      { signal },
    );
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #updatePresence({ who }) {
    this.#present = new Set(who ?? []);
    this.#show();
  }

  /** A table of an earlier grouping is only read, so its page is loaded again without the forms it had. */
  #update() {
    const isEarlier = this.querySelector("[data-earlier]");
    if (isEarlier && document.querySelector("main.table:not([data-reading])")) reloadWhenIdle();
    this.#show();
  }

  #show() {
    if (!this.#present) return;
    const people = this.querySelectorAll("[data-person]");
    for (const person of people) {
      const isHere = this.#present.has(person.dataset.person);
      const [dot, word] = [person.querySelector(".dot"), person.querySelector("[data-here-word]")];
      if (person.hasAttribute("data-visitor")) person.hidden = !isHere;
      else if (isHere) dot?.removeAttribute("data-here");
      else dot?.setAttribute("data-here", "away");
      if (word) word.textContent = isHere ? this.dataset.sayHere : this.dataset.sayAway;
    }
    const members = this.querySelectorAll("[data-person]:not([data-visitor])");
    const here = Array.from(members).filter((person) => this.#present.has(person.dataset.person)).length;
    for (const count of this.querySelectorAll("[data-here-count]")) count.textContent = here;
  }
}

customElements.define("people-here", PeopleHere);
