// What the tabs of this browser tell each other. Where the browser has no such channel, each tab is alone.

/** Hear what other tabs tell on the channel of this name; the function returned tells them something. */
export function withTabs(name, hear) {
  try {
    const channel = new BroadcastChannel(`hashira.${name}`);
    channel.onmessage = ({ data }) => hear(data);
    return (data) => channel.postMessage(data);
  } catch {
    return () => {};
  }
}
