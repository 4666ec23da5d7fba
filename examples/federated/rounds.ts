// Collects what the members report of each round.
import type { Report } from './report.ts';

/** The reports of a round by its members. */
export interface RoundReports {
  readonly round: number;
  readonly reports: readonly Report[];
}

export class Rounds {
  readonly #reports = new Map<number, readonly Report[]>();
  #shown = 0;

  /**
   * Adds a report. Returns the rounds that this report completes: its round, if all members that took part have now
   * reported it, and all earlier rounds. A member may be killed before it reports a round.
   */
  add(report: Report): readonly RoundReports[] {
    const { round: last, alone } = report;
    this.#reports.set(last, [...this.#of(last), report]);
    const isOver = alone !== undefined && this.#ofRound(last).length === alone.ranks.length;
    if (!isOver || last <= this.#shown) return [];
    const rounds = Array.from({ length: last - this.#shown }, (_, i) => this.#shown + 1 + i);
    this.#shown = last;
    return rounds
      .map((round) => ({ round, reports: this.#ofRound(round) }))
      .filter(({ reports }) => reports.length > 0);
  }
  #of(round: number): readonly Report[] {
    return this.#reports.get(round) ?? [];
  }
  #ofRound(round: number): readonly Report[] {
    return this.#of(round).filter(({ event }) => event === 'round');
  }
  /** The rounds after which not all members had the same parameters, bit for bit. */
  get unequal(): readonly number[] {
    const isUnequal = (reports: readonly Report[]): boolean => new Set(reports.map(({ bits }) => bits)).size > 1;
    return [...this.#reports].filter(([, reports]) => isUnequal(reports)).map(([round]) => round);
  }
}
