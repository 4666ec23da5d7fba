import { InvalidArgumentError } from 'commander';
import { type Dtype, listDtypes, isDtype } from '../../checkpoint/dtype/dtype.ts';
import { type DtypeRule, makeDtypeRules } from '../../checkpoint/fit/dtype-rules.ts';
import { SAFETENSORS_ENDING } from '../../checkpoint/store/shard-name.ts';
import { webAddressOf } from '../../checkpoint/source/open.ts';
import { UsageError } from '../command.ts';

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** Parses a size into bytes: `5GB`, `500MB`, `2GiB`, `1000`. */
export function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const size = Math.floor(Number(number) * (SIZE_UNITS[unit.toUpperCase()] ?? Number.NaN));
  if (!(size >= 1) || !Number.isSafeInteger(size))
    throw new InvalidArgumentError('A size was expected, such as 5GB, 500MB or 2GiB.');
  return size;
}

/** Collects the values of `--metadata`: `key=value`. */
export function collectMetadata(
  pair: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError("A pair 'key=value' was expected.");
  return [...before, [pair.slice(0, at), pair.slice(at + 1)]];
}

/**
 * Finds the format of the output by its extension.
 *
 * @throws UsageError if it is a URL or has another extension
 */
export function outputFormatOf(target: string): 'safetensors' | 'npz' {
  if (webAddressOf(target) !== undefined)
    throw new UsageError(`--output: a path was expected, found the URL '${target}'`);
  const format =
    target.endsWith(SAFETENSORS_ENDING) ? 'safetensors'
    : target.endsWith('.npz') ? 'npz'
    : undefined;
  if (format === undefined)
    throw new UsageError(`--output: a name that ends in ${SAFETENSORS_ENDING} or .npz was expected, found '${target}'`);
  return format;
}

/** The metadata to write: those of the input and those of the options. Undefined if there are none at all. */
export function writtenMetadataOf(
  read: ReadonlyMap<string, string> | undefined,
  set: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> | undefined {
  return read === undefined && set.length === 0 ? undefined : new Map([...(read ?? []), ...set]);
}

/** The values of `--dtype`: one dtype for all floats, and rules for the tensors that a pattern matches. */
export interface DtypeChoice {
  readonly floats: Dtype | undefined;
  readonly rules: readonly DtypeRule[];
}

/**
 * Parses `BF16` and `h.*.weight=F16`.
 *
 * @throws UsageError if a value is not a dtype, or if two dtypes are given for all floats
 */
export function parseDtypes(given: readonly string[]): DtypeChoice {
  let floats: Dtype | undefined;
  const rules: DtypeRule[] = [];
  for (const text of given) {
    const at = text.lastIndexOf('=');
    const dtype = text.slice(at + 1).toUpperCase();
    if (!isDtype(dtype))
      throw new UsageError(
        `--dtype: a dtype (${listDtypes()}) was expected, alone or after 'pattern=', found '${text}'`,
      );
    if (at >= 0) rules.push({ pattern: text.slice(0, at), dtype });
    else if (floats !== undefined && floats !== dtype)
      throw new UsageError(`--dtype: one dtype for all floats was expected, found ${floats} and ${dtype}`);
    else floats = dtype;
  }
  return { floats, rules };
}

const PLAIN_FLOATS: ReadonlySet<Dtype> = new Set<Dtype>(['F64', 'F32', 'F16', 'BF16']);

/**
 * Chooses the dtype to write each tensor as, by its new name. Patterns come first. The dtype for all floats applies to
 * F64, F32, F16 and BF16. Integers, smaller floats, and the scales of quantised tensors keep their dtype.
 *
 * @throws CheckpointError if two patterns match a name equally well, UsageError if one matches nothing
 */
export function chooseOutputDtypes(
  tensors: ReadonlyMap<string, Dtype>,
  { floats, rules }: DtypeChoice,
): ReadonlyMap<string, Dtype> {
  const { choose, findUnused } = makeDtypeRules(rules);
  const chosen = new Map<string, Dtype>();
  const scales = floats === undefined ? new Set<string>() : scalesAmong(tensors);
  for (const [name, dtype] of tensors) {
    const all = floats !== undefined && PLAIN_FLOATS.has(dtype) && !scales.has(name) ? floats : dtype;
    chosen.set(name, choose(name) ?? all);
  }
  const unused = findUnused();
  if (unused !== undefined) throw new UsageError(`--dtype: the pattern '${unused}' matches no tensor`);
  return chosen;
}

/** Names of scales and offsets of quantised weights in bitsandbytes, GPTQ, AWQ and DeepSeek. */
const SCALE_NAME = /scale|absmax|quant_map|zero_?point|^q?zeros$/i;

const QUANTISED_DTYPES: ReadonlySet<Dtype> = new Set<Dtype>([
  'U8',
  'I8',
  'I32',
  'F4',
  'F6_E2M3',
  'F6_E3M2',
  'F8_E5M2',
  'F8_E4M3',
  'F8_E4M3FNUZ',
  'F8_E5M2FNUZ',
]);

/**
 * Finds floats with such a name beside a quantised tensor, `a.weight_scale` by `a.weight`, or below it,
 * `a.weight.absmax`.
 */
function scalesAmong(tensors: ReadonlyMap<string, Dtype>): ReadonlySet<string> {
  const around = new Set<string>();
  for (const [name, dtype] of tensors) if (QUANTISED_DTYPES.has(dtype)) around.add(name).add(parentNameOf(name));
  return new Set(
    [...tensors.keys()].filter(
      (name) => SCALE_NAME.test(name.slice(name.lastIndexOf('.') + 1)) && around.has(parentNameOf(name)),
    ),
  );
}

const parentNameOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')));
