import { BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { type Naming, renameBy } from '../../checkpoint/fit/rename.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { byUtf8, type Planned } from '../../checkpoint/save/plan.ts';
import { clip } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf } from '../input/tensor-data.ts';
import { pluralize } from '../output/quantity.ts';
import { chooseDtypes, type DtypeChoice } from './convert-options.ts';
import { type Recoder, recoderOf } from './recode-elements.ts';

/** A tensor that is read, and written under a name and as an element type that may be others. */
export interface ConvertedTensor extends Planned {
  /** Its name in the checkpoint that is read. */
  readonly source: string;
  readonly info: TensorInfo;
  /** Undefined where its bytes are copied as they are. */
  readonly recode: Recoder | undefined;
}

export interface ConvertPlan {
  readonly tensors: readonly ConvertedTensor[];
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
export function convertPlanOf(
  { files, tensors, dataOf }: Checkpoint,
  naming: Naming,
  dtypes: DtypeChoice,
  order: FileOrder,
): ConvertPlan {
  const rename = renameBy(naming);
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
      `something to write was expected, but ${pluralize(left.length, 'tensor')} of the file ${left.length === 1 ? 'is' : 'are all'} left out`,
    );
  const chosen = chooseDtypes(new Map(Array.from(kept, ([path, { info }]) => [path, info.dtype])), dtypes);
  const refused: string[] = [];
  const recoders = new Map<string, Recoder | string>();
  const planned = Array.from(kept, ([path, { source, info }]): ConvertedTensor => {
    const dtype = chosen.get(path) as Dtype;
    const recode = info.dtype === dtype ? undefined : recoderBetween(info.dtype, dtype, recoders);
    if (typeof recode === 'string')
      refused.push(`'${clip(path)}' is ${info.dtype} and cannot be written as ${dtype}: ${recode}`);
    const size = recode === undefined ? info.end - info.start : (elementCountOf(info) * BITS[dtype]) / 8;
    return {
      slot: { path, shape: info.shape },
      dtype,
      size,
      source,
      info,
      recode: typeof recode === 'string' ? undefined : recode,
    };
  });
  throwIssues(refused);
  return { tensors: order === 'name' ? planned.sort((a, b) => byUtf8(a.slot.path, b.slot.path)) : planned, left };
}

/** Each pair of element types has one recoder, and so one scratch. */
function recoderBetween(from: Dtype, to: Dtype, known: Map<string, Recoder | string>): Recoder | string {
  const pair = `${from} ${to}`;
  let recode = known.get(pair);
  if (recode === undefined) known.set(pair, (recode = recoderOf(from, to)));
  return recode;
}

/** @throws UsageError with the first sentences of all that were found */
export function throwIssues(sentences: readonly string[], remedy = ''): void {
  if (sentences.length === 0) return;
  const more = sentences.length > 5 ? `\n… and ${sentences.length - 5} more` : '';
  throw new UsageError(`${sentences.slice(0, 5).join('\n')}${more}${remedy}`);
}
