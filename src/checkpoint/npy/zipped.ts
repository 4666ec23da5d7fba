import { CheckpointError } from '../error.ts';
import { encode } from '../text.ts';

/** A member to be written. */
export interface ZipMember {
  readonly name: string;
  /** Each holds until the next but one is asked for. */
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Bytes that an archive adds to a member, besides its name twice: headers and the record after the data. */
const OVERHEAD = 30 + 16 + 46;
const MAX_NAME = 2 ** 16 - 1;

/** Holds members, with their sizes in bytes, against what an archive can hold. @throws CheckpointError */
export function checkArchive(members: readonly { readonly name: string; readonly size: number }[]): void {
  let size = 22;
  for (const member of members) {
    const length = encode(member.name).length;
    if (length > MAX_NAME)
      throw new CheckpointError('its name is too long for an archive', {
        tensor: member.name,
        expected: `at most ${MAX_NAME} bytes`,
        found: `${length}`,
      });
    size += member.size + 2 * length + OVERHEAD;
  }
  if (size >= 2 ** 32)
    throw new CheckpointError('the archive would be too large', {
      expected: 'less than 4 GiB, or safetensors',
      found: `${size} bytes`,
    });
  if (members.length >= 2 ** 16 - 1)
    throw new CheckpointError('the archive would have too many members', {
      expected: 'less than 65535, or safetensors',
      found: `${members.length}`,
    });
}

/** The first moment that an archive can name: it makes equal arrays equal files, as in numpy's. */
const EPOCH = new Date(1980, 0, 1);

/** Bytes that are deflated at once. */
const PIECE = 2 ** 18;

/** The bytes of a zip archive, in pieces of which each holds until the next but one is asked for. */
export async function* zipped(members: Iterable<ZipMember>, compress: boolean): AsyncGenerator<Uint8Array> {
  const { Zip, ZipDeflate, ZipPassThrough } = await import('fflate');
  let written: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    written.push(piece);
  });
  const taken = (): readonly Uint8Array[] => {
    const pieces = written;
    written = [];
    return pieces;
  };
  for (const { name, pieces } of members) {
    const member = compress ? new ZipDeflate(name) : new ZipPassThrough(name);
    member.mtime = EPOCH;
    zip.add(member);
    for await (const piece of pieces) {
      const step = compress ? PIECE : piece.length;
      for (let at = 0; at < piece.length; at += step) {
        member.push(piece.subarray(at, at + step));
        yield* taken();
      }
    }
    member.push(new Uint8Array(0), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}
