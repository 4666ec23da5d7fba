import { elementCountOf } from '../input/data.ts';
import type { Branch } from './branch.ts';
import type { InspectContent } from './content.ts';
import type { EqualTensors } from './shared.ts';

/** All that `inspect` knows, as data. */
export function inspectAnswerOf(
  content: InspectContent,
  root: Branch,
  file: string,
  equals: EqualTensors | undefined,
): object {
  const { format, tensors, metadata, files, buffers, ties, all, ofParameters, ofBuffers, byDtype } = content;
  const shards = new Map<string, string>();
  if (files.size > 1) for (const [name, header] of files) for (const tensor of header.keys()) shards.set(tensor, name);
  return {
    file,
    format,
    totals: { ...all, parameters: ofParameters, buffers: ofBuffers, dtypes: Object.fromEntries(byDtype) },
    metadata: Object.fromEntries(metadata),
    files: Array.from(files, ([name, header]) => ({
      name: name === '' ? file : name,
      tensors: header.size,
      dataStart: header.dataStart,
      metadata: Object.fromEntries(header.metadata ?? []),
    })),
    shared: ties,
    ...(equals === undefined ? {} : { equal: equals.groups, equalConstants: equals.constant }),
    tensors: Array.from(tensors, ([name, info]) => ({
      name,
      dtype: info.dtype,
      shape: info.shape,
      elements: elementCountOf(info),
      bytes: info.end - info.start,
      ...(shards.has(name) ? { file: shards.get(name) } : {}),
      ...(buffers.has(name) ? { buffer: buffers.get(name) } : {}),
    })),
    tree: branchAnswerOf(root),
  };
}

/** A place of the tree; its sums are of all places that it stands for, `count` of them. */
const branchAnswerOf = ({
  label,
  count,
  tensor,
  name,
  buffer,
  tensors,
  parameters,
  buffered,
  bytes,
  children,
}: Branch): object => ({
  label,
  count,
  ...(tensor === undefined ? {} : { name, dtype: tensor.dtype, shape: tensor.shape }),
  ...(buffer === undefined ? {} : { buffer }),
  tensors,
  parameters,
  bufferElements: buffered,
  bytes,
  ...(children.length === 0 ? {} : { children: children.map(branchAnswerOf) }),
});
