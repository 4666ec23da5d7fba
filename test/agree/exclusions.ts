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
    what: 'the shape of a transposed view',
    reason: 'its type is an intersection, `readonly [2, 3] & Shape`: equal in every use, but not identical to `readonly [2, 3]`',
    covers({ found }) {
      const types = /found: \[(.*)\]; readonly expected: \[(.*)\]; \}/.exec(found);
      return types !== null && types[1] !== types[2] && types[1]?.replace('] & Shape', ']') === types[2];
    },
  },
  {
    what: 'a class where a schema should be',
    reason: 'the compiler takes a constructor, `class { a = [3] }`, for a struct; the runtime refuses a function',
    covers: ({ about, code, found }) => about === 'what is no schema' && code.includes('class {') && found.startsWith('accepted, '),
  },
  {
    what: 'a tie to a subtree that holds a cycle',
    reason: 'the compiler says of it that it leads back to itself, and names it where it stands first in a marker; the runtime names a tie of the cycle',
    covers: ({ about, found }) => about === 'a tie to what is around it' && / says: '.*leads back to itself\n.* says: '.*leads back to itself/.test(found),
  },
  {
    what: 'a layout in a layout with something in it that is no schema',
    reason: "`layout({ w: layout({ a: 'no' }) })` is refused with the right words, and with TS2589 beside them",
    covers: ({ about, code, found }) => about === 'what is no schema' && /layout\(.*layout\(/.test(code) && found.includes('TS2589'),
  },
  {
    what: 'which of several ties that lead out of a subtree is named',
    reason: 'the compiler names the first in code-unit order of their paths, the runtime the first in memory, and `ordered` has another order there',
    covers: ({ about, found }) => about.startsWith('m.sub(') && / says: .* leads out of .*\n.* says: .* leads out of /.test(found),
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
