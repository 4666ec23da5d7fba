import { DTYPE_BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { elementCount } from '../../checkpoint/arrange/strides.ts';
import type { Naming } from '../../checkpoint/fit/names.ts';
import { renamerOf } from '../../checkpoint/fit/names.ts';
import { compareUtf8 } from '../../checkpoint/save/plan.ts';
import type { PlannedTensor } from '../../checkpoint/save/plan.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { clipText } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';
import type { OutputSource, OutputTensor } from '../mapping/output-tensors.ts';
import { isMovable } from './gathered-pieces.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf } from '../input/tensor-data.ts';
import { pluralize } from '../output/quantity.ts';
import { chooseOutputDtypes, type DtypeChoice } from './convert-options.ts';
import { type Recoder, recoderOf } from './recode-elements.ts';

/** A tensor to convert. Its name and dtype may change. */
export interface ConvertedTensor extends PlannedTensor {
  /** The name in the input. */
  readonly source: string;
  readonly info: TensorInfo;
  /** Converts the elements; undefined if the bytes are copied. */
  readonly recode: Recoder | undefined;
  /** The tensors that it is made of, if a mapping arranges it anew. */
  readonly arranged?: OutputTensor | undefined;
}

export interface ConvertPlan {
  readonly tensors: readonly ConvertedTensor[];
  /** The names in the input of tensors that are left out. */
  readonly leftOut: readonly string[];
}

/** The order in which to write tensors: that of the official library, that of the input, or by name. */
export type FileOrder = 'official' | 'file' | 'name';

/**
 * Plans the names and dtypes of all tensors to write. It reads no data.
 *
 * @throws UsageError if two names become one, if no tensor is left, or if a dtype cannot be converted; the message says
 * what helps
 */
export function convertPlanOf(
  { tensors }: Pick<Checkpoint, 'tensors'>,
  naming: Naming,
  dtypes: DtypeChoice,
  order: FileOrder,
  rearrange: (tensors: ReadonlyMap<string, TensorInfo>) => readonly OutputTensor[] = keepTensors,
): ConvertPlan {
  const rename = renamerOf(naming);
  const leftOut: string[] = [];
  const selected = new Map<string, TensorInfo>();
  const kept = new Map<string, NamedOutput>();
  for (const [source, info] of tensors) {
    const named = rename(source);
    if (named === undefined || named.ignored) {
      leftOut.push(source);
      continue;
    }
    selected.set(source, info);
  }
  for (const output of rearrange(selected)) {
    const [{ name: source, info, boxes }, ...others] = output.sources as readonly [OutputSource, ...OutputSource[]];
    const path = rename(output.name)?.path ?? output.name;
    const isPlain = boxes === undefined && others.length === 0;
    const arranged = isPlain ? undefined : requireMovable(output);
    const other = kept.get(path);
    if (other !== undefined)
      throw new UsageError(
        `'${clipText(other.source)}' and '${clipText(source)}' would both be named '${clipText(path)}'`,
      );
    const made = { dtype: output.dtype, shape: output.shape, start: 0, end: outputSizeOf(output) };
    kept.set(path, { source, info: isPlain ? { ...info, shape: output.shape } : made, arranged });
  }
  if (kept.size === 0 && leftOut.length > 0)
    throw new UsageError(
      leftOut.length === 1 ?
        'at least one tensor was expected, but the only tensor of the file is left out'
      : `at least one tensor was expected, but all ${pluralize(leftOut.length, 'tensor')} of the file are left out`,
    );
  const chosen = chooseOutputDtypes(new Map(Array.from(kept, ([path, { info }]) => [path, info.dtype])), dtypes);
  const issues: string[] = [];
  const recoders = new Map<string, Recoder | string>();
  const planned = Array.from(kept, ([path, { source, info, arranged }]): ConvertedTensor => {
    const dtype = chosen.get(path) as Dtype;
    const recode = info.dtype === dtype ? undefined : recoderBetween(info.dtype, dtype, recoders);
    if (typeof recode === 'string')
      issues.push(`'${clipText(path)}' is ${info.dtype} and cannot be written as ${dtype}: ${recode}`);
    const size = recode === undefined ? info.end - info.start : (elementCountOf(info) * DTYPE_BITS[dtype]) / 8;
    return {
      slot: { path, shape: info.shape },
      dtype,
      size,
      source,
      info,
      recode: typeof recode === 'string' ? undefined : recode,
      ...(arranged && { arranged }),
    };
  });
  throwIssues(issues);
  return {
    tensors: order === 'name' ? planned.sort((a, b) => compareUtf8(a.slot.path, b.slot.path)) : planned,
    leftOut,
  };
}

interface NamedOutput {
  readonly source: string;
  readonly info: TensorInfo;
  readonly arranged: OutputTensor | undefined;
}

const keepTensors = (tensors: ReadonlyMap<string, TensorInfo>): readonly OutputTensor[] =>
  Array.from(tensors, ([name, info]) => ({
    name,
    shape: info.shape as readonly number[], // written as it was read, whatever its size
    dtype: info.dtype,
    sources: [{ name, info, boxes: undefined }],
  }));

function requireMovable(output: OutputTensor): OutputTensor {
  if (isMovable(output.dtype)) return output;
  throw new UsageError(`'${clipText(output.name)}' is ${output.dtype}, whose elements cannot be moved one by one`);
}

const outputSizeOf = ({ dtype, shape }: OutputTensor): number => (elementCount(shape) * DTYPE_BITS[dtype]) / 8;

/** Returns the recoder for a pair of dtypes. Each pair has one recoder and so one scratch buffer. */
function recoderBetween(from: Dtype, to: Dtype, known: Map<string, Recoder | string>): Recoder | string {
  const pair = `${from} ${to}`;
  let recode = known.get(pair);
  if (recode === undefined) known.set(pair, (recode = recoderOf(from, to)));
  return recode;
}

/**
 * Throws the first of the issues, if there are any.
 *
 * @throws UsageError
 */
export function throwIssues(issues: readonly string[], remedy = ''): void {
  if (issues.length === 0) return;
  const more = issues.length > 5 ? `\n… and ${issues.length - 5} more` : '';
  throw new UsageError(`${issues.slice(0, 5).join('\n')}${more}${remedy}`);
}
