import { transposedBoxesOf, type TensorBoxes, tensorBoxesOf } from '../../checkpoint/arrange/window.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { inverse } from '../../checkpoint/mapping/inverse.ts';
import { requireInvertible } from '../../checkpoint/mapping/invertible.ts';
import { type KnownLeaf, relate, type Relation } from '../../checkpoint/mapping/relate.ts';
import { parseRules } from '../../checkpoint/mapping/rule.ts';
import { toArrangement } from '../../checkpoint/mapping/expression.ts';
import { TensorMapping } from '../../checkpoint/mapping/tensor-mapping.ts';
import { clipText, formatShape } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';
import type { GivenMapping } from './read-mapping.ts';

/** A tensor of the output, and the tensors of the input that hold its elements. */
export interface OutputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly sources: readonly OutputSource[];
}
export interface OutputSource {
  readonly name: string;
  readonly info: TensorInfo;
  /** Where its elements lie in the output; undefined if they lie in the same order. */
  readonly boxes: TensorBoxes | undefined;
}

/**
 * Rearranges tensors by a mapping: from the file's arrangement to that of the layout, or back. A mapping of a layout
 * must know all tensors; a list of rules leaves the names of others as they are.
 *
 * @throws UsageError if the mapping does not fit the tensors, loses elements, or joins several dtypes
 */
export function outputTensorsOf(
  mapping: GivenMapping,
  back: boolean,
  tensors: ReadonlyMap<string, TensorInfo>,
): readonly OutputTensor[] {
  try {
    requireInvertible(mapping.rules, [], 'convert');
    const { relation, known } = relationOf(mapping, back, tensors);
    requireKnown(known, tensors);
    return outputsOf(relation, tensors);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`--mapping: ${error.message}`, { cause: error });
    throw error;
  }
}

/** How the input's tensors, which are the known leaves here, relate to the output's. */
function relationOf(
  { rules, prefix, leaves }: GivenMapping,
  back: boolean,
  tensors: ReadonlyMap<string, TensorInfo>,
): { readonly relation: Relation; readonly known: ReadonlyMap<string, KnownLeaf> } {
  if (leaves !== undefined) {
    const given = new TensorMapping({ rules, prefix, ignore: [], leaves });
    const turned = back ? given : inverse(given);
    const owners = new Map([...TensorMapping.partsOf(turned).leaves].filter(([, { tied }]) => !tied));
    return { relation: TensorMapping.relationOf(turned as TensorMapping), known: owners };
  }
  const known = new Map(
    Array.from(tensors, ([name, { shape }]) => [name, { shape: shape.map(Number), tied: false }] as const),
  );
  const turned =
    back ? rules : parseRules(rules.map(({ file, layout }) => [toArrangement(layout), toArrangement(file)]));
  return { relation: relate(turned, prefix, known, (name) => `no tensor has the name '${clipText(name)}'`), known };
}

function requireKnown(known: ReadonlyMap<string, KnownLeaf>, tensors: ReadonlyMap<string, TensorInfo>): void {
  for (const [name, { shape }] of known) {
    const found = tensors.get(name)?.shape;
    if (found === undefined || formatShape(found) !== formatShape(shape))
      throw new TypeError(
        `it expects '${clipText(name)}' of shape ${formatShape(shape)}, found ` +
          `${found === undefined ? 'no such tensor' : formatShape(found)}`,
      );
  }
  for (const name of tensors.keys())
    if (!known.has(name)) throw new TypeError(`it does not have '${clipText(name)}'; --ignore leaves a tensor out`);
}

function outputsOf({ renamed, arranged }: Relation, tensors: ReadonlyMap<string, TensorInfo>): readonly OutputTensor[] {
  const infoOf = (name: string): TensorInfo => tensors.get(name) as TensorInfo; // requireKnown has seen it
  const outputs: OutputTensor[] = [];
  for (const [source, { name, shape, transposed }] of renamed) {
    const info = tensors.get(source);
    if (info === undefined) continue; // a tie, which the file need not have
    const boxes = transposed ? transposedBoxesOf({ offset: 0, shape: info.shape.map(Number) }) : undefined;
    outputs.push({ name, shape, dtype: info.dtype, sources: [{ name: source, info, boxes }] });
  }
  for (const { name, shape, leaves, moves } of arranged.values()) {
    const sources = leaves.map((leaf) => ({
      name: leaf,
      info: infoOf(leaf),
      boxes: tensorBoxesOf(
        moves.filter((move) => move.leaf === leaf),
        () => 0,
      ),
    }));
    const [first, ...others] = sources;
    const { dtype } = (first as OutputSource).info; // every rule has a leaf
    const other = others.find(({ info }) => info.dtype !== dtype);
    if (other !== undefined)
      throw new TypeError(
        `'${clipText(name)}' would join ${dtype} of '${clipText(leaves[0] as string)}' and ` +
          `${other.info.dtype} of '${clipText(other.name)}'; convert them to one dtype first`,
      );
    outputs.push({ name, shape, dtype, sources });
  }
  return outputs;
}
