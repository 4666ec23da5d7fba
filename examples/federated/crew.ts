// The members that the program starts, whatever they are.
import type { Report } from './report.ts';

export interface Crew {
  /** What its members are. */
  readonly kind: 'process' | 'thread' | 'page';
  /** Whether a member that was lost can come back. */
  readonly restores: boolean;
  /** Starts the member that has this part of the images. */
  start(part: number, report: (report: Report) => void): Recruit;
}

/** One member that was started. */
export interface Recruit {
  /** Resolves when it has ended by itself. Rejects if it failed. */
  readonly ended: Promise<void>;
  /** Ends it in the middle of what it does. Then `ended` resolves. */
  kill(): void;
}
