/** A member to be written. */
export interface ZipMember {
  readonly name: string;
  /** Each holds until the next but one is asked for. */
  readonly pieces: Iterable<Uint8Array>;
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
    for (const piece of pieces) {
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
