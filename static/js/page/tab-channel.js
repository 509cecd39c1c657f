// Messages between the tabs of one browser.

/**
 * Open the channel of this name. `onMessage` is called with what other tabs send; the function returned sends to them. In a
 * browser without BroadcastChannel nothing is sent or received.
 */
export function openTabChannel(name, onMessage) {
  try {
    const channel = new BroadcastChannel(`hashira.${name}`);
    channel.onmessage = ({ data }) => onMessage(data);
    return (data) => channel.postMessage(data);
  } catch {
    return () => {};
  }
}
