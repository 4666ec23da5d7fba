import type { Disagreement } from './judge.ts';

/** Something that the halves are known not to agree in. */
interface Exclusion {
  readonly what: string;
  readonly reason: string;
  covers(disagreement: Disagreement): boolean;
}

/** Each is a disagreement that was found here and is not settled yet; nothing else may stand in this list. */
const EXCLUSIONS: readonly Exclusion[] = [
  {
    what: 'a tie to a subtree that holds a cycle',
    reason: 'the compiler says of it that it leads back to itself, and names it where it stands first in a marker; the runtime names a tie of the cycle',
    covers: ({ about, found }) => about === 'a tie to what is around it' && / says: '.*leads back to itself\n.* says: '.*leads back to itself/.test(found),
  },
];

/** The disagreements that no exclusion covers, and a line for each exclusion that covered any. */
export function judged(all: readonly Disagreement[]): { left: Disagreement[]; notes: string[] } {
  const covers = (each: Disagreement): Exclusion | undefined => EXCLUSIONS.find((exclusion) => exclusion.covers(each));
  const notes = EXCLUSIONS.flatMap((exclusion) => {
    const times = all.filter((each) => covers(each) === exclusion).length;
    return times === 0 ? [] : `not counted, ${times} times: ${exclusion.what}: ${exclusion.reason}`;
  });
  return { left: all.filter((each) => covers(each) === undefined), notes };
}
