// No twin in types: the compiler does not see the tensors of a file.
import type { Dtype } from '../dtype/dtype.ts';
import type { CheckpointWarning } from '../error.ts';
import type { FitResult } from '../fit/fit.ts';
import type { TensorInfo } from '../header/header.ts';
import { clipText } from '../text.ts';

/** Two tensors of a file that are one parameter: its elements in few bits, and their scales. */
export interface ScalePair {
  readonly kind: 'F8' | 'MXFP4';
  /** The name of the parameter: that of its elements, without `_blocks`. */
  readonly name: string;
  /** The tensor with the elements. */
  readonly elements: string;
  /** The tensor with the scales. */
  readonly scales: string;
  /** The shape of the parameter, as the file stores it. */
  readonly shape: readonly number[];
}

const F8_DTYPES: readonly Dtype[] = ['F8_E4M3', 'F8_E5M2', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'];
const SCALE_DTYPES: readonly Dtype[] = ['F32', 'BF16', 'F16', 'F64', 'F8_E8M0'];
/** Bytes of a block: 32 elements of 4 bits. */
export const MXFP4_BLOCK_BYTES = 16;

/**
 * Finds pairs by name, dtype and the number of dimensions.
 *
 * - F8: `x` with `x_scale`, as compressed-tensors and ModelOpt write them, or with `x_scale_inv`, as DeepSeek-V3 does.
 *   Both are factors, despite the second name: `weight_dequant` in inference/kernel.py of
 *   github.com/deepseek-ai/DeepSeek-V3 multiplies.
 * - MXFP4: `x_blocks` with `x_scales`, as gpt-oss has them: `convert_moe_packed_tensors` in
 *   src/transformers/integrations/mxfp4.py of github.com/huggingface/transformers.
 */
export function scalePairsOf(tensors: ReadonlyMap<string, TensorInfo>): readonly ScalePair[] {
  const pairs: ScalePair[] = [];
  for (const [name, { dtype, shape }] of tensors) {
    if (F8_DTYPES.includes(dtype)) {
      const scales = [`${name}_scale_inv`, `${name}_scale`].find((each) =>
        SCALE_DTYPES.includes(tensors.get(each)?.dtype ?? 'BOOL'),
      );
      if (scales !== undefined) pairs.push({ kind: 'F8', name, elements: name, scales, shape: shape.map(Number) });
    } else if (dtype === 'U8' && name.endsWith('_blocks') && Number(shape.at(-1)) === MXFP4_BLOCK_BYTES) {
      const stem = name.slice(0, -'_blocks'.length);
      const scales = tensors.get(`${stem}_scales`);
      if (scales?.dtype !== 'U8' || scales.shape.join() !== shape.slice(0, -1).join()) continue;
      const [groups = 1, ...rest] = scales.shape.map(Number).reverse();
      const unpacked = [...rest.reverse(), groups * 2 * MXFP4_BLOCK_BYTES];
      pairs.push({ kind: 'MXFP4', name: stem, elements: name, scales: `${stem}_scales`, shape: unpacked });
    }
  }
  return pairs;
}

/**
 * The tensors with each pair as one parameter under its name. MXFP4 appears as BF16, which holds all of its values
 * exactly, or as another dtype.
 */
export function pairedTensorsOf(
  tensors: ReadonlyMap<string, TensorInfo>,
  pairs: readonly ScalePair[],
  mxfp4: Dtype = 'BF16',
): ReadonlyMap<string, TensorInfo> {
  const byElements = new Map(pairs.map((pair) => [pair.elements, pair]));
  const scales = new Set(pairs.map((pair) => pair.scales));
  const paired = new Map<string, TensorInfo>();
  for (const [name, info] of tensors) {
    const pair = byElements.get(name);
    if (pair?.kind === 'MXFP4') paired.set(pair.name, { ...info, dtype: mxfp4, shape: pair.shape });
    else if (!scales.has(name)) paired.set(name, info);
  }
  return paired;
}

/**
 * Warns of scales that nothing applies, unless they are leaves of the layout. It also warns if the file does not fit:
 * scales may be the reason.
 */
export function warnOfScales(
  tensors: ReadonlyMap<string, TensorInfo>,
  { stored }: FitResult,
  onWarning: (warning: CheckpointWarning) => void,
): void {
  const used = new Set(Array.from(stored.values(), ({ name }) => name));
  const [first, ...others] = scalePairsOf(tensors).filter(({ scales }) => !used.has(scales));
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and ${others.length} more tensors have such scales`;
  onWarning({
    code: 'scales',
    tensor: first.scales,
    path: first.scales,
    message:
      `'${clipText(first.scales)}' holds the scales of '${clipText(first.elements)}' (${first.kind}), which load did ` +
      `not apply${more}; pass scales: scales()`,
  });
}
