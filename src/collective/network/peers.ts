// No twin in types: what members say is not in the types.
import type { GroupRecord } from './record.ts';
import type { Report } from './report.ts';

declare const performance: { now(): number };

/** What a member knows of one rank. */
interface Peer {
  report: Report | undefined;
  /** When anything came from it, and when it last got on; in milliseconds of this member's clock. */
  heard: number;
  progress: number;
}

/** What a member has heard from the others. */
export class Peers {
  readonly #peers: Peer[];
  #awake = performance.now();

  constructor(size: number) {
    const now = performance.now();
    this.#peers = Array.from({ length: size }, () => ({ report: undefined, heard: now, progress: now }));
  }

  reportOf(rank: number): Report | undefined {
    return this.#peers[rank]?.report;
  }
  /** Takes a report, unless it is older than the last or from a former member. Returns whether it says something new. */
  take(rank: number, report: Report, { members }: GroupRecord): boolean {
    const peer = this.#peers[rank];
    if (peer === undefined || members[rank]?.id !== report.id) return false;
    this.hear(rank);
    const before = peer.report;
    if (before?.id === report.id && before.version >= report.version) return false;
    peer.report = report;
    peer.progress = peer.heard;
    return true;
  }
  hear(rank: number): void {
    const peer = this.#peers[rank];
    if (peer !== undefined) peer.heard = performance.now();
  }
  /** Notes that a member got on in this call. */
  advance(rank: number): void {
    const peer = this.#peers[rank];
    if (peer !== undefined) peer.progress = performance.now();
  }
  /** Gives all members time from now on: after a pause of this member nothing can be said of the others. */
  forgive(): void {
    const now = performance.now();
    for (const peer of this.#peers) peer.heard = peer.progress = now;
  }
  /** Gives some members time from now on to get on. */
  expect(ranks: readonly number[]): void {
    for (const rank of ranks) this.advance(rank);
  }
  /** Must be called again and again: a long pause between two calls was one of this member. */
  wake(pause: number): void {
    const now = performance.now();
    if (now - this.#awake > pause) this.forgive();
    this.#awake = now;
  }

  /** Those from which nothing came for so many milliseconds. */
  silent(ranks: readonly number[], milliseconds: number): number[] {
    const since = performance.now() - milliseconds;
    return ranks.filter((rank) => (this.#peers[rank] as Peer).heard < since);
  }
  /** Those that have not got on for so many milliseconds. */
  stuck(ranks: readonly number[], milliseconds: number): number[] {
    const since = performance.now() - milliseconds;
    return ranks.filter((rank) => (this.#peers[rank] as Peer).progress < since);
  }
}
