// What the program knows of each member.
import type { Report } from './report.ts';

export interface Member {
  readonly name: string;
  /** The digits that most of its images show. */
  readonly digits: readonly number[];
  state: string;
  /** Its last report. */
  last?: Report;
  /** Its last report of a round. */
  lastRound?: Report;
  /** The bytes that it had sent before it last joined. */
  bytesBefore: number;
}

export const bytesOf = ({ bytesBefore, last }: Member): number => bytesBefore + (last?.bytes ?? 0);
