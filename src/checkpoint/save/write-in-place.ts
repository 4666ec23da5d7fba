// No twin in types: deals with files.
import type { NodeModules } from '../source/file.ts';
import { wait } from '../source/signal.ts';
import type { OutputPlace } from './output-place.ts';
import { type FilePieces, type PieceTarget, writeAll, type WriteWatch } from './temporary-file.ts';

/** The part of `node:fs` that writes to a file by its number. */
interface DescriptorFileSystem {
  write(
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: null,
    done: (error: Error | null, bytesWritten: number) => void,
  ): void;
}

/** Writes to a device, a pipe or an open file. What was written before a failure stays written. */
export async function writeInPlace(
  { fs }: NodeModules,
  place: Exclude<OutputPlace, { readonly kind: 'file' }>,
  pieces: FilePieces,
  watch: WriteWatch,
): Promise<void> {
  if (place.kind === 'descriptor') return writeAll(await openDescriptor(place.fd), pieces, watch);
  const handle = await fs.open(place.path, fs.constants.O_WRONLY);
  try {
    await writeAll(handle, pieces, watch);
  } finally {
    await handle.close();
  }
}

/** Milliseconds to wait while a pipe is full. */
const FULL_PIPE_DELAY = 5;

async function openDescriptor(fd: number): Promise<PieceTarget> {
  // @ts-ignore -- the build has no Node types; `npm run check` has them and checks the module against the interface
  const fs: DescriptorFileSystem = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs');
  const writeOnce = (bytes: Uint8Array, offset: number, length: number): Promise<number> =>
    new Promise((resolve, reject) => {
      fs.write(fd, bytes, offset, length, null, (error, bytesWritten) => {
        if (error === null) resolve(bytesWritten);
        else reject(error);
      });
    });
  const write: PieceTarget['write'] = async (bytes, offset, length) => {
    for (;;) {
      try {
        return { bytesWritten: await writeOnce(bytes, offset, length) };
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'EAGAIN') throw error;
        await wait(FULL_PIPE_DELAY, undefined);
      }
    }
  };
  return { write };
}
