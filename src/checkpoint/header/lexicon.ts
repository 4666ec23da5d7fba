import { BITS } from '../dtype/dtype.ts';
import { encode } from '../text.ts';

/**
 * The words that come again and again in a header, by the place that their length and first letter give. They are found by their
 * bytes, so that one text serves all tensors and none is decoded twice.
 */
const WORDS: (readonly [text: string, bytes: Uint8Array][] | undefined)[] = [];
for (const text of ['dtype', 'shape', 'data_offsets', ...Object.keys(BITS)]) {
  const bytes = encode(text);
  const place = placeOf(bytes.length, bytes[0] as number);
  WORDS[place] = [...(WORDS[place] ?? []), [text, bytes]];
}
const MAX_WORD_BYTES = 12;

/** The word that stands between two places, if it is one of them. */
export function wordAt(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length === 0 || length > MAX_WORD_BYTES) return undefined;
  for (const [text, word] of WORDS[placeOf(length, bytes[start] as number)] ?? []) {
    let i = 0;
    while (i < length && bytes[start + i] === word[i]) i++;
    if (i === length) return text;
  }
  return undefined;
}

function placeOf(length: number, first: number): number {
  return length * 128 + (first & 127);
}
