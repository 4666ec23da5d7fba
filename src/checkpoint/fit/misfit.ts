import { isNear } from '../../near.ts';

/** Why a tensor of a file does not fit a layout, or one of a layout is not in the file. */
export interface FitIssue {
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
const MAX_NEAR_NAMES = 500;

/** A name that is not expected is often one that is missing, misspelt. */
export function addNearNames(issues: readonly FitIssue[]): readonly FitIssue[] {
  const all = (problem: FitIssue['problem']): FitIssue[] =>
    issues.filter((each) => each.problem === problem).slice(0, MAX_NEAR_NAMES);
  const others = { missing: all('unexpected'), unexpected: all('missing') };
  return issues.map((each, i) => {
    if (i >= MAX_NEAR_NAMES || (each.problem !== 'missing' && each.problem !== 'unexpected')) return each;
    const near = others[each.problem].find(({ path }) => isNear(path, each.path));
    return near === undefined ? each : { ...each, near: near.name };
  });
}
