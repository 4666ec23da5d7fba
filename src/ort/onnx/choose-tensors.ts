// No twin in types: concerns files, which the compiler does not see.
import type { LiftOptions } from '../../../types/ort/lifted.ts';
import { matcherOf } from '../../select/matcher.ts';
import { suggest } from '../../schema/suggest.ts';
import { legalPathsOf } from '../../checkpoint/fit/legal-paths.ts';
import type { HeldTensor } from './graph.ts';
import { dtypeOfOnnx, storedTensorOf } from './stored-tensor.ts';

/** A tensor of floats, its place among all tensors, and its path in the layout. */
export interface FloatTensor {
  readonly held: HeldTensor;
  readonly index: number;
  /** The name of the input that stands for it: its own, unless another graph uses the name too. */
  readonly input: string;
  readonly path: string;
  readonly dtype: 'F32' | 'F16' | 'BF16' | 'F64';
  readonly shape: readonly number[];
  readonly length: number;
}

const FLOATS: readonly string[] = ['F32', 'F16', 'BF16', 'F64'] satisfies FloatTensor['dtype'][];

/** Gives each tensor of floats its name and path. They do not depend on which tensors are lifted. */
export function floatTensorsOf(
  tensors: readonly HeldTensor[],
  definitions: ReadonlyMap<string, number>,
): readonly FloatTensor[] {
  const taken = new Set(definitions.keys());
  const fresh = freshNamesOf(taken);
  const floats = tensors.flatMap((held, index): Omit<FloatTensor, 'path'>[] => {
    const dtype = held.tensor === undefined ? 'F32' : dtypeOfOnnx(held.tensor.dataType);
    if (held.name === '' || dtype === undefined || !FLOATS.includes(dtype)) return [];
    const isOutput = held.uses.some((use) => 'output' in use);
    const input = isOutput || (definitions.get(held.name) ?? 0) > 1 ? fresh(held.name) : held.name;
    const shape = onnxShapeOf(held);
    const length = shape.reduce((product, size) => product * size, 1);
    return [{ held, index, input, dtype: dtype as FloatTensor['dtype'], shape, length }];
  });
  const legal = legalPathsOf(floats.map(({ input }) => input));
  return floats.map((each) => ({ ...each, path: legal.get(each.input)?.path ?? each.input }));
}

/** Gives names that nothing in the model has: `W_2`, `W_3`. */
export function freshNamesOf(taken: Set<string>): (name: string) => string {
  const next = new Map<string, number>();
  return (name) => {
    let n = next.get(name) ?? 2;
    while (taken.has(`${name}_${n}`)) n++;
    next.set(name, n + 1);
    taken.add(`${name}_${n}`);
    return `${name}_${n}`;
  };
}

/** The shape of a tensor or of the values of a `Constant` node. */
function onnxShapeOf({ tensor, attribute, name }: HeldTensor): readonly number[] {
  if (tensor !== undefined) return storedTensorOf(tensor, name).shape;
  return attribute?.name === 'value_floats' ? [attribute.floats.length] : [];
}

/** Which tensors become inputs, and why each other one stays. */
export interface ChosenTensors {
  readonly lifted: readonly FloatTensor[];
  readonly kept: Readonly<Record<string, string>>;
}

/**
 * Chooses the tensors that become inputs.
 *
 * @throws RangeError for a pattern that no tensor matches, or only tensors that have to stay
 * @throws TypeError if a model has only doubles
 */
export function chooseTensors(
  floats: readonly FloatTensor[],
  options: LiftOptions,
  holdsDoubles: boolean,
): ChosenTensors {
  const { only, minLength } = options;
  const patterns =
    only === undefined ? undefined : [only].flat().map((pattern) => ({ pattern, match: matcherOf(pattern) }));
  const names = floats.map(({ path }) => path);
  const lifted: FloatTensor[] = [];
  const kept: [string, string][] = [];
  const used = new Set<string>();
  const reasons = new Map<string, string>();
  for (const tensor of floats) {
    const matching = patterns?.filter(({ match }) => match(tensor.path) >= 0).map(({ pattern }) => pattern);
    const isNamed = matching?.includes(tensor.path) === true;
    const why =
      matching?.length === 0 ? 'no pattern of only matches it' : whyKept(tensor, { minLength, isNamed, holdsDoubles });
    if (why === undefined) lifted.push(tensor);
    else kept.push([tensor.input, why]);
    for (const pattern of matching ?? []) {
      if (why === undefined) used.add(pattern);
      else reasons.set(pattern, `'${tensor.path}' stays: ${why}`);
    }
  }
  const unused = patterns?.find(({ pattern }) => !used.has(pattern))?.pattern;
  if (unused !== undefined)
    throw new RangeError(
      `lift: '${unused}' matches no tensor that can be lifted` +
        (reasons.has(unused) ? `; ${reasons.get(unused)}` : suggest(unused, names)),
    );
  if (lifted.length === 0 && floats.some(({ dtype }) => dtype === 'F64') && !holdsDoubles)
    throw new TypeError('lift: the model has no tensors but doubles; lift it with { type: Float64Array }');
  return { lifted, kept: Object.fromEntries(kept) };
}

interface LiftLimits {
  readonly minLength: number | undefined;
  /** Whether an option gives its whole path. */
  readonly isNamed: boolean;
  readonly holdsDoubles: boolean;
}

function whyKept(
  { held, dtype, shape, length }: FloatTensor,
  { minLength, isNamed, holdsDoubles }: LiftLimits,
): string | undefined {
  if (length === 0) return 'it has no elements';
  if (held.setting !== undefined) return `it is ${held.setting}`;
  if (dtype === 'F64' && !holdsDoubles) return 'it holds doubles; lift it with { type: Float64Array }';
  if (isNamed) return undefined;
  if (minLength !== undefined)
    return length < minLength ? `it has ${length} elements, fewer than ${minLength}` : undefined;
  return whyLiteral(held, shape);
}

/** Why a tensor is taken for a number of the program and not for a weight; undefined if it is not. */
export function whyLiteral({ node }: HeldTensor, shape: readonly number[]): string | undefined {
  if (shape.length === 0) return 'it is a scalar';
  return node !== undefined && shape.every((size) => size === 1) ? 'it is a Constant node with one element' : undefined;
}
