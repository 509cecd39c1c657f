// Which keys send a text: the page shows both names and marks with `data-keys` on <html> which of them this device has.

export function startSendKey() {
  const platform = navigator.userAgentData?.platform ?? navigator.platform ?? "";
  if (/^(mac|iphone|ipad|ipod)/i.test(platform)) document.documentElement.dataset.keys = "apple";
}
