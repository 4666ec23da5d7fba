import { CheckpointError } from '../error.ts';
import { decodeUtf8 } from '../text.ts';
import { archiveError, IN_EXTRA_FIELD } from './zip-end.ts';

/** What the directory itself says about a member of a zip archive. Sizes and offsets are in bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Why this library cannot read the member; undefined if it can. */
  readonly unsupported?: UnsupportedMemberError | undefined;
}

/** The archive is whole, but this library does not read one of its members. */
export class UnsupportedMemberError extends CheckpointError {}

const ENTRY_SIGNATURE = 0x02014b50;
/** The length of an entry without its name, extra field and comment. */
const ENTRY_BYTES = 46;

/** Reads the entries of a directory, which begins at byte `offset` of the file. */
export function* zipEntriesOf(directory: Uint8Array<ArrayBuffer>, offset: number): Generator<ZipEntry> {
  const view = new DataView(directory.buffer);
  for (let at = 0; at < directory.length;) {
    const notAnEntry = (): CheckpointError =>
      archiveError('the directory of the archive is wrong', 'an entry', 'something else', offset + at);
    if (at + ENTRY_BYTES > directory.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) throw notAnEntry();
    const [nameEnd, extraLength, commentLength] = [
      at + ENTRY_BYTES + view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const next = nameEnd + extraLength + commentLength;
    if (next > directory.length) throw notAnEntry();
    const name = memberNameOf(directory.subarray(at + ENTRY_BYTES, nameEnd));
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
