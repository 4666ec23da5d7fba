import { UsageError } from '../exit.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { renameBy, type Naming } from '../../checkpoint/fit/rename.ts';
import { pattern } from '../../pattern.ts';

/** A tensor of one side, under the name by which it is compared. */
export interface SideTensor {
  readonly name: string;
  /** Its name in the file. */
  readonly stored: string;
  readonly info: TensorInfo;
}
/** Tensors of both sides that are held to be the same one. */
export interface TensorPair {
  readonly a: SideTensor;
  readonly b: SideTensor;
}
export interface PairedTensors {
  readonly pairs: readonly TensorPair[];
  readonly removed: readonly SideTensor[];
  readonly added: readonly SideTensor[];
}
type TensorMap = ReadonlyMap<string, TensorInfo>;

/**
 * Puts two lists of tensors side by side, in the order of the first, then of the second. Names of the first are mapped before.
 *
 * @throws UsageError where two of its names become one, TypeError for patterns that mean nothing
 */
export function pairTensors(
  a: TensorMap,
  b: TensorMap,
  naming: Naming & { readonly ignore: readonly string[] },
): PairedTensors {
  const rename = renameBy(naming);
  const ignored = naming.ignore.map(pattern);
  const isIgnored = (name: string): boolean => ignored.some(({ matches }) => matches(name));
  const left = new Map<string, SideTensor>();
  for (const [stored, info] of a) {
    const found = rename(stored);
    if (found === undefined || found.ignored || isIgnored(found.path)) continue;
    const twin = left.get(found.path);
    if (twin !== undefined)
      throw new UsageError(
        `the names '${twin.stored}' and '${stored}' of A both become '${found.path}': one at most was expected`,
      );
    left.set(found.path, { name: found.path, stored, info });
  }
  const pairs: TensorPair[] = [];
  const removed: SideTensor[] = [];
  for (const side of left.values()) {
    const info = b.get(side.name);
    if (info === undefined) removed.push(side);
    else pairs.push({ a: side, b: { name: side.name, stored: side.name, info } });
  }
  const added = Array.from(b, ([name, info]) => ({ name, stored: name, info })).filter(
    ({ name }) => !left.has(name) && !isIgnored(name),
  );
  return { pairs, removed, added };
}
