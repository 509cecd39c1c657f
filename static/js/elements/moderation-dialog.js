// <moderation-dialog>, once a page and outside of panes, around a <dialog data-for="KIND"> for each kind. In a pane:
// <button data-moderate="KIND" data-address="/s/…/">, beside the `.queue__text` it is about.
//
// Opens the dialog of that kind for that comment; its form posts to the button's address. The dialog stays open while the queue
// behind it changes, closes when its form is accepted, and then returns focus.

class ModerationDialog extends HTMLElement {
  #rowId = "";
  #kind = "";
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    document.addEventListener("click", ({ target }) => this.#press(target), { signal });
    this.addEventListener("htmx:afterRequest", ({ detail }) => this.#closeIfAccepted(detail), { signal });
    for (const dialog of this.querySelectorAll("dialog")) {
      dialog.addEventListener("close", () => this.#restoreFocus(), { signal });
    }
  }

  disconnectedCallback() {
    this.#listeners.abort();
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
    this.#rowId = row.id;
    this.#kind = moderate;
    dialog.querySelector("[data-quote]").textContent = row.querySelector(".queue__text").textContent;
    if (form.getAttribute("action") !== address) this.#setTarget(form, address);
    dialog.showModal();
    form.querySelector("textarea").focus();
  }

  /** Empty the form, so that text meant for one comment is not sent for another. */
  #setTarget(form, address) {
    form.setAttribute("action", address);
    form.setAttribute("hx-post", address);
    const field = form.querySelector("textarea");
    field.value = "";
    field.removeAttribute("aria-invalid");
    form.querySelector(".field__error")?.remove();
    window.htmx.process(form);
  }

  #closeIfAccepted({ xhr }) {
    if (xhr.status < 200 || xhr.status > 299) return;
    for (const dialog of this.querySelectorAll("dialog[open]")) dialog.close();
  }

  /** Focus the button that was pressed, or else another button of its row, or of the queue. */
  #restoreFocus() {
    const row = document.getElementById(this.#rowId);
    const pressed = row?.querySelector(`[data-moderate="${CSS.escape(this.#kind)}"]`);
    (pressed ?? row?.querySelector("button") ?? document.querySelector(".queue button"))?.focus();
  }
}

customElements.define("moderation-dialog", ModerationDialog);
