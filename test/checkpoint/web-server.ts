import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request, or returns false to leave it to the server. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

export interface Web {
  readonly url: (path?: string) => string;
  /** The range and headers of each request, and the status of its response. */
  readonly log: { readonly range: string | undefined; readonly headers: IncomingMessage['headers']; status: number }[];
  /** Files by path. */
  readonly files: Map<string, Uint8Array>;
  answer: Answer;
  close(): Promise<void>;
}

/** A local file server with range requests. `answer` may respond in its place. */
export async function startWeb(): Promise<Web> {
  const files = new Map<string, Uint8Array>();
  const log: Web['log'] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    const entry = { range, headers: request.headers, status: 0 };
    log.push(entry);
    response.on('close', () => {
      entry.status = response.statusCode;
    });
    if (web.answer(request, response, log.length)) return;
    const bytes = files.get(decodeURIComponent((request.url ?? '').replace(/\?.*$/, '')));
    if (bytes === undefined) return void response.writeHead(404).end('Entry not found');
    sendRange(bytes, range, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const web: Web = {
    url: (path = '/model.safetensors') => `http://127.0.0.1:${port}${path}`,
    log,
    files,
    answer: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return web;
}

/** Responds to a range request. `headers` are added; `until` ends the body early and breaks the connection. */
export function sendRange(
  bytes: Uint8Array,
  range: string | undefined,
  response: ServerResponse,
  { headers = {}, until = Infinity }: { readonly headers?: Record<string, string>; readonly until?: number } = {},
): void {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = Math.min(last === undefined ? bytes.length : Number(last) + 1, bytes.length);
  if (first !== undefined && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}`, ...headers }).end();
    return;
  }
  const length = { 'content-length': `${end - start}` };
  response.writeHead(
    first === undefined ? 200 : 206,
    first === undefined ?
      { ...length, ...headers }
    : { ...length, 'content-range': `bytes ${start}-${end - 1}/${bytes.length}`, ...headers },
  );
  const body = bytes.subarray(start, Math.min(end, start + until));
  if (body.length === end - start) response.end(body);
  else response.write(body, () => setTimeout(() => response.destroy(), 5));
}
