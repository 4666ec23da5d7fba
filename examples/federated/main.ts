// Members that have different digits train one network together. Run: npm run demo:federated
// Options: --threads (no server, although there is one), --page (a page is one more member), --no-open (you open it)
import { parseArgs } from 'node:util';
import type { Crew } from './crew.ts';
import { openDigits } from './digits-file.ts';
import { bytesOf, type Member } from './members.ts';
import { Run } from './run.ts';
import { openScreen } from './screen.ts';
import { KILL_AFTER, TRAINERS } from './settings.ts';
import { homeDigits, split } from './split.ts';
import { summarise } from './summary.ts';
import { percent } from './table.ts';
import { crewOfThreads } from './thread-crew.ts';

/** The member that is killed. */
const VICTIM = 2;

const { values: options } = parseArgs({
  options: { threads: { type: 'boolean' }, page: { type: 'boolean' }, 'no-open': { type: 'boolean' } },
});
const data = await openDigits();
const parts = split(data, options.page ? TRAINERS + 1 : TRAINERS);
const crew: Crew = crewOfThreads();
const members = parts.map((_, part): Member => {
  const name = part < TRAINERS ? `${crew.kind} ${part + 1}` : 'page';
  return { name, digits: homeDigits(part, parts.length), state: '', bytesBefore: 0 };
});
const screen = openScreen(members, process.stdout);
const run = new Run(members, screen);

try {
  await Promise.all(parts.map((_, part) => (part === VICTIM ? followVictim() : run.follow(part, crew))));
  screen.end();
  console.log(`\n${summarise(members, run.rounds, data, parts).join('\n')}`);
} finally {
  run.killAll();
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
  member.bytesBefore = bytesOf(member);
  delete member.last;
  await run.follow(VICTIM, crew, ({ event, rank, round, accuracy }) => {
    if (event === 'joined')
      screen.print(`${member.name} is back as rank ${rank} with the parameters of round ${round}: ${percent(accuracy)}`);
  });
}
