// A member as a process of its own. It gets its start as a message, and its reports are messages too.
import { connect } from '@nats-io/transport-node';
import { openDigits } from './digits-file.ts';
import { join } from './join.ts';
import { split } from './split.ts';
import { train } from './trainer.ts';

/** What the process needs to know. */
export interface ProcessStart {
  /** Where the server is, and what it wants to hear from members. */
  readonly server: string;
  readonly token: string;
  /** Which part of the images is here, and how many parts there are. */
  readonly part: number;
  readonly parts: number;
}

process.once('disconnect', () => process.exit()); // the program that started it has ended
process.once('message', async ({ server, token, part, parts }: ProcessStart) => {
  const connection = await connect({ servers: server, token });
  const data = await openDigits();
  await train({
    group: await join(connection, parts),
    data,
    images: split(data, parts)[part]!,
    sent: () => connection.stats().outBytes,
    report: (report) => process.send?.(report),
  });
  await connection.close();
  process.disconnect?.();
});
