import { CheckpointError } from '../error.ts';
import { fillTarget } from '../source/input.ts';
import { type Input } from '../source/input.ts';
import { decodeUtf8, encodeUtf8 } from '../text.ts';

/** What the directory of a zip archive says about a member. Sizes and offsets are in bytes. */
export interface ZipMember {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Where the next member or the directory begins. */
  readonly end: number;
  /** Why this library cannot read the member; undefined if it can. */
  readonly unsupported?: UnsupportedMemberError | undefined;
}

/** The archive is whole, but this library does not read one of its members. */
export class UnsupportedMemberError extends CheckpointError {}

/** What the directory itself says about a member. */
type DirectoryEntry = Omit<ZipMember, 'end'>;

/** The length of a local header without its name and extra field. */
export const LOCAL_HEADER_BYTES = 30;
/** Deflate codes at most 258 bytes in 2 bits. */
const MAX_INFLATION = 1032;

const END_SIGNATURE = 0x06054b50;
const END_64_SIGNATURE = 0x06064b50;
const LOCATOR_64_SIGNATURE = 0x07064b50;
const ENTRY_SIGNATURE = 0x02014b50;
/** The length of the end record without its comment. */
const END_RECORD_BYTES = 22;
const MAX_COMMENT_BYTES = 2 ** 16 - 1;
/** A 32-bit field with this value means that a 64-bit extra field has the value. */
const IN_EXTRA_FIELD = 0xffffffff;
const MAX_DIRECTORY_BYTES = 2 ** 27;

const archiveError = (issue: string, expected: string, found: string, offset?: number): CheckpointError =>
  new CheckpointError(issue, { offset, expected, found });

/**
 * Reads the directory at the end of a zip archive. Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 *
 * @throws CheckpointError if the file is not a zip archive, is truncated or in several parts, has two members with one
 * name, or has members that overlap or do not fit into the file
 */
export async function readDirectory(input: Input): Promise<readonly ZipMember[]> {
  // Over HTTP, the first response tells the size.
  if (input.size === undefined) await fillTarget(input, new Uint8Array(1), 0);
  const { size } = input;
  if (size === undefined)
    throw new TypeError('expected a source with a known size, because the directory of an archive is at its end');
  const tail = await readBytes(input, Math.max(0, size - END_RECORD_BYTES - MAX_COMMENT_BYTES), size);
  const at = findEndRecord(tail);
  if (at < 0)
    throw archiveError('the file is not a zip archive or is truncated', 'a directory at its end', 'none', size);
  const end = new DataView(tail.buffer, at);
  const endAt = size - tail.length + at;
  const extent = await readDirectoryExtent(input, end, endAt);
  if (extent.start + extent.size > endAt)
    throw archiveError(
      'the directory of the archive is wrong',
      `at most ${endAt} bytes`,
      `${extent.start + extent.size}`,
    );
  if (extent.size > MAX_DIRECTORY_BYTES)
    throw archiveError(
      'the directory of the archive is too long',
      `at most ${MAX_DIRECTORY_BYTES} bytes`,
      `${extent.size}`,
      extent.start,
    );
  const members = new Map<string, DirectoryEntry>();
  for (const member of directoryEntriesOf(
    await readBytes(input, extent.start, extent.start + extent.size),
    extent.start,
  )) {
    if (members.has(member.name))
      throw new CheckpointError('the archive has two members with this name', { tensor: member.name });
    members.set(member.name, member);
  }
  if (members.size !== extent.count)
    throw archiveError(
      'the directory of the archive is wrong',
      `${extent.count} members`,
      `${members.size}`,
      extent.start,
    );
  const ends = endsOf([...members.values()], extent.start);
  return Array.from(members.values(), (member) => ({ ...member, end: ends.get(member) as number }));
}

/**
 * Where each member must end: at the start of the next one, or of the directory. It checks that all members have room,
 * so that a small file cannot claim large ones.
 *
 * @throws CheckpointError that names the member which overlaps the next, or is longer than the file
 */
function endsOf(members: readonly DirectoryEntry[], directory: number): ReadonlyMap<DirectoryEntry, number> {
  const sorted = [...members].sort((a, b) => a.offset - b.offset);
  return new Map(
    sorted.map((member, i) => {
      const { name: tensor, offset, compressedSize, size, isDeflated, unsupported } = member;
      const end = sorted[i + 1]?.offset ?? directory;
      const least = offset + LOCAL_HEADER_BYTES + encodeUtf8(tensor).length + compressedSize;
      if (least > end)
        throw new CheckpointError('the archive member overlaps what follows it', {
          tensor,
          offset,
          expected: `at most ${end - offset} bytes`,
          found: `${least - offset}`,
        });
      const most = isDeflated ? compressedSize * MAX_INFLATION : compressedSize;
      if (unsupported === undefined && (size > most || (!isDeflated && size < most)))
        throw new CheckpointError('the archive member has a wrong size', {
          tensor,
          offset,
          expected: `${isDeflated ? 'at most ' : ''}${most} bytes for ${compressedSize} in the archive`,
          found: `${size}`,
        });
      return [member, end];
    }),
  );
}

