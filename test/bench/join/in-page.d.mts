export function isSending(): Promise<boolean>;
export function hasFirstFrame(): boolean;
export function readProbe(): unknown;
