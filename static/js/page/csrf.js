/** The CSRF token, from its cookie as it is now: panes carry none, and signing in changes it. */
export function csrfToken() {
  const name = document.querySelector('meta[name="csrf-cookie"]').content;
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
