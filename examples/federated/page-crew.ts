// A page as a member. It joins the group by itself, and tells the program of it by NATS.
import type { NatsConnection } from '@nats-io/nats-core';
import { openBrowser } from './browser.ts';
import type { Crew } from './crew.ts';
import type { Report } from './report.ts';
import { PAGE_REPORTS } from './settings.ts';

/** `opens` says whether to open a browser at the address of the page. */
export function crewOfPage(connection: NatsConnection, address: string, opens: boolean): Crew {
  return {
    kind: 'page',
    restores: true,
    start(_part, report) {
      const reports = connection.subscribe(PAGE_REPORTS);
      const browser = opens ? openBrowser(address) : undefined;
      const follow = async (): Promise<void> => {
        await browser; // rejects if there is none
        for await (const message of reports) {
          const told = message.json<Report>();
          report(told);
          // A page that has left may come back: whoever loads it again takes its place again.
          if (told.event === 'done') return;
        }
      };
      const kill = (): void => {
        reports.unsubscribe();
        void browser?.then((end) => end());
      };
      return { ended: follow(), kill };
    },
  };
}
