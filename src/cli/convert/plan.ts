import { BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { type Naming, renamerOf } from '../../checkpoint/fit/names.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { compareUtf8, type PlannedTensor } from '../../checkpoint/save/plan.ts';
import { clip } from '../../checkpoint/text.ts';
import { UsageError } from '../exit.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import { elementsOf } from '../input/data.ts';
import { counted } from '../output/quantity.ts';
import { chosenDtypes, type DtypeChoice } from './dtypes.ts';
import { type Recode, recoderOf } from './recode.ts';

/** A tensor that is read, and written under a name and as an element type that may be others. */
export interface Converted extends PlannedTensor {
  /** Its name in the checkpoint that is read. */
  readonly source: string;
  readonly info: TensorInfo;
  /** Undefined where its bytes are copied as they are. */
  readonly recode: Recode | undefined;
}

export interface Plan {
  readonly tensors: readonly Converted[];
  /** Names of what is left out, as they are read. */
  readonly left: readonly string[];
}

/** In which order tensors are written: the official library's, that of the data read, or of the names. */
export type FileOrder = 'official' | 'file' | 'name';

/**
 * Names and element types of all that will be written; nothing is read for it.
 *
 * @throws UsageError for names that meet, for nothing that is left, and for element types that do not go together, with the remedy
 */
export function planOf(
  { files, tensors, dataOf }: Checkpoint,
  naming: Naming,
  dtypes: DtypeChoice,
  order: FileOrder,
): Plan {
  const rename = renamerOf(naming);
  const left: string[] = [];
  const kept = new Map<string, { readonly source: string; readonly info: TensorInfo }>();
  for (const header of files.values()) {
    for (const [source, info] of header) {
      if (!tensors.has(source) || dataOf(source).header !== header) continue; // a stray copy in another shard
      const named = rename(source);
      if (named === undefined || named.ignored) {
        left.push(source);
        continue;
      }
      const { path } = named;
      const other = kept.get(path);
      if (other !== undefined)
        throw new UsageError(`'${clip(other.source)}' and '${clip(source)}' would both be named '${clip(path)}'`);
      kept.set(path, { source, info });
    }
  }
  if (kept.size === 0 && left.length > 0)
    throw new UsageError(
      `something to write was expected, but ${counted(left.length, 'tensor')} of the file ${left.length === 1 ? 'is' : 'are all'} left out`,
    );
  const chosen = chosenDtypes(new Map(Array.from(kept, ([path, { info }]) => [path, info.dtype])), dtypes);
  const refused: string[] = [];
  const recoders = new Map<string, Recode | string>();
  const planned = Array.from(kept, ([path, { source, info }]): Converted => {
    const dtype = chosen.get(path) as Dtype;
    const recode = info.dtype === dtype ? undefined : recoderBetween(info.dtype, dtype, recoders);
    if (typeof recode === 'string')
      refused.push(`'${clip(path)}' is ${info.dtype} and cannot be written as ${dtype}: ${recode}`);
    const size = recode === undefined ? info.end - info.start : (elementsOf(info) * BITS[dtype]) / 8;
    return {
      slot: { path, shape: info.shape },
      dtype,
      size,
      source,
      info,
      recode: typeof recode === 'string' ? undefined : recode,
    };
  });
  refuse(refused);
  return { tensors: order === 'name' ? planned.sort((a, b) => compareUtf8(a.slot.path, b.slot.path)) : planned, left };
}

/** Each pair of element types has one recoder, and so one scratch. */
function recoderBetween(from: Dtype, to: Dtype, known: Map<string, Recode | string>): Recode | string {
  const pair = `${from} ${to}`;
  let recode = known.get(pair);
  if (recode === undefined) known.set(pair, (recode = recoderOf(from, to)));
  return recode;
}

/** @throws UsageError with the first sentences of all that were found */
export function refuse(sentences: readonly string[], remedy = ''): void {
  if (sentences.length === 0) return;
  const more = sentences.length > 5 ? `\n… and ${sentences.length - 5} more` : '';
  throw new UsageError(`${sentences.slice(0, 5).join('\n')}${more}${remedy}`);
}
