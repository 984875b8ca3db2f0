/**
 * Whether a page of that origin may open a WebSocket: our own pages and listed ones, and programs, which send no origin.
 * Browsers hold WebSockets to no same-origin rule by themselves (RFC 6455, section 10.2).
 */
export function mayConnectFrom(
  origin: string | undefined,
  host: string | undefined,
  allowedOrigins: readonly string[],
): boolean {
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
