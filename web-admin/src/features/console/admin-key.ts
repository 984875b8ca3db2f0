import { keyInFragment } from './key-in-fragment.ts';

const storageKey = 'bryggen.admin-key';

/** Takes the key out of the address bar, where people would copy it along, and keeps it for this tab. */
export function takeAdminKey(): string | null {
  const inAddress = keyInFragment(location.hash);
  if (inAddress !== null) {
    sessionStorage.setItem(storageKey, inAddress);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(storageKey);
}

export function keepAdminKey(key: string): void {
  sessionStorage.setItem(storageKey, key);
}

export function forgetAdminKey(): void {
  sessionStorage.removeItem(storageKey);
}
