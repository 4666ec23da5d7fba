import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { parsePattern } from '../../place/pattern.ts';
import { UsageError } from '../command.ts';
import { buffersOf } from '../input/find-buffers.ts';
import { type LegalPath, legalPathsOf, shapeIssueOf } from '../../checkpoint/fit/legal-paths.ts';
import { toPrintable } from '../../array/printable.ts';
import { type KeptTensor, type SelectedTies, selectTies, type TieOption } from './select-ties.ts';

export interface TensorChoice {
  /** Patterns of tensors to keep although they do not look like parameters. */
  readonly keep: readonly string[];
  readonly keepAll: boolean;
  /** Patterns of tensors to leave out. */
  readonly ignore: readonly string[];
  readonly ties: readonly TieOption[];
}

/** The tensors of a file that go into a layout, and what happens to the others. */
export interface Selection extends SelectedTies {
  /** By name, in the order of the file, without tied names. */
  readonly kept: ReadonlyMap<string, KeptTensor>;
  /** The names that are left out, with the reason. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** The kept tensors whose names cannot be paths. */
  readonly renamed: ReadonlyMap<string, LegalPath>;
}

/**
 * Selects the tensors and ties of a layout.
 *
 * @throws UsageError if a pattern matches nothing or a tie is impossible
 */
export function selectTensors(
  tensors: ReadonlyMap<string, TensorInfo>,
  metadata: ReadonlyMap<string, string>,
  options: TensorChoice,
): Selection {
  const leftOut = leftOutTensorsOf(tensors, options);
  const paths = legalPathsOf(tensors.keys());
  const kept = new Map<string, KeptTensor>();
  for (const [name, info] of tensors) {
    if (!leftOut.has(name))
      kept.set(name, { path: paths.get(name)?.path ?? name, info, shape: info.shape.map(Number) });
  }
  const ties = selectTies(kept, new Set(tensors.keys()), metadata, options.ties);
  const renamed = new Map([...paths].filter(([name]) => kept.has(name)));
  for (const { name } of ties.shared) kept.delete(name);
  return { ...ties, kept, leftOut, renamed };
}

export function leftOutTensorsOf(
  tensors: ReadonlyMap<string, TensorInfo>,
  { keep, keepAll, ignore }: TensorChoice,
): ReadonlyMap<string, string> {
  const keepPatterns = keep.map(parsePattern);
  const ignorePatterns = ignore.map(parsePattern);
  for (const each of [...keepPatterns, ...ignorePatterns]) {
    if (![...tensors.keys()].some((name) => each.matches(name)))
      throw new UsageError(`no tensor of the file matches '${toPrintable(each.text)}'`);
  }
  const buffers = buffersOf(tensors);
  const leftOut = new Map<string, string>();
  for (const [name, { shape }] of tensors) {
    const by = ignorePatterns.find((each) => each.matches(name));
    const buffer = keepAll || keepPatterns.some((each) => each.matches(name)) ? undefined : buffers.get(name);
    const why = by === undefined ? (shapeIssueOf(shape) ?? buffer) : 'ignored';
    if (why !== undefined) leftOut.set(name, why);
  }
  return leftOut;
}
