/** The CSRF token. It is read from its cookie each time, because signing in changes it and panes carry none. */
export function csrfToken() {
  const name = document.querySelector('meta[name="csrf-cookie"]').content;
  const cookie = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return cookie ? decodeURIComponent(cookie.slice(name.length + 1)) : "";
}
