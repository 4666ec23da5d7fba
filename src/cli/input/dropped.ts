/** A tensor that was left out of a file because it is the same memory as another. */
export interface DroppedTensor {
  readonly removed: string;
  readonly kept: string;
}

/**
 * What a file's metadata say of tensors that share memory: the official library stores one of them and writes the name of each other, with the
 * name of the one that is kept. `format` says for which framework it was written, whatever its tensors are called. Source: `save_model` in
 * github.com/huggingface/safetensors, bindings/python/py_src/safetensors/torch.py.
 */
export function droppedTensorsIn(
  metadata: ReadonlyMap<string, string>,
  tensors: { has(name: string): boolean },
): readonly DroppedTensor[] {
  return Array.from(metadata, ([removed, kept]) => ({ removed, kept })).filter(
    ({ removed, kept }) => removed !== 'format' && !tensors.has(removed) && tensors.has(kept),
  );
}
