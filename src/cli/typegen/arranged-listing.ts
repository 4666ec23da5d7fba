import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import type { AnyLayout } from '../../../types/layout.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { toArrangement } from '../../checkpoint/mapping/expression.ts';
import { inverse } from '../../checkpoint/mapping/inverse.ts';
import { mapping } from '../../checkpoint/mapping/mapping.ts';
import { parseRules, type ParsedRule } from '../../checkpoint/mapping/rule.ts';
import { TensorMapping } from '../../checkpoint/mapping/tensor-mapping.ts';
import { UsageError } from '../command.ts';
import type { Listing } from '../input/open-checkpoint.ts';
import { outputTensorsOf } from '../mapping/output-tensors.ts';
import { readMapping } from '../mapping/read-mapping.ts';
import { leftOutTensorsOf, type TensorChoice } from './select-tensors.ts';

/** The options that name and split tensors as a person would. */
export interface RuleOptions {
  readonly mapping?: string;
  readonly rename?: readonly string[];
  readonly split?: readonly string[];
}

/** Reads the rules of `--mapping`, `--rename` and `--split`. @throws UsageError for wrong ones */
export async function readRuleOptions({
  mapping: reference,
  rename = [],
  split = [],
}: RuleOptions): Promise<readonly ParsedRule[]> {
  const given = reference === undefined ? [] : (await readMapping(reference)).rules;
  try {
    return [...given, ...parseRules([...rename.map(renameRuleOf), ...split.map(splitRuleOf)])];
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function renameRuleOf(pair: string): MappingRule {
  const [from, to, ...more] = pair.split('=');
  if (!from || !to || more.length > 0) throw new UsageError(`--rename takes a pair 'from=to', found '${pair}'`);
  return [from, to];
}

/** `from=a,b,c` or `from=a,b,c@axis` */
function splitRuleOf(text: string): MappingRule {
  const [, from, parts, axis = '0'] = /^([^=]+)=([^=@]+)(?:@(\d+))?$/.exec(text) ?? [];
  if (from === undefined || parts === undefined)
    throw new UsageError(`--split takes 'from=a,b' or 'from=a,b@axis', found '${text}'`);
  return [from, { concat: parts.split(','), ...(axis === '0' ? {} : { axis: Number(axis) }) }];
}

/** Gives the tensors of a listing the names and shapes that rules give leaves. Tensors that are left out stay. */
export function arrangeListing(listing: Listing, rules: readonly ParsedRule[], choice: TensorChoice): Listing {
  const leftOut = leftOutTensorsOf(listing.tensors, choice);
  const kept = new Map([...listing.tensors].filter(([name]) => !leftOut.has(name)));
  const tensors = new Map<string, TensorInfo>([...listing.tensors].filter(([name]) => leftOut.has(name)));
  for (const { name, shape, dtype } of outputTensorsOf(givenOf(rules), false, kept))
    tensors.set(name, { dtype, shape, start: 0, end: 0 });
  return { ...listing, tensors };
}

const givenOf = (rules: readonly ParsedRule[]): Parameters<typeof outputTensorsOf>[0] => ({
  rules,
  prefix: '',
  ignore: [],
  leaves: undefined,
});

/** The rules for a layout that was made by them, with those sizes stated that the layout does not tell. */
export function rulesForLayout(
  layout: AnyLayout,
  rules: readonly ParsedRule[],
  tensors: ReadonlyMap<string, TensorInfo>,
): readonly MappingRule[] {
  const data = rules.map((rule): MappingRule => [toArrangement(rule.file), toArrangement(rule.layout)]);
  try {
    return mapping(layout, data).rules;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const leaves = new Map(
      Array.from(tensors, ([name, { shape }]) => [name, { shape: shape.map(Number), tied: false }]),
    );
    const turned = parseRules(data.map(([file, own]) => [own, file]));
    return inverse(new TensorMapping({ rules: turned, prefix: '', ignore: [], leaves })).rules;
  }
}
