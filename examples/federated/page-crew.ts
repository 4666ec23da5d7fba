// A page as a member. It joins the group by itself, and sends its reports to the program over NATS.
import type { NatsConnection } from '@nats-io/nats-core';
import type { Crew } from './crew.ts';
import type { Report } from './report.ts';
import { PAGE_REPORTS } from './settings.ts';

export function crewOfPage(connection: NatsConnection): Crew {
  return {
    kind: 'page',
    restores: true,
    start(_part, report) {
      const reports = connection.subscribe(PAGE_REPORTS);
      const follow = async (): Promise<void> => {
        for await (const message of reports) {
          const told = message.json<Report>();
          report(told);
          // A page that has left is not done: if you load it again, it takes its seat again.
          if (told.event === 'done') return;
        }
      };
      return { ended: follow(), kill: () => reports.unsubscribe() };
    },
  };
}
