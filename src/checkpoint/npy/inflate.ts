import { CheckpointError } from '../error.ts';
import { fill, type Input } from '../source/input.ts';
import { crc32 } from './crc32.ts';
import { bytesAt, type Member } from './directory.ts';

const LOCAL = 0x04034b50;
/** Bytes that are read at once: few at first, as many members are opened for their header only. */
const FIRST = 2 ** 12;
const PIECE = 2 ** 18;
/**
 * Compressed bytes that are inflated at once become a thousand times as many at most: few are tried first, then as many as became so many
 * bytes the last time.
 */
const SIP = { first: 2 ** 9, most: 2 ** 14, becomes: 2 ** 18 } as const;

/** The bytes of a member of an archive, in pieces of which each holds until the next is asked for. @throws CheckpointError where they are not those of the directory: by their number and CRC-32 */
export async function* memberBytes(input: Input, member: Member): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let size = 0;
  for await (const piece of member.isDeflated ? inflated(input, member) : stored(input, member)) {
    size += piece.length;
    if (size > member.size) break;
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== member.size) throw damaged(member, `${member.size} bytes`, size > member.size ? 'more' : `${size}`);
  if (crc !== member.crc32) throw damaged(member, `the CRC-32 ${member.crc32.toString(16)}`, crc.toString(16));
}

const damaged = ({ name, offset }: Member, expected: string, found: string, cause?: unknown): CheckpointError =>
  new CheckpointError('it is damaged in the archive', { tensor: name, offset, expected, found, cause });

async function* stored(input: Input, member: Member): AsyncGenerator<Uint8Array> {
  const header = new DataView((await bytesAt(input, member.offset, member.offset + 30)).buffer);
  if (header.getUint32(0, true) !== LOCAL) throw damaged(member, 'a local header', 'something else');
  const start = member.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const end = start + member.compressedSize;
  const window = new Uint8Array(Math.min(PIECE, member.compressedSize));
  for (let at = start, length = FIRST; at < end; at += length, length = PIECE) {
    const piece = window.subarray(0, Math.min(length, end - at));
    const read = await fill(input, piece, at);
    if (read < piece.length) throw damaged(member, `bytes up to ${end}`, `${at + read}`);
    yield piece;
  }
}

async function* inflated(input: Input, member: Member): AsyncGenerator<Uint8Array> {
  const { Inflate } = await import('fflate');
  let pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  let left = member.compressedSize;
  let length: number = SIP.first;
  for await (const piece of stored(input, member)) {
    for (let at = 0; at < piece.length;) {
      const sip = piece.subarray(at, at + length);
      at += sip.length;
      left -= sip.length;
      try {
        inflate.push(sip, left === 0);
      } catch (error) {
        throw damaged(member, 'what deflate writes', String(error), error);
      }
      const became = pieces.reduce((sum, { length: more }) => sum + more, 1);
      length = Math.min(SIP.most, Math.max(1, Math.floor((sip.length * SIP.becomes) / became)));
      yield* pieces;
      pieces = [];
    }
  }
}
