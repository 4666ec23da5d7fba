import { CheckpointError } from '../error.ts';
import type { Input } from '../source/input.ts';
import { encodeUtf8 } from '../text.ts';
import { archiveError, findDirectory, readBytes } from './zip-end.ts';
import { type ZipEntry, zipEntriesOf } from './zip-entries.ts';

/** A member of a zip archive that has room for what its entry says. */
export interface ZipMember extends ZipEntry {
  /** Where the next member or the directory begins. */
  readonly end: number;
}

/** The length of a local header without its name and extra field. */
export const LOCAL_HEADER_BYTES = 30;
/** Deflate codes at most 258 bytes in 2 bits. */
const MAX_INFLATION = 1032;
const MAX_DIRECTORY_BYTES = 2 ** 27;

/**
 * Reads the directory at the end of a zip archive. Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 *
 * @throws CheckpointError if the file is not a zip archive, is truncated or in several parts, has two members with one
 * name, or has members that overlap or do not fit into the file
 */
export async function readDirectory(input: Input): Promise<readonly ZipMember[]> {
  const extent = await findDirectory(input);
  if (extent.size > MAX_DIRECTORY_BYTES)
    throw archiveError(
      'the directory of the archive is too long',
      `at most ${MAX_DIRECTORY_BYTES} bytes`,
      `${extent.size}`,
      extent.start,
    );
  const members = new Map<string, ZipEntry>();
  for (const member of zipEntriesOf(await readBytes(input, extent.start, extent.start + extent.size), extent.start)) {
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
  const ends = memberEndsOf([...members.values()], extent.start);
  return Array.from(members.values(), (member) => ({ ...member, end: ends.get(member) as number }));
}

/**
 * Where each member must end: at the start of the next one, or of the directory. It checks that all members have room,
 * so that a small file cannot claim large ones.
 *
 * @throws CheckpointError that names the member which overlaps the next, or is longer than the file
 */
function memberEndsOf(members: readonly ZipEntry[], directory: number): ReadonlyMap<ZipEntry, number> {
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
