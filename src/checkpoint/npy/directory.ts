import { CheckpointError } from '../error.ts';
import { fill, type Input } from '../source/input.ts';
import { decode } from '../text.ts';

/** A member of a zip archive, as its directory has it. Sizes and offsets in bytes. */
export interface Member {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
/** The end record without its comment, and the longest comment. */
const END_SIZE = 22;
const MAX_COMMENT = 2 ** 16 - 1;
/** A field of an archive beyond 4 GiB says so, and its value stands in an extra field. */
const FULL_32 = 0xffffffff;
const MAX_DIRECTORY = 2 ** 27;

const refuse = (problem: string, expected: string, found: string, offset?: number): CheckpointError =>
  new CheckpointError(problem, { offset, expected, found });

/**
 * The members of a zip archive, from the directory at its end: fflate, which does the compressing, takes whole archives in memory and
 * does not check them. Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 *
 * @throws CheckpointError for what is no zip archive, for one that is cut, encrypted or in several parts, and for a member given twice
 */
export async function readDirectory(input: Input): Promise<readonly Member[]> {
  if (input.size === undefined) await fill(input, new Uint8Array(1), 0); // over HTTP the first answer says it
  const { size } = input;
  if (size === undefined)
    throw new TypeError('a source that says its size was expected: the directory of an archive is at its end');
  const tail = await bytesAt(input, Math.max(0, size - END_SIZE - MAX_COMMENT), size);
  const at = endIn(tail);
  if (at < 0) throw refuse('the file is no zip archive, or is cut', 'a directory at its end', 'none', size);
  const end = new DataView(tail.buffer, at);
  const extent = await directoryExtent(input, end, size - tail.length + at);
  if (extent.start + extent.size > size)
    throw refuse('the directory of the archive is wrong', `at most ${size} bytes`, `${extent.start + extent.size}`);
  if (extent.size > MAX_DIRECTORY)
    throw refuse(
      'the directory of the archive is too long',
      `at most ${MAX_DIRECTORY} bytes`,
      `${extent.size}`,
      extent.start,
    );
  const members = new Map<string, Member>();
  for (const member of entries(await bytesAt(input, extent.start, extent.start + extent.size), extent.start)) {
    if (members.has(member.name)) throw new CheckpointError('the archive has it twice', { tensor: member.name });
    members.set(member.name, member);
  }
  if (members.size !== extent.count)
    throw refuse('the directory of the archive is wrong', `${extent.count} members`, `${members.size}`, extent.start);
  return [...members.values()];
}

export async function bytesAt(input: Input, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  const read = await fill(input, bytes, start);
  if (read < bytes.length) throw refuse('the archive is cut', `${end} bytes`, `${start + read}`, start + read);
  return bytes;
}

/** The end record is followed by nothing but its comment, whose length it says. */
function endIn(tail: Uint8Array): number {
  const view = new DataView(tail.buffer);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) === END && at + END_SIZE + view.getUint16(at + 20, true) === tail.length) return at;
  }
  return -1;
}

interface Extent {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

async function directoryExtent(input: Input, end: DataView, endAt: number): Promise<Extent> {
  const [count, size, start] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  if (count !== 0xffff && size !== FULL_32 && start !== FULL_32) return { start, size, count };
  if (endAt < 20) throw refuse('the archive is cut', 'a directory of 64 bits', 'none', endAt);
  const locator = new DataView((await bytesAt(input, endAt - 20, endAt)).buffer);
  if (locator.getUint32(0, true) !== LOCATOR_64) return { start, size, count };
  const at = Number(locator.getBigUint64(8, true));
  if (at > endAt - 56)
    throw refuse('the directory of the archive is wrong', `a place before byte ${endAt}`, `${at}`, endAt);
  const end64 = new DataView((await bytesAt(input, at, at + 56)).buffer);
  if (end64.getUint32(0, true) !== END_64)
    throw refuse('the directory of the archive is wrong', 'its end of 64 bits', 'something else', at);
  return {
    count: Number(end64.getBigUint64(32, true)),
    size: Number(end64.getBigUint64(40, true)),
    start: Number(end64.getBigUint64(48, true)),
  };
}

function* entries(directory: Uint8Array<ArrayBuffer>, offset: number): Generator<Member> {
  const view = new DataView(directory.buffer);
  for (let at = 0; at < directory.length;) {
    const cut = (): CheckpointError =>
      refuse('the directory of the archive is wrong', 'an entry', 'something else', offset + at);
    if (at + 46 > directory.length || view.getUint32(at, true) !== ENTRY) throw cut();
    const [nameEnd, extraLength, commentLength] = [
      at + 46 + view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const next = nameEnd + extraLength + commentLength;
    if (next > directory.length) throw cut();
    const name = nameOf(directory.subarray(at + 46, nameEnd));
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    if ((flags & 1) !== 0) throw new CheckpointError('it is encrypted', { tensor: name, offset: offset + at });
    if (method !== 0 && method !== 8)
      throw new CheckpointError('its compression is unknown', {
        tensor: name,
        offset: offset + at,
        expected: 'stored (0) or deflated (8)',
        found: `${method}`,
      });
    const wide = wideFields(view, nameEnd, nameEnd + extraLength);
    const field = (place: number): number => {
      const value = view.getUint32(at + place, true);
      return value === FULL_32 ? (wide.next().value ?? value) : value;
    };
    const size = field(24); // in the order in which the wide ones stand
    const compressedSize = field(20);
    yield {
      name,
      isDeflated: method === 8,
      crc32: view.getUint32(at + 16, true),
      size,
      compressedSize,
      offset: field(42),
    };
    at = next;
  }
}

/** Values of 64 bits in the extra field with the number 1, for those of 32 that are full. */
function* wideFields(view: DataView, start: number, end: number): Generator<number, undefined> {
  for (let at = start; at + 4 <= end;) {
    const dataEnd = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    if (view.getUint16(at, true) === 1)
      for (let place = at + 4; place + 8 <= dataEnd; place += 8) yield Number(view.getBigUint64(place, true));
    at = dataEnd;
  }
}

function nameOf(bytes: Uint8Array): string {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new CheckpointError('the archive has a member whose name is no UTF-8', { cause });
  }
}
