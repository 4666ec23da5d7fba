// Members that have different digits train one network together. Run: npm run demo:federated
// Options: --threads (use threads even if nats-server is installed), --page (one more member, in a page), --no-open (do
// not open a browser for the page)
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openCrews } from './crews.ts';
import { openDigits } from './digits-file.ts';
import { accuracyAlone } from './local-steps.ts';
import type { Member } from './members.ts';
import { Run } from './run.ts';
import { openScreen } from './screen.ts';
import { EVERY, KILL_AFTER, ROUNDS, TRAINERS } from './settings.ts';
import { homeDigits, split } from './split.ts';
import { summarise } from './summary.ts';

/** The member that is killed. */
const VICTIM = 2;

const { values: options } = parseArgs({
  options: {
    threads: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
  },
});
const data = await openDigits();
const { crew, page, close } = await openCrews({ ...options, open: !options['no-open'] });
const parts = split(data, page === undefined ? TRAINERS : TRAINERS + 1);
const members = parts.map((_, part): Member => {
  const name = part < TRAINERS ? `${crew.kind} ${part + 1}` : 'page';
  return { name, digits: homeDigits(part, parts.length), state: '', bytesBefore: 0 };
});
const screen = openScreen(members, process.stdout);
const run = new Run(members, screen);

try {
  const started = Array.from({ length: TRAINERS }, (_, part) =>
    part === VICTIM ? followVictim() : run.follow(part, crew),
  );
  const pageEnds = page && run.follow(TRAINERS, page);
  await Promise.all(started);
  // The last report of the page may still be on its way. A page that was closed sends none.
  if (members[TRAINERS]?.state === 'trains') await Promise.race([pageEnds, sleep(2000)]);
  screen.end();
  const alone = parts.map((images) => accuracyAlone(data, images, ROUNDS * EVERY));
  const sent = crew.kind === 'thread' ? 'copied' : 'sent';
  console.log(`\n${summarise(members, run.rounds, alone, sent).join('\n')}`);
} finally {
  run.killAll();
  await close();
}

/** Follows a member that is killed in the middle of the training and started again. */
async function followVictim(): Promise<void> {
  const member = members[VICTIM]!;
  await run.follow(VICTIM, crew, ({ event, round }) => {
    if (event === 'round' && round === KILL_AFTER) run.kill(VICTIM);
  });
  member.state = 'killed';
  screen.print(`${member.name} was killed after round ${KILL_AFTER}; the others wait for it until the deadline`);
  if (!crew.restores) return screen.print(`a lost ${crew.kind} cannot come back: the others go on without it`);
  await run.follow(VICTIM, crew);
}
