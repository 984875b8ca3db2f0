import type { IncomingMessage, ServerResponse } from 'node:http';

export function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

export function replyJson(response: ServerResponse, status: number, body: unknown): void {
  reply(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

export type ReadBody = { ok: true; text: string } | { ok: false; reason: 'too large' | 'broken off' };

/** At most `maxBytes`; the rest is not read. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      const bytes: Buffer = chunk;
      size += bytes.length;
      if (size > maxBytes) return { ok: false, reason: 'too large' };
      chunks.push(bytes);
    }
  } catch {
    // The client went away while it was sending: there is nobody left to be told.
    return { ok: false, reason: 'broken off' };
  }
  return { ok: true, text: Buffer.concat(chunks).toString('utf8') };
}
