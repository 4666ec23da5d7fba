// Builds and serves the page with vite.
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin, preview } from 'vite';
import type { WorkerStart } from './trainer-worker.ts';

/** The folder of the page's sources. This file runs in build/federated. */
const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ServedPage {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the page, and `start` as start.json beside it. */
export async function servePage(start: WorkerStart): Promise<ServedPage> {
  const plugin: Plugin = {
    name: 'start.json',
    configurePreviewServer({ middlewares }) {
      middlewares.use('/start.json', (_request, response) => response.end(JSON.stringify(start)));
    },
  };
  const options: InlineConfig = {
    root,
    plugins: [plugin],
    build: { outDir: 'out' },
    preview: { port: 0, cors: false }, // no page of another origin may read the token
    // vite would warn of node:crypto in NATS's client, which uses it only in Node.
    logLevel: 'error',
  };
  await build(options);
  const server = await preview(options);
  const [address] = server.resolvedUrls?.local ?? [];
  if (address === undefined) throw new Error('the server of the page has no address');
  return { address, close: () => server.close() };
}
