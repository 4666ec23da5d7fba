// No twin in types: the compiler does not see how tensors lie in files.
import { SAVE_KEY } from '../store/index-file.ts';
import { compareUtf8, type PlannedTensor } from './plan.ts';

/**
 * Splits tensors, in the layout's order, into shards of at most `max` bytes of data. A larger tensor gets a shard of
 * its own, and its neighbours share one. Source: split_state_dict_into_shards_factory of huggingface_hub, which
 * transformers uses.
 */
export function splitIntoShards<T extends PlannedTensor>(
  tensors: readonly T[],
  max: number,
): readonly (readonly T[])[] {
  const shards: T[][] = [];
  let open: T[] = [];
  let size = 0;
  for (const tensor of tensors) {
    if (tensor.size > max) {
      shards.push([tensor]);
      continue;
    }
    if (size + tensor.size > max) {
      shards.push(open);
      open = [];
      size = 0;
    }
    open.push(tensor);
    size += tensor.size;
  }
  if (open.length > 0) shards.push(open);
  return shards;
}

/**
 * The index of a sharded checkpoint as transformers writes it: `total_size` counts the bytes of all tensors, and names
 * are sorted. `save` is the save that the shards' names carry.
 */
export function composeIndex(
  files: readonly { readonly name: string; readonly tensors: readonly PlannedTensor[] }[],
  save: string | undefined,
): string {
  const entries = files.flatMap(({ name, tensors }) => tensors.map(({ slot }) => [slot.path, name] as const));
  const lines = entries
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([path, name]) => `    ${JSON.stringify(path)}: ${JSON.stringify(name)}`);
  const total = files.reduce((sum, { tensors }) => sum + tensors.reduce((bytes, { size }) => bytes + size, 0), 0);
  const saved = save === undefined ? '' : `,\n    "${SAVE_KEY}": ${JSON.stringify(save)}`;
  return (
    `{\n  "metadata": {\n    "total_size": ${total}${saved}\n  },\n  ` +
    `"weight_map": {\n${lines.join(',\n')}\n  }\n}\n`
  );
}
