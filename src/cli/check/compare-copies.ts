import type { TypedArrayType } from '../../../types/flat.ts';
import type { NumberArray } from '../../../types/view.ts';
import { CheckpointError } from '../../checkpoint/error.ts';
import type { Fit } from '../../checkpoint/fit/fit.ts';
import { loadFrom } from '../../checkpoint/load/load.ts';
import { fromJSON } from '../../layout.ts';
import { typeOfKind } from '../../leaf.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import type { OnProgress } from '../output/terminal.ts';

/** A tensor that a file holds once more, under the name of a tie. */
export interface StoredCopy {
  readonly name: string;
  readonly copy: string;
}
export const storedCopiesOf = (stored: Fit['stored']): readonly StoredCopy[] =>
  [...stored.values()].flatMap(({ name, copies }) => copies.map((copy) => ({ name, copy: copy.name })));

/** Two tensors that are tied and have other values, in a sentence. */
export interface CopyDifference extends StoredCopy {
  readonly said: string;
}

/**
 * Compares what is stored twice, bit for bit after conversion to a kind of typed array, as `load` does; one tensor is in memory at a time.
 *
 * @throws CheckpointError where an element type does not go into that kind, or the file cannot be read
 */
export async function compareCopies(
  checkpoint: Checkpoint,
  stored: Fit['stored'],
  kind: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<readonly CopyDifference[]> {
  const type = typeOfKind(kind) as TypedArrayType<NumberArray>; // the command takes no kind that has none
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
      found.push({ name: first.name, copy: copy.name, said: error.message });
    }
    before += first.end - first.start + copy.end - copy.start;
  }
  return found;
}
