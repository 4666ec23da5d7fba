import { replaceFiles } from '../../checkpoint/save/replace-files.ts';
import type { SavedFile } from '../../checkpoint/save/write-checkpoint.ts';
import { throwIfAborted } from '../../checkpoint/source/signal.ts';
import { getNodeModules } from '../../checkpoint/source/file.ts';
import { isNpyDtype } from '../../checkpoint/npy/descr.ts';
import type { NpyDtype } from '../../checkpoint/npy/descr.ts';
import { composeNpyHeader } from '../../checkpoint/npy/npy-header.ts';
import { checkArchiveSize, writeZip } from '../../checkpoint/npy/write-zip.ts';
import { clipText } from '../../checkpoint/text.ts';
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
): Promise<readonly SavedFile[]> {
  const issues = tensors
    .filter(({ dtype }) => !isNpyDtype(dtype))
    .map(({ slot, dtype }) => `'${clipText(slot.path)}' is ${dtype}, which numpy lacks`);
  throwIssues(
    issues,
    "\n--dtype F32 converts BF16; other dtypes need a pattern: --dtype 'name=F32'; --ignore leaves tensors out",
  );
  const members = tensors.map((tensor) => {
    const header = composeNpyHeader(tensor.dtype as NpyDtype, tensor.slot.shape); // throwIssues has rejected the others
    return { name: `${tensor.slot.path}.npy`, header, tensors: [tensor], size: header.length + tensor.size };
  });
  checkArchiveSize(members);
  let size = 0;
  const pieces = writeZip(
    members.map((member) => ({ name: member.name, pieces: convertedPiecesOf(member, reading) })),
    compress,
  );
  await replaceFiles(await getNodeModules('write', target), [{ target, pieces }], [], (bytes) => {
    throwIfAborted(reading.signal);
    size += bytes;
  });
  return [{ target, size, tensors: tensors.length }];
}
