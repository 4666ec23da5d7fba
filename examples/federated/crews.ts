// Chooses the members: processes and perhaps a page if nats-server is installed, threads otherwise.
import { randomUUID } from 'node:crypto';
import { connect } from '@nats-io/transport-node';
import { hasBrowser, hasScreen, openBrowser } from './browser.ts';
import type { Crew } from './crew.ts';
import { isInstalled, startNatsServer } from './nats-server.mjs';
import { crewOfPage } from './page-crew.ts';
import { crewOfProcesses } from './process-crew.ts';
import { TRAINERS } from './settings.ts';
import { crewOfThreads } from './thread-crew.ts';

export interface Crews {
  readonly crew: Crew;
  readonly page?: Crew;
  /** Ends the server, the page and the browser. */
  close(): Promise<void>;
}

/** Starts a server, unless it is not installed or threads are wanted, and prints which members will train. */
export async function openCrews(wanted: { threads: boolean; page: boolean; open: boolean }): Promise<Crews> {
  if (wanted.threads || !isInstalled) {
    const why = wanted.threads ? '--threads was given' : 'nats-server is not installed (apt-get install nats-server)';
    console.log(`The members are ${TRAINERS} threads: ${why}.`);
    if (wanted.page) console.log('A page cannot join threads. It needs nats-server.');
    return { crew: crewOfThreads(), close: async () => {} };
  }
  // Without the token, any page in a browser of this machine could connect to the server and join.
  const token = randomUUID();
  const server = await startNatsServer({ websocket: true, settings: { authorization: { token } } });
  console.log(`nats-server listens at ${server.url} and, for pages, at ${server.websocketUrl}.`);
  if (!wanted.page) {
    return { crew: crewOfProcesses(server.url, token, TRAINERS), close: () => server.stop() };
  }
  const parts = TRAINERS + 1;
  const opens = wanted.open && hasBrowser;
  const unseen = opens && !hasScreen; // nobody can press the button Leave
  const { servePage } = await import('./serve-page.ts'); // loads vite only for the page
  const page = await servePage({ server: server.websocketUrl, token, part: TRAINERS, parts, unseen });
  const connection = await connect({ servers: server.url, token });
  const whoOpens = unseen ? 'A browser without a screen opens' : 'A browser opens';
  console.log(`${opens ? whoOpens : 'All members wait until you open'} the page ${page.address}`);
  const endBrowser = opens ? await openBrowser(page.address) : undefined;
  return {
    crew: crewOfProcesses(server.url, token, parts),
    page: crewOfPage(connection),
    async close() {
      endBrowser?.();
      await connection.close();
      await Promise.all([page.close(), server.stop()]);
    },
  };
}
