// No twin in types: the compiler does not see messages.
import type { GroupRecord } from './record.ts';
import type { Report } from './report.ts';

declare const performance: { now(): number };

/** What this member knows of one rank. Times are in milliseconds of its own clock. */
interface Peer {
  /** The newest report. */
  report: Report | undefined;
  /** When its last message arrived. */
  heard: number;
  /** When it last made progress: a new report, or a new chunk or acknowledgement. */
  progress: number;
}

/** The reports of the other members, and when each was heard and made progress. */
export class Peers {
  readonly #peers: Peer[];
  #lastCheck = performance.now();

  constructor(size: number) {
    const now = performance.now();
    this.#peers = Array.from({ length: size }, () => ({ report: undefined, heard: now, progress: now }));
  }

  reportOf(rank: number): Report | undefined {
    return this.#peers[rank]?.report;
  }
  /**
   * Takes a report. Returns false for one that is not newer than the last, or that a former member of the rank sent.
   */
  takeReport(rank: number, report: Report, { members }: GroupRecord): boolean {
    const peer = this.#peers[rank];
    if (peer === undefined || members[rank]?.id !== report.id) return false;
    this.noteMessage(rank);
    const before = peer.report;
    if (before?.id === report.id && before.version >= report.version) return false;
    peer.report = report;
    peer.progress = peer.heard;
    return true;
  }
  noteMessage(rank: number): void {
    const peer = this.#peers[rank];
    if (peer !== undefined) peer.heard = performance.now();
  }
  noteProgress(rank: number): void {
    const peer = this.#peers[rank];
    if (peer !== undefined) peer.progress = performance.now();
  }
  /** Starts the clocks of all members anew, because their silence so far says nothing about them. */
  restartClocks(): void {
    const now = performance.now();
    for (const peer of this.#peers) peer.heard = peer.progress = now;
  }
  /** Starts the clocks of progress of these members anew. */
  restartProgress(ranks: readonly number[]): void {
    for (const rank of ranks) this.noteProgress(rank);
  }
  /**
   * Restarts all clocks if this member itself was paused: if more than `pause` milliseconds have passed since the last
   * call of this method. A timer calls it often.
   */
  checkOwnPause(pause: number): void {
    const now = performance.now();
    if (now - this.#lastCheck > pause) this.restartClocks();
    this.#lastCheck = now;
  }

  /** Returns the ranks that sent nothing for this many milliseconds. */
  silent(ranks: readonly number[], milliseconds: number): number[] {
    const since = performance.now() - milliseconds;
    return ranks.filter((rank) => (this.#peers[rank] as Peer).heard < since);
  }
  /** Returns the ranks that made no progress for this many milliseconds. */
  stuck(ranks: readonly number[], milliseconds: number): number[] {
    const since = performance.now() - milliseconds;
    return ranks.filter((rank) => (this.#peers[rank] as Peer).progress < since);
  }
}
