import { CheckpointError } from '../error.ts';
import { encodeUtf8 } from '../text.ts';
import { crc32Of } from './crc32.ts';
import { deflate } from './deflate.ts';

/** A member that will be written. */
export interface MemberToWrite {
  readonly name: string;
  /** A piece may be overwritten as soon as the second piece after it is requested. */
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const LOCAL_HEADER = { SIGNATURE: 0x04034b50, LENGTH: 30 } as const;
const DESCRIPTOR = { SIGNATURE: 0x08074b50, LENGTH: 16 } as const;
const ENTRY = { SIGNATURE: 0x02014b50, LENGTH: 46 } as const;
const END_RECORD = { SIGNATURE: 0x06054b50, LENGTH: 22 } as const;
const MAX_NAME_BYTES = 2 ** 16 - 1;

/** Checks that an archive can hold members with these sizes in bytes. @throws CheckpointError */
export function checkArchiveSize(members: readonly { readonly name: string; readonly size: number }[]): void {
  let size: number = END_RECORD.LENGTH;
  for (const member of members) {
    const length = encodeUtf8(member.name).length;
    if (length > MAX_NAME_BYTES)
      throw new CheckpointError('the name is too long for an archive', {
        tensor: member.name,
        expected: `at most ${MAX_NAME_BYTES} bytes`,
        found: `${length}`,
      });
    size += member.size + 2 * length + LOCAL_HEADER.LENGTH + DESCRIPTOR.LENGTH + ENTRY.LENGTH;
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

const MAX_COMPRESSED_BYTES = 2 ** 18;

interface WrittenMember {
  readonly name: Uint8Array;
  readonly method: number;
  /** Where its local header begins. */
  readonly offset: number;
  crc: number;
  size: number;
  compressedSize: number;
}

/**
 * The bytes of a zip archive, in pieces. A piece may be overwritten as soon as the second piece after it is requested.
 * Sizes and CRC-32 follow the data, since they are unknown before. Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.3.
 */
export async function* writeZip(members: Iterable<MemberToWrite>, compress: boolean): AsyncGenerator<Uint8Array> {
  const written: WrittenMember[] = [];
  let offset = 0;
  for (const { name, pieces } of members) {
    const member = { name: encodeUtf8(name), method: compress ? 8 : 0, offset, crc: 0, size: 0, compressedSize: 0 };
    written.push(member);
    yield localHeaderOf(member);
    const counted = measurePieces(pieces, member, compress ? MAX_COMPRESSED_BYTES : Number.MAX_SAFE_INTEGER);
    for await (const piece of compress ? deflate(counted) : counted) {
      member.compressedSize += piece.length;
      yield piece;
    }
    yield dataDescriptorOf(member);
    offset += LOCAL_HEADER.LENGTH + member.name.length + member.compressedSize + DESCRIPTOR.LENGTH;
  }
  let directorySize = 0;
  for (const member of written) {
    const entry = directoryEntryOf(member);
    directorySize += entry.length;
    yield entry;
  }
  yield makeRecord(END_RECORD, [
    [8, 2, written.length],
    [10, 2, written.length],
    [12, 4, directorySize],
    [16, 4, offset],
  ]);
}

/** Passes pieces on in parts of at most `length` bytes, and updates the member's size and CRC-32. */
async function* measurePieces(
  pieces: MemberToWrite['pieces'],
  member: WrittenMember,
  length: number,
): AsyncGenerator<Uint8Array> {
  for await (const whole of pieces) {
    for (let at = 0; at < whole.length; at += length) {
      const piece = whole.subarray(at, at + length);
      member.crc = crc32Of(piece, member.crc);
      member.size += piece.length;
      yield piece;
    }
  }
}

/** Sizes and CRC-32 stand after the data. */
const HAS_DESCRIPTOR = 0x8;
const HAS_UTF8_NAME = 0x800;

/** Zip 2.0. The date is 1980-01-01, as numpy writes it, so equal arrays make equal files. */
const commonFieldsOf = ({ method, name }: WrittenMember, start: number): readonly ZipField[] => [
  [start, 2, 20],
  [start + 2, 2, HAS_DESCRIPTOR | (name.some((byte) => byte > 0x7f) ? HAS_UTF8_NAME : 0)],
  [start + 4, 2, method],
  [start + 8, 2, 0x21],
];
const sizeFieldsOf = ({ crc, compressedSize, size }: WrittenMember, start: number): readonly ZipField[] => [
  [start, 4, crc],
  [start + 4, 4, compressedSize],
  [start + 8, 4, size],
];

const localHeaderOf = (member: WrittenMember): Uint8Array =>
  makeRecord(LOCAL_HEADER, [...commonFieldsOf(member, 4), [26, 2, member.name.length]], member.name);

const dataDescriptorOf = (member: WrittenMember): Uint8Array => makeRecord(DESCRIPTOR, sizeFieldsOf(member, 4));

const directoryEntryOf = (member: WrittenMember): Uint8Array =>
  makeRecord(
    ENTRY,
    [
      [4, 2, 20],
      ...commonFieldsOf(member, 6),
      ...sizeFieldsOf(member, 16),
      [28, 2, member.name.length],
      [42, 4, member.offset],
    ],
    member.name,
  );

/** A field of a record: where it stands, its size in bytes, its value. */
type ZipField = readonly [offset: number, size: 2 | 4, value: number];

function makeRecord(
  { SIGNATURE, LENGTH }: { readonly SIGNATURE: number; readonly LENGTH: number },
  fields: readonly ZipField[],
  name: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const bytes = new Uint8Array(LENGTH + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, SIGNATURE, true);
  for (const [offset, size, value] of fields)
    if (size === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
  bytes.set(name, LENGTH);
  return bytes;
}