export async function readBytes(input: Input, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  const read = await fillTarget(input, bytes, start);
  if (read < bytes.length)
    throw archiveError('the archive is truncated', `${end} bytes`, `${start + read}`, start + read);
  return bytes;
}

/**
 * Where the end record begins in the last bytes of a file, or -1. Only its comment, whose length it holds, may follow
 * it.
 */
function findEndRecord(tail: Uint8Array): number {
  const view = new DataView(tail.buffer);
  for (let at = tail.length - END_RECORD_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_RECORD_BYTES + view.getUint16(at + 20, true) === tail.length) return at;
  }
  return -1;
}

interface DirectoryExtent {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

async function readDirectoryExtent(input: Input, end: DataView, endAt: number): Promise<DirectoryExtent> {
  const [count, size, start] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  if (count !== 0xffff && size !== IN_EXTRA_FIELD && start !== IN_EXTRA_FIELD) return { start, size, count };
  if (endAt < 20) throw archiveError('the archive is truncated', 'a zip64 end record', 'none', endAt);
  const locator = new DataView((await readBytes(input, endAt - 20, endAt)).buffer);
  if (locator.getUint32(0, true) !== LOCATOR_64_SIGNATURE) return { start, size, count };
  const at = Number(locator.getBigUint64(8, true));
  if (at > endAt - 56)
    throw archiveError('the directory of the archive is wrong', `an offset before byte ${endAt}`, `${at}`, endAt);
  const end64 = new DataView((await readBytes(input, at, at + 56)).buffer);
  if (end64.getUint32(0, true) !== END_64_SIGNATURE)
    throw archiveError('the directory of the archive is wrong', 'a zip64 end record', 'something else', at);
  return {
    count: Number(end64.getBigUint64(32, true)),
    size: Number(end64.getBigUint64(40, true)),
    start: Number(end64.getBigUint64(48, true)),
  };
}

function* directoryEntriesOf(directory: Uint8Array<ArrayBuffer>, offset: number): Generator<DirectoryEntry> {
  const view = new DataView(directory.buffer);
  for (let at = 0; at < directory.length;) {
    const notAnEntry = (): CheckpointError =>
      archiveError('the directory of the archive is wrong', 'an entry', 'something else', offset + at);
    if (at + 46 > directory.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) throw notAnEntry();
    const [nameEnd, extraLength, commentLength] = [
      at + 46 + view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const next = nameEnd + extraLength + commentLength;
    if (next > directory.length) throw notAnEntry();
    const name = memberNameOf(directory.subarray(at + 46, nameEnd));
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const extraError = (expected: string, found: string): CheckpointError =>
      new CheckpointError('the extra field of the archive member is wrong', {
        tensor: name,
        offset: offset + nameEnd,
        expected,
        found,
      });
    const wide = wideFieldsOf(view, nameEnd, nameEnd + extraLength, extraError)[Symbol.iterator]();
    const field = (fieldOffset: number): number => {
      const value = view.getUint32(at + fieldOffset, true);
      if (value !== IN_EXTRA_FIELD) return value;
      const next = wide.next();
      if (next.done === true) throw extraError('a number of 64 bits', 'none');
      return next.value;
    };
    const size = field(24); // in the order of the 64-bit values
    const compressedSize = field(20);
    yield {
      name,
      isDeflated: method === 8,
      crc32: view.getUint32(at + 16, true),
      size,
      compressedSize,
      offset: field(42),
      unsupported: unsupportedErrorOf(name, flags, method, offset + at),
    };
    at = next;
  }
}

function unsupportedErrorOf(
  tensor: string,
  flags: number,
  method: number,
  offset: number,
): UnsupportedMemberError | undefined {
  if ((flags & 1) !== 0) return new UnsupportedMemberError('the archive member is encrypted', { tensor, offset });
  if (method === 0 || method === 8) return undefined;
  return new UnsupportedMemberError('the compression method of the archive member is unknown', {
    tensor,
    offset,
    expected: 'stored (0) or deflated (8)',
    found: `${method}`,
  });
}

/**
 * The 64-bit values in the extra field with the id 1.
 *
 * @throws the error that `fail` makes if the parts of the field do not fill it, or two have the id 1
 */
function wideFieldsOf(
  view: DataView,
  start: number,
  end: number,
  fail: (expected: string, found: string) => CheckpointError,
): readonly number[] {
  const values: number[] = [];
  let parts = 0;
  for (let at = start; at + 4 <= end;) {
    const dataEnd = at + 4 + view.getUint16(at + 2, true);
    if (dataEnd > end) throw fail(`at most ${end - at - 4} bytes`, `${dataEnd - at - 4}`);
    if (view.getUint16(at, true) === 1) {
      if (parts++ > 0) throw fail('one part with numbers of 64 bits', 'two');
      for (let value = at + 4; value + 8 <= dataEnd; value += 8) values.push(Number(view.getBigUint64(value, true)));
    }
    at = dataEnd;
  }
  return values;
}

function memberNameOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new CheckpointError('the name of an archive member is not UTF-8', { cause });
  }
}
