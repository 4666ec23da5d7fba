// A member as a process of its own. It gets its first message from the program, and sends its reports to it.
import { connect } from '@nats-io/transport-node';
import { openDigits } from './digits-file.ts';
import { join } from './join.ts';
import { split } from './split.ts';
import { train } from './trainer.ts';

/** What the process needs to know. */
export interface ProcessStart {
  /** The address of the server. */
  readonly server: string;
  /** The token that the server requires. */
  readonly token: string;
  /** The index of this member's part of the images. */
  readonly part: number;
  /** The number of parts, which is the number of members. */
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
