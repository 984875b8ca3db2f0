/** Calls back when this computer's network has changed under the page (Network Information API where there is one). */
export function watchNetwork(changed: () => void): () => void {
  const information = 'connection' in navigator ? navigator.connection : undefined;
  const targets = [window, ...(information instanceof EventTarget ? [information] : [])];
  const type = (target: EventTarget): string => (target === window ? 'online' : 'change');
  for (const target of targets) target.addEventListener(type(target), changed);
  return () => {
    for (const target of targets) target.removeEventListener(type(target), changed);
  };
}
