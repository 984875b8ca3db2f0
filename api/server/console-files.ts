/** The console and join page, as Vite built them. */
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';
import { reply } from './http-replies.ts';

export type ConsoleFiles = (request: IncomingMessage, response: ServerResponse) => void;

export function createConsoleFiles(folder: string): ConsoleFiles {
  if (!existsSync(folder)) {
    return (_request, response) =>
      reply(response, 404, 'text/plain; charset=utf-8', 'The console has not been built.\n');
  }
  const serve = sirv(folder, {
    // Every page is the one page; its router knows what to show.
    single: true,
    etag: true,
    setHeaders(response, pathname) {
      const immutable = pathname.startsWith('/assets/');
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'no-referrer');
    },
  });
  return (request, response) =>
    serve(request, response, () => reply(response, 404, 'text/plain; charset=utf-8', 'There is nothing here.\n'));
}
