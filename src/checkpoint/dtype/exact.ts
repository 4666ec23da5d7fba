import type { AnyArray } from '../../../types/view.ts';
import { kindOf } from '../../leaf.ts';
import { CheckpointError } from '../error.ts';

/**
 * Copies numbers from an array of one kind to one of another, to `target[offset]` and on. What was written is read again: nothing else
 * knows so well what a kind can hold. `first` is the index in the tensor of the first of them.
 *
 * @throws CheckpointError at the first that `held`, the name of what holds them, cannot hold exactly
 */
export function setExactly(
  words: ArrayLike<number>,
  target: AnyArray,
  offset: number,
  tensor: string | undefined,
  first: number,
  held = kindOf(target) ?? '',
): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    target[offset + i] = word;
    if (target[offset + i] !== word) throw inexactError(first + i, word, held, tensor);
  }
}

export const inexactError = (
  element: number,
  value: number | bigint,
  held: string,
  tensor: string | undefined,
): CheckpointError =>
  new CheckpointError(`its element ${element} cannot be held exactly`, {
    tensor,
    expected: `an integer that ${held} holds`,
    found: `${value}`,
  });
