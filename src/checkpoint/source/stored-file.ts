import { type Input, inputOfSource } from './input.ts';
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
  return inputOfSource({
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    identity: async () => {
      const { size, lastModified } = await file.getFile();
      return `${size} bytes, changed at ${lastModified}`;
    },
  });
}
