import { CheckpointError } from '../error.ts';
import { fillTarget } from '../source/input.ts';
import { type Input } from '../source/input.ts';
import { clipText, decodeUtf8Lossy, encodeUtf8 } from '../text.ts';
import { crc32Of } from './crc32.ts';
import { inflate } from './deflate.ts';
import { LOCAL_HEADER_BYTES, type ZipMember } from './zip-directory.ts';
import { readBytes } from './zip-end.ts';

const LOCAL_SIGNATURE = 0x04034b50;
/** Bytes of the first read: few, as many members are opened only for their array's header. */
const FIRST_READ_BYTES = 2 ** 12;
const MAX_MEMBER_READ_BYTES = 2 ** 18;
/**
 * Compressed bytes can inflate to a thousand times as many, and an engine may buffer all that one piece inflates to. So
 * the first piece is short, and the next ones are as long as can be expected to inflate to `TARGET`.
 */
const DEFLATED_PIECE_BYTES = { FIRST: 2 ** 9, MAX: 2 ** 14, TARGET: 2 ** 18 } as const;

/**
 * The bytes of a member of an archive, in pieces. A piece may be overwritten as soon as the next one is requested. It
 * stops at the first piece that goes beyond the size in the directory.
 *
 * @throws CheckpointError if the bytes differ from the directory in their number or their CRC-32
 */
export async function* readMember(input: Input, member: ZipMember): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let size = 0;
  for await (const piece of member.isDeflated ? readInflatedBytes(input, member) : readStoredBytes(input, member)) {
    size += piece.length;
    if (size > member.size) break;
    crc = crc32Of(piece, crc);
    yield piece;
  }
  if (size !== member.size) throw damageError(member, `${member.size} bytes`, size > member.size ? 'more' : `${size}`);
  if (crc !== member.crc32) throw damageError(member, `the CRC-32 ${member.crc32.toString(16)}`, crc.toString(16));
}

const damageError = ({ name, offset }: ZipMember, expected: string, found: string, cause?: unknown): CheckpointError =>
  new CheckpointError('the archive member is damaged', { tensor: name, offset, expected, found, cause });

/** The bytes of a member as they stand in the archive. */
async function* readStoredBytes(input: Input, member: ZipMember): AsyncGenerator<Uint8Array> {
  const name = encodeUtf8(member.name);
  const bytes = await readBytes(input, member.offset, member.offset + LOCAL_HEADER_BYTES + name.length);
  const header = new DataView(bytes.buffer);
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE) throw damageError(member, 'a local header', 'something else');
  const found = bytes.subarray(LOCAL_HEADER_BYTES);
  if (header.getUint16(26, true) !== name.length || found.some((byte, i) => byte !== name[i]))
    throw damageError(member, 'the name of the directory', `'${clipText(decodeUtf8Lossy(found))}' before its data`);
  const start = member.offset + LOCAL_HEADER_BYTES + name.length + header.getUint16(28, true);
  const end = start + member.compressedSize;
  if (end > member.end) throw damageError(member, `bytes up to ${member.end}`, `up to ${end}`);
  const window = new Uint8Array(Math.min(MAX_MEMBER_READ_BYTES, member.compressedSize));
  for (let at = start, length = FIRST_READ_BYTES; at < end; at += length, length = MAX_MEMBER_READ_BYTES) {
    const piece = window.subarray(0, Math.min(length, end - at));
    const read = await fillTarget(input, piece, at);
    if (read < piece.length) throw damageError(member, `bytes up to ${end}`, `${at + read}`);
    yield piece;
  }
}

async function* readInflatedBytes(input: Input, member: ZipMember): AsyncGenerator<Uint8Array> {
  let inflated = 0;
  const compressed = async function* (): AsyncGenerator<Uint8Array> {
    let length: number = DEFLATED_PIECE_BYTES.FIRST;
    for await (const read of readStoredBytes(input, member)) {
      for (let at = 0; at < read.length;) {
        const before = inflated;
        const piece = read.subarray(at, at + length);
        yield piece;
        at += piece.length;
        const expected = Math.floor((piece.length * DEFLATED_PIECE_BYTES.TARGET) / (inflated - before + 1));
        length = Math.min(DEFLATED_PIECE_BYTES.MAX, Math.max(1, expected));
      }
    }
  };
  const damage = (error: unknown): CheckpointError =>
    damageError(member, 'what deflate writes', error instanceof Error ? error.message : String(error), error);
  for await (const piece of inflate(compressed(), damage)) {
    inflated += piece.length;
    yield piece;
  }
}
