// Starts members, follows them until they end, and shows what they report.
import type { Crew, Recruit } from './crew.ts';
import { bytesOf, type Member } from './members.ts';
import type { Report } from './report.ts';
import { Rounds } from './rounds.ts';
import type { Screen } from './screen.ts';
import { percent } from './table.ts';

const STATES = { joined: 'trains', round: 'trains', left: 'has left', done: 'done' } as const;

export class Run {
  readonly rounds = new Rounds();
  readonly #members: readonly Member[];
  readonly #screen: Screen;
  readonly #recruits: Recruit[] = [];

  constructor(members: readonly Member[], screen: Screen) {
    this.#members = members;
    this.#screen = screen;
  }

  /** Starts the member that has this part of the images. Resolves when it has ended; rejects if it fails. */
  async follow(part: number, crew: Crew, onReport: (report: Report) => void = () => {}): Promise<void> {
    const member = this.#members[part]!;
    member.state = 'starts';
    const recruit = crew.start(part, (report) => {
      const { event, rank, round, accuracy } = report;
      if (event === 'joined') member.bytesBefore = bytesOf(member); // a new process counts from 0
      if (event === 'round') member.lastRound = report;
      member.last = report;
      member.state = STATES[event];
      const rounds = this.rounds.add(report);
      if (rounds.length === 0) this.#screen.update();
      for (const each of rounds) this.#screen.showRound(each);
      if (event === 'joined' && round > 0)
        this.#screen.print(
          `${member.name} is back as rank ${rank} with the parameters of round ${round}: ${percent(accuracy)}`,
        );
      if (event === 'left') this.#screen.print(`${member.name} has left after round ${round}`);
      onReport(report);
    });
    this.#recruits[part] = recruit;
    this.#screen.update();
    await recruit.ended;
  }
  kill(part: number): void {
    this.#recruits[part]?.kill();
  }
  killAll(): void {
    for (const recruit of this.#recruits) recruit.kill();
  }
}
