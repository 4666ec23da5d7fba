import { CheckpointError } from '../checkpoint/error.ts';
import type { Input } from '../checkpoint/input.ts';
import { crc32 } from './crc32.ts';
import { bytesAt, type Member } from './directory.ts';

const LOCAL = 0x04034b50;
/** Bytes that are read at once: few at first, as many members are opened for their header only. */
const FIRST = 2 ** 12;
const PIECE = 2 ** 18;
/** Compressed bytes that are inflated at once: they become a thousand times as many at most. */
const SIP = 2 ** 13;

/** The bytes of a member of an archive, in pieces. @throws CheckpointError where they are not those of the directory: by their number and CRC-32 */
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
  for (let at = start, length = FIRST; at < end; at += length, length = PIECE) yield bytesAt(input, at, Math.min(at + length, end));
}

async function* inflated(input: Input, member: Member): AsyncGenerator<Uint8Array> {
  const { Inflate } = await import('fflate');
  let pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  let left = member.compressedSize;
  for await (const piece of stored(input, member)) {
    for (let at = 0; at < piece.length; at += SIP) {
      const sip = piece.subarray(at, at + SIP);
      left -= sip.length;
      try {
        inflate.push(sip, left === 0);
      } catch (error) {
        throw damaged(member, 'what deflate writes', String(error), error);
      }
      yield* pieces;
      pieces = [];
    }
  }
}
