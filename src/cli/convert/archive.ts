import { isNpyDtype, type NpyDtype } from '../../checkpoint/npy/descr.ts';
import { composeNpyHeader } from '../../checkpoint/npy/npy-header.ts';
import { checkArchiveSize, writeZip } from '../../checkpoint/npy/write-zip.ts';
import { replaceFiles } from '../../checkpoint/save/replace-files.ts';
import type { SavedFile as WrittenFile } from '../../checkpoint/save/write-checkpoint.ts';
import { throwIfAborted as heed } from '../../checkpoint/source/signal.ts';
import { getNodeModules as node } from '../../checkpoint/source/file.ts';

import { clip } from '../../checkpoint/text.ts';
import { type Converted, refuse } from './plan.ts';
import { converted, type Reading } from './stream.ts';

/**
 * Writes tensors as an archive of numpy's, whole or not at all.
 *
 * @throws UsageError for element types that numpy has not, CheckpointError for what an archive cannot hold; before anything is written
 */
export async function writeArchive(
  target: string,
  tensors: readonly Converted[],
  compress: boolean,
  reading: Reading,
): Promise<readonly SavedFile[]> {
  const foreign = tensors
    .filter(({ dtype }) => !isNpyDtype(dtype))
    .map(({ slot, dtype }) => `'${clip(slot.path)}' is ${dtype}, which numpy has not`);
  refuse(
    foreign,
    "\n--dtype F32 converts BF16; others need a pattern of their own: --dtype 'name=F32', or --ignore leaves them out",
  );
  const members = tensors.map((tensor) => {
    const header = composeNpyHeader(tensor.dtype as NpyDtype, tensor.slot.shape); // the others were refused
    return { name: `${tensor.slot.path}.npy`, header, tensors: [tensor], size: header.length + tensor.size };
  });
  checkArchiveSize(members);
  let size = 0;
  const pieces = writeZip(
    members.map((member) => ({ name: member.name, pieces: converted(member, reading) })),
    compress,
  );
  await replaceFiles(await getNodeModules('write', target), [{ target, pieces }], [], (bytes) => {
    throwIfAborted(reading.signal);
    size += bytes;
  });
  return [{ target, size, tensors: tensors.length }];
}
