// <moderation-dialog>, once a page and outside of panes, around a <dialog data-for="KIND"> for each kind. In a pane:
// <button data-moderate="KIND" data-address="/s/…/">, beside the `.queue__text` it is about.
//
// Opens the dialog of that kind on that comment: its form posts to the button's address. It stays open while the queue
// changes beneath it, closes once the form was taken, and gives focus back.

class ModerationDialog extends HTMLElement {
  #row = "";
  #kind = "";
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    document.addEventListener("click", ({ target }) => this.#press(target), { signal });
    this.addEventListener("htmx:afterRequest", ({ detail }) => this.#answered(detail), { signal });
    for (const dialog of this.querySelectorAll("dialog")) {
      dialog.addEventListener("close", () => this.#giveFocusBack(), { signal });
    }
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #press(target) {
    const button = target.closest("[data-moderate]");
    if (button) this.#open(button);
    else if (this.contains(target) && target.closest("[data-close]")) target.closest("dialog").close();
  }

  #open(button) {
    const { moderate, address } = button.dataset;
    const dialog = this.querySelector(`dialog[data-for="${CSS.escape(moderate)}"]`);
    const form = dialog.querySelector("form");
    const row = button.closest("li");
    this.#row = row.id;
    this.#kind = moderate;
    dialog.querySelector("[data-quote]").textContent = row.querySelector(".queue__text").textContent;
    if (form.getAttribute("action") !== address) this.#aim(form, address);
    dialog.showModal();
    form.querySelector("textarea").focus();
  }

  /** Words meant for one comment are not carried over to another. */
  #aim(form, address) {
    form.setAttribute("action", address);
    form.setAttribute("hx-post", address);
    const field = form.querySelector("textarea");
    field.value = "";
    field.removeAttribute("aria-invalid");
    form.querySelector(".field__error")?.remove();
    window.htmx.process(form);
  }

  #answered({ xhr }) {
    if (xhr.status < 200 || xhr.status > 299) return;
    for (const dialog of this.querySelectorAll("dialog[open]")) dialog.close();
  }

  /** To the button that was pressed, or to whatever there is to press in its row, or in the next. */
  #giveFocusBack() {
    const row = document.getElementById(this.#row);
    const pressed = row?.querySelector(`[data-moderate="${CSS.escape(this.#kind)}"]`);
    (pressed ?? row?.querySelector("button") ?? document.querySelector(".queue button"))?.focus();
  }
}

customElements.define("moderation-dialog", ModerationDialog);
