// Lets a screen add one comment at a time, however many come at once.
//
// Changes of a pane wait for their turn. What one of them adds, a `data-comment` that was not on the screen before, is shown
// piece by piece, with a pause after each; the next change comes after the last piece. What was there from the start, or was only
// moved, waits for nothing, and what is taken back leaves at once.

export class Pace {
  #pane;
  #pause;
  #seen;
  #changes = [];
  #hidden = [];
  #gone = new Set();
  #timer = 0;

  /** `pause` in ms. What `pane` holds now has been seen. */
  constructor(pane, pause) {
    this.#pane = pane;
    this.#pause = pause;
    this.#seen = new Set(this.#comments.map(({ dataset }) => dataset.comment));
  }

  /** Let `change` happen to the pane, as soon as all before it has been shown. */
  take(change) {
    this.#changes.push(change);
    if (!this.#timer) this.#go();
  }

  /** These comments were taken back, for good. */
  takeBack(comments) {
    comments.forEach((comment) => this.#gone.add(comment));
    this.#removeGone();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  get #comments() {
    return Array.from(this.#pane.querySelectorAll("[data-comment]"));
  }

  #go() {
    this.#timer = 0;
    while (!this.#timer && (this.#hidden.length || this.#changes.length)) {
      if (this.#hidden.length) this.#show(this.#hidden.shift());
      else this.#change(this.#changes.shift());
    }
  }

  #change(change) {
    change();
    this.#removeGone();
    this.#hidden = this.#comments.filter(({ dataset }) => !this.#seen.has(dataset.comment));
    for (const element of this.#hidden) element.hidden = true;
  }

  #show(element) {
    if (!element.isConnected) return;
    element.hidden = false;
    this.#seen.add(element.dataset.comment);
    this.#timer = setTimeout(() => this.#go(), this.#pause);
  }

  #removeGone() {
    for (const element of this.#comments) if (this.#gone.has(element.dataset.comment)) element.remove();
  }
}
