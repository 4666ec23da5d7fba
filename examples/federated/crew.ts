// The interface to the members that the program starts: processes, threads or a page.
import type { Report } from './report.ts';

export interface Crew {
  /** What each of its members is. */
  readonly kind: 'process' | 'thread' | 'page';
  /** Whether a member that was lost can come back. */
  readonly restores: boolean;
  /** Starts the member that has this part of the images. */
  start(part: number, report: (report: Report) => void): Recruit;
}

/** One member that was started. */
export interface Recruit {
  /** Resolves when the member has ended. Rejects if it failed. */
  readonly ended: Promise<void>;
  /** Ends the member at once. Then `ended` resolves. */
  kill(): void;
}
