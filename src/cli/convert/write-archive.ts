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
 * Writes tensors as an npz archive, completely or not at all.
 *
 * @throws UsageError if numpy lacks a dtype, CheckpointError if an archive cannot hold a tensor; both before it writes
 */
export async function writeArchive(
  target: string,
  tensors: readonly ConvertedTensor[],
  compress: boolean,
  reading: ConvertSource,
): Promise<readonly WrittenFile[]> {
  const issues = tensors
    .filter(({ dtype }) => !isNpyDtype(dtype))
    .map(({ slot, dtype }) => `'${clip(slot.path)}' is ${dtype}, which numpy lacks`);
  throwIssues(
    issues,
    "\n--dtype F32 converts BF16; other dtypes need a pattern: --dtype 'name=F32'; --ignore leaves tensors out",
  );
  const members = tensors.map((tensor) => {
    const header = composeNpyHeader(tensor.dtype as NpyDtype, tensor.slot.shape); // throwIssues has rejected the others
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
