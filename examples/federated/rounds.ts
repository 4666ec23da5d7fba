// Collects what the members report of each round.
import type { Report } from './report.ts';

/** A round as all report it that took part. */
export interface RoundReports {
  readonly round: number;
  readonly reports: readonly Report[];
}

export class Rounds {
  readonly #reports = new Map<number, Report[]>();

  /** Returns the round of a report, once all that took part have reported it. */
  add(report: Report): RoundReports | undefined {
    const { round, alone } = report;
    const reports = this.#reports.get(round) ?? [];
    this.#reports.set(round, [...reports, report]);
    const all = [...reports, report].filter(({ event }) => event === 'round');
    return alone !== undefined && all.length === alone.ranks.length ? { round, reports: all } : undefined;
  }
  /** The rounds after which not all members had the same parameters, bit for bit. */
  get unequal(): readonly number[] {
    const isUnequal = (reports: readonly Report[]): boolean => new Set(reports.map(({ bits }) => bits)).size > 1;
    return [...this.#reports].filter(([, reports]) => isUnequal(reports)).map(([round]) => round);
  }
}
