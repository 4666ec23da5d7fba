import { type Input, inputOfSource, requireSame } from './input.ts';
import type { StoredFileLike, SyncAccessLike } from './source.ts';

/**
 * Reads a file of a browser's own file system (OPFS) or one that the user picked. A `FileSystemFileHandle` gives a
 * snapshot; the time of its last change identifies it. A `FileSystemSyncAccessHandle` locks the file for itself.
 */
export async function inputOfStoredFile(file: StoredFileLike | SyncAccessLike): Promise<Input> {
  if (!('getFile' in file)) {
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, file.read(bytes, { at: offset }));
    };
    return inputOfSource({ size: file.getSize(), read, identity: () => `${file.getSize()} bytes` });
  }
  const blob = await file.getFile();
  const identity = async (): Promise<string> => identityOf(await file.getFile());
  return inputOfSource({
    size: blob.size,
    identity,
    read: async (offset, length) => {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        // Of a file that was replaced, Chromium says only that it could not be read.
        requireSame(identityOf(blob), await identity());
        throw error;
      }
    },
  });
}

const identityOf = ({ size, lastModified }: Awaited<ReturnType<StoredFileLike['getFile']>>): string =>
  `${size} bytes, changed at ${lastModified}`;
