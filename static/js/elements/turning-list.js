// <turning-list data-turn="10000"><ol>…<li>…</li><li data-apart>…</li></ol></turning-list>
// <p><span data-place data-say="Rows # of #"></span></p>   its next sibling says which rows are shown, such as "Rows 5–9 of 41"
//
// Shows as many rows of its list as fit completely, and every `data-turn` ms the next ones, so that each is seen in turn and none is
// cut. It begins with the last rows, or with `data-from-first` with the first. Rows that are not shown have `data-out`. A row that
// is new or has changed is shown at once. A row that does not fit alone makes the list `data-tight`, and if it still does not fit
// `data-tight="wide"`. A pointer that moves over the list holds the page. Rows with `data-apart` or `hidden` do not count.

const TIGHTER = ["", "wide"];
const ROUNDING = 0.6; // px, less than a line has

class TurningList extends HTMLElement {
  #first = 0;
  #end = 0; // after the last row that is shown
  #timer = 0;
  #isHeld = false;
  #mutations = new MutationObserver((records) => this.#changed(records));
  #sizes = new ResizeObserver(() => this.#fill());
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    this.addEventListener("pointermove", () => (this.#isHeld = true), { signal: this.#listeners.signal });
    document.addEventListener("pane-changed", () => this.#fill(), { signal: this.#listeners.signal });
    this.#mutations.observe(this, {
      childList: true,
      subtree: true,
      characterData: true,
      attributeFilter: ["hidden", "data-state"],
    });
    this.#sizes.observe(this);
    document.fonts.ready.then(() => this.#fill());
    if (this.hasAttribute("data-from-first")) this.#showFrom(0);
    else this.#showUpTo(this.#rows.length);
    this.#turnLater();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    this.#mutations.disconnect();
    this.#sizes.disconnect();
    clearTimeout(this.#timer);
  }

  get #list() {
    return this.querySelector("ol");
  }

  get #rows() {
    return Array.from(this.#list.children).filter((row) => !row.hidden && !row.hasAttribute("data-apart"));
  }

  #turnLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), Number(this.dataset.turn));
  }

  #turn() {
    const { length } = this.#rows;
    if (!this.#isHeld && this.#end - this.#first < length) {
      if (this.#end >= length) this.#showFrom(0);
      else if (this.#showFrom(this.#end) >= length) this.#showUpTo(length);
    }
    this.#isHeld = false;
    this.#turnLater();
  }

  #changed(records) {
    const rows = this.#rows;
    const touched = records.flatMap(({ target, addedNodes }) => [target, ...addedNodes]);
    const places = touched.map((node) => rows.findIndex((row) => row.contains(node))).filter((place) => place >= 0);
    if (places.length) this.#showUpTo(Math.max(...places) + 1);
    else this.#fill();
    this.#turnLater();
  }

  /** Show the same rows again, as many as fit now. */
  #fill() {
    if (this.#end >= this.#rows.length) this.#showUpTo(this.#rows.length);
    else this.#showFrom(this.#first);
  }

  /** Show as many rows as fit from this one on. Returns the place after the last. */
  #showFrom(first) {
    const { length } = this.#rows;
    return this.#show(Math.max(0, Math.min(first, length - 1)), (from, count) => [
      from,
      Math.min(from + count, length),
    ]);
  }

  /** Show as many rows as fit before this place. */
  #showUpTo(end) {
    this.#show(end, (to, count) => [Math.max(0, to - count), to]);
  }

  #show(place, range) {
    const rows = this.#rows;
    const showsAll = (count) => this.#apply(rows, ...range(place, count));
    this.removeAttribute("data-tight");
    if (!showsAll(rows.length)) {
      let count = 1;
      while (showsAll(count + 1)) count += 1;
      for (const tight of TIGHTER) {
        if (showsAll(count)) break;
        this.setAttribute("data-tight", tight);
      }
    }
    this.#sayPlace(rows.length);
    return this.#end;
  }

  /** Show these rows and hide the others. Returns whether they fit. */
  #apply(rows, first, end) {
    rows.forEach((row, place) => row.toggleAttribute("data-out", place < first || place >= end));
    [this.#first, this.#end] = [first, end];
    const [inside, outside] = [this.#list, this].map((element) => element.getBoundingClientRect().height);
    return inside <= outside + ROUNDING && this.#list.scrollWidth <= this.clientWidth + ROUNDING;
  }

  #sayPlace(all) {
    const place = this.nextElementSibling?.querySelector("[data-place]");
    if (!place) return;
    const [first, last] = [this.#first + 1, this.#end];
    const said = [first === last ? last : `${first}–${last}`, all];
    place.textContent = last - this.#first >= all ? "" : place.dataset.say.replace(/#/g, () => said.shift());
  }
}

customElements.define("turning-list", TurningList);
