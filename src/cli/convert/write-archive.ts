import { replaceFiles } from '../../checkpoint/save/replace.ts';
import type { WrittenFile } from '../../checkpoint/save/write-checkpoint.ts';
import { heed } from '../../checkpoint/source/abort.ts';
import { node } from '../../checkpoint/source/file.ts';
import { clip } from '../../checkpoint/text.ts';
import { isNpyDtype, type NpyDtype } from '../../npy/descr.ts';
import { composeNpyHeader } from '../../npy/header.ts';
import { checkArchive, zipped } from '../../npy/zipped.ts';
import { type ConvertedTensor, throwIssues } from './convert-plan.ts';
import { convertedPiecesOf, type ConvertSource } from './convert-stream.ts';

/**
 * Writes tensors as an archive of numpy's, whole or not at all.
 *
 * @throws UsageError for element types that numpy has not, CheckpointError for what an archive cannot hold; before anything is written
 */
export async function writeArchive(
  target: string,
  tensors: readonly ConvertedTensor[],
  compress: boolean,
  reading: ConvertSource,
): Promise<readonly WrittenFile[]> {
  const foreign = tensors
    .filter(({ dtype }) => !isNpyDtype(dtype))
    .map(({ slot, dtype }) => `'${clip(slot.path)}' is ${dtype}, which numpy has not`);
  throwIssues(
    foreign,
    "\n--dtype F32 converts BF16; others need a pattern of their own: --dtype 'name=F32', or --ignore leaves them out",
  );
  const members = tensors.map((tensor) => {
    const header = composeNpyHeader(tensor.dtype as NpyDtype, tensor.slot.shape); // the others were refused
    return { name: `${tensor.slot.path}.npy`, header, tensors: [tensor], size: header.length + tensor.size };
  });
  checkArchive(members);
  let size = 0;
  const pieces = zipped(
    members.map((member) => ({ name: member.name, pieces: convertedPiecesOf(member, reading) })),
    compress,
  );
  await replaceFiles(await node('write', target), [{ target, pieces }], [], (bytes) => {
    heed(reading.signal);
    size += bytes;
  });
  return [{ target, size, tensors: tensors.length }];
}
