import { isNear } from '../../schema/suggest.ts';

/** Why a tensor of a file does not fit a layout, or one of a layout is not in the file. */
export interface Misfit {
  readonly problem: 'missing' | 'unexpected' | 'given twice' | 'wrong dtype' | 'wrong shape';
  /** The tensor's name: the layout's where it is missing, else the file's. */
  readonly name: string;
  /** Its path in the layout, where the file's names are others. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** The near name that could have been meant; on the other side. */
  readonly near?: string;
}

/** Near names are looked for among so many at most: the search grows with the product of both sides. */
const LIMIT = 500;

/** A name that is not expected is often one that is missing, misspelt. */
export function withNearNames(misfits: readonly Misfit[]): readonly Misfit[] {
  const all = (problem: Misfit['problem']): Misfit[] =>
    misfits.filter((each) => each.problem === problem).slice(0, LIMIT);
  const others = { missing: all('unexpected'), unexpected: all('missing') };
  return misfits.map((each, i) => {
    if (i >= LIMIT || (each.problem !== 'missing' && each.problem !== 'unexpected')) return each;
    const near = others[each.problem].find(({ path }) => isNear(path, each.path));
    return near === undefined ? each : { ...each, near: near.name };
  });
}
