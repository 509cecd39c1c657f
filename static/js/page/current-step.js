// Keeps the current step of a list that scrolls in its own box in view: the row with aria-current="step" is scrolled to when it becomes
// current. A reader who scrolls away in the meantime stays there.

export function startCurrentStep() {
  let last = "";
  const update = () => {
    const row = document.querySelector('.sheet__body [aria-current="step"]');
    if (!row || row.id === last) return;
    last = row.id;
    const list = row.closest(".sheet__body");
    const [inside, outside] = [row, list].map((element) => element.getBoundingClientRect());
    const isInView = inside.top >= outside.top && inside.bottom <= outside.bottom;
    if (!isInView) list.scrollTop += inside.top - outside.top - (outside.height - inside.height) / 2;
  };
  document.addEventListener("pane-changed", update);
  update();
}
