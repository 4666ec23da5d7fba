// No twin in types: the compiler reports one sentence about one tensor.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { parsePattern } from '../../place/pattern.ts';
import type { TensorInfo } from '../header/header.ts';
import { formatShape } from '../text.ts';
import type { FitCause } from './fit-cause.ts';
import type { FitIssue } from './fit-issue.ts';
import { groupNames, labelOfNames, patternOfNames } from './fold-issues.ts';

const MAX_PATTERNS = 6;

/** Says that a file holds matrices transposed, or that it does not hold those transposed that `transpose` names. */
export function transposeCauseOf(
  layout: LayoutLike,
  issues: readonly FitIssue[],
  tensors: ReadonlyMap<string, TensorInfo>,
): FitCause | undefined {
  const slots = new Map(layout.slots.map((slot) => [slot.path, slot]));
  const wrong = issues.filter(({ problem }) => problem === 'wrong shape');
  const turned: Slot[] = [];
  const upright: string[] = [];
  for (const { name, path } of wrong) {
    const slot = slots.get(path);
    const found = tensors.get(name)?.shape;
    if (slot === undefined || found === undefined || slot.shape.length !== 2) continue;
    if (found.join() === slot.shape.join()) upright.push(path);
    else if (found.join() === [...slot.shape].reverse().join()) turned.push(slot);
  }
  if (upright.length > 0)
    return {
      fact:
        `the file does not hold ${listPaths(upright)} transposed, although the option ` +
        `transpose names ${upright.length === 1 ? 'it' : 'them'}`,
    };
  const [first] = turned;
  // One matrix among other issues may have its shape by chance.
  if (first === undefined || (turned.length === 1 && issues.length > 1)) return undefined;
  const isWrong = new Set(issues.map(({ path }) => path));
  const matrices = layout.slots.filter(({ shape }) => shape.length === 2);
  const fitting = matrices.filter(({ path }) => !isWrong.has(path));
  const wide = fitting.filter(({ shape }) => shape[0] !== shape[1]);
  const squares = fitting.filter(
    ({ shape, tiedTo }) => shape[0] === shape[1] && shape[0] !== 1 && tiedTo === undefined,
  );
  const what =
    turned.length === 1 ?
      `the file holds '${first.path}' transposed, as ` +
      `${formatShape([...first.shape].reverse())} instead of ${formatShape(first.shape)}`
    : `the file holds ${turned.length} matrices transposed`;
  const isEverywhere = wide.length === 0 && layout.slots.every(({ shape }) => shape.length < 3);
  const patterns = patternsFor(turned, wide);
  const value =
    patterns.length <= MAX_PATTERNS ? patterns
    : isEverywhere ? ['**']
    : undefined;
  const patternsToPass = (value ?? []).map(parsePattern);
  const isCovered = ({ path }: Slot): boolean => patternsToPass.some(({ matches }) => matches(path));
  const open = squares.filter((slot) => !isCovered(slot));
  return {
    fact: what,
    option: value === undefined ? undefined : { name: 'transpose', value },
    note: squareNote(open.length > 0 ? open : squares, open.length > 0),
  };
}

/** Patterns for all turned matrices that match no matrix that fits as it is. */
function patternsFor(turned: readonly Slot[], wide: readonly Slot[]): readonly string[] {
  const groups = groupNames(turned.map(({ path }) => path));
  if (groups.length > MAX_PATTERNS) return groups.map(([first]) => first as string); // too many to suggest
  return groups.flatMap((group) => {
    const pattern = patternOfNames(group);
    const { matches } = parsePattern(pattern);
    return wide.some(({ path }) => matches(path)) ? group : [pattern];
  });
}

/** A square matrix has the same shape as its transpose, so no check can tell which one a file holds. */
function squareNote(squares: readonly Slot[], isOpen: boolean): string | undefined {
  const [first] = squares;
  if (first === undefined) return undefined;
  const groups = groupNames(squares.map(({ path }) => path));
  const others = groups.length > 1 ? ` (and ${groups.length - 1} more like it)` : '';
  const label = labelOfNames(groups[0] as readonly string[]);
  const what = `the square '${label}' ${formatShape(first.shape)}${others} fits either way`;
  return isOpen ?
      `${what}: add it if the file holds it transposed too`
    : `${what}: look whether the file holds it transposed`;
}

function listPaths(paths: readonly string[]): string {
  const groups = groupNames(paths).map((group) => `'${labelOfNames(group)}'`);
  return groups.length > 3 ? `${groups.slice(0, 3).join(', ')} and ${groups.length - 3} more` : groups.join(', ');
}
