// Starts members, follows them until they end, and shows what they report.
import type { Crew, Recruit } from './crew.ts';
import type { Member } from './members.ts';
import type { Report } from './report.ts';
import { Rounds } from './rounds.ts';
import type { Screen } from './screen.ts';

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

  /** Starts the member of a part, and resolves when it has ended. Rejects if it fails. */
  async follow(part: number, crew: Crew, onReport: (report: Report) => void = () => {}): Promise<void> {
    const member = this.#members[part]!;
    member.state = 'starts';
    const recruit = crew.start(part, (report) => {
      member.last = report;
      if (report.event === 'round') member.lastRound = report;
      member.state = STATES[report.event];
      const round = this.rounds.add(report);
      if (round === undefined) this.#screen.update();
      else this.#screen.showRound(round);
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
