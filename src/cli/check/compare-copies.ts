import type { ArrayTypeOf, NumberArray } from '../../../types/array/kind.ts';
import type { FitResult } from '../../checkpoint/fit/fit.ts';
import { typeOfKind } from '../../array/kind.ts';
import { CheckpointError } from '../../checkpoint/error.ts';
import { loadFrom } from '../../checkpoint/load/load.ts';
import { fromJSON } from '../../layout.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import type { OnProgress } from '../output/terminal.ts';

/** A tensor that a file stores twice: under its own name and under the name of a tie. */
interface StoredCopy {
  readonly name: string;
  readonly copy: string;
}
export const storedCopiesOf = (stored: FitResult['stored']): readonly StoredCopy[] =>
  [...stored.values()].flatMap(({ name, copies }) => copies.map((copy) => ({ name, copy: copy.name })));

/** Two tied tensors with different values, and a sentence that says where they differ. */
export interface CopyDifference extends StoredCopy {
  readonly sentence: string;
}

/**
 * Compares tensors that are stored twice. Like `load` it converts both to a kind of typed array and compares them bit
 * by bit. One tensor is in memory at a time.
 *
 * @throws CheckpointError if the kind cannot hold a dtype, or the file cannot be read
 */
export async function compareCopies(
  checkpoint: Checkpoint,
  stored: FitResult['stored'],
  kind: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<readonly CopyDifference[]> {
  const type = typeOfKind(kind) as ArrayTypeOf<NumberArray>; // the command rejects other kinds
  const pairs = [...stored.values()].flatMap((first) => first.copies.map((copy) => ({ first, copy })));
  const total = pairs.reduce((sum, { first, copy }) => sum + first.end - first.start + copy.end - copy.start, 0);
  const found: CopyDifference[] = [];
  let before = 0;
  for (const { first, copy } of pairs) {
    const tie = { '.tied': 'owner' };
    const layout = fromJSON({
      schema: { owner: first.shape, tie: copy.transposed ? { ...tie, '.transpose': true } : tie },
    });
    const names = (name: string): string | undefined =>
      name === first.name ? 'owner'
      : name === copy.name ? 'tie'
      : undefined;
    const options = {
      names,
      type,
      signal,
      transpose: first.transposed ? ['owner'] : [],
      onProgress: ({ done }: { done: number }) => onProgress({ done: before + done, total }),
    };
    try {
      await loadFrom(layout, options, (use) => use(checkpoint));
    } catch (error) {
      if (!(error instanceof CheckpointError) || error.tensor !== copy.name || error.offset === undefined) throw error;
      found.push({ name: first.name, copy: copy.name, sentence: error.message });
    }
    before += first.end - first.start + copy.end - copy.start;
  }
  return found;
}
