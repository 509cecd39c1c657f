// Mail programs append characters to links: `#p12。` leads to paragraph 12.

export function startCleanFragment() {
  leadToTarget();
  window.addEventListener("hashchange", leadToTarget);
}

function leadToTarget() {
  const named = location.hash.slice(1);
  if (!named || document.getElementById(named)) return;
  const cleaned = named.match(/^[\w-]*[0-9A-Za-z]/)?.[0];
  if (cleaned && cleaned !== named && document.getElementById(cleaned)) location.replace(`#${cleaned}`);
}
