import { CheckpointError } from '../error.ts';
import { fillTarget } from '../source/input.ts';
import { withSource } from '../source/open.ts';
import type { SourceOptions, UrlLike } from '../source/source.ts';

/** An index of more would not be one. */
const MAX_INDEX_BYTES = 100_000_000;

export async function readIndexBytes(source: string | UrlLike, options: SourceOptions): Promise<Uint8Array> {
  return withSource(source, options, async (input) => {
    let bytes = new Uint8Array(2 ** 16);
    for (let size = 0; ; bytes = doubled(bytes)) {
      size += await fillTarget(input, bytes.subarray(size), size);
      if (size < bytes.length) return bytes.subarray(0, size);
      if (size > MAX_INDEX_BYTES)
        throw new CheckpointError('the index is too long', {
          offset: 0,
          expected: `at most ${MAX_INDEX_BYTES} bytes`,
          found: 'more',
        });
    }
  });
}

function doubled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const twice = new Uint8Array(2 * bytes.length);
  twice.set(bytes);
  return twice;
}
