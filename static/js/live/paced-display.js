// Shows the new comments of the comment screen one at a time, however many arrive together.
//
// Changes of the pane are queued. A comment (`data-comment`) that a change adds is hidden at first and then shown in its turn,
// with a pause after each; the next change is applied after the last of them. Comments that were on the screen before, or only
// move, are not delayed, and comments that were taken back are removed at once.

export class PacedDisplay {
  #pane;
  #pause;
  #shown;
  #changes = [];
  #hidden = [];
  #removed = new Set();
  #timer = 0;

  /** `pause` in ms. The comments that `pane` holds now count as shown. */
  constructor(pane, pause) {
    this.#pane = pane;
    this.#pause = pause;
    this.#shown = new Set(this.#comments.map(({ dataset }) => dataset.comment));
  }

  /** Call `change`, which changes the pane, as soon as everything before it is shown. */
  enqueue(change) {
    this.#changes.push(change);
    if (!this.#timer) this.#next();
  }

  /** These comments were taken back. They are removed now, and also when a queued change brings them again. */
  remove(comments) {
    comments.forEach((comment) => this.#removed.add(comment));
    this.#dropRemoved();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  get #comments() {
    return Array.from(this.#pane.querySelectorAll("[data-comment]"));
  }

  #next() {
    this.#timer = 0;
    while (!this.#timer && (this.#hidden.length || this.#changes.length)) {
      if (this.#hidden.length) this.#show(this.#hidden.shift());
      else this.#apply(this.#changes.shift());
    }
  }

  #apply(change) {
    change();
    this.#dropRemoved();
    this.#hidden = this.#comments.filter(({ dataset }) => !this.#shown.has(dataset.comment));
    for (const element of this.#hidden) element.hidden = true;
  }

  #show(element) {
    if (!element.isConnected) return;
    element.hidden = false;
    this.#shown.add(element.dataset.comment);
    this.#timer = setTimeout(() => this.#next(), this.#pause);
  }

  #dropRemoved() {
    for (const element of this.#comments) if (this.#removed.has(element.dataset.comment)) element.remove();
  }
}
