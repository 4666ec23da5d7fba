// No twin in types: the compiler checks each rule by itself.
import type { Captures } from '../../place/pattern.ts';
import { evaluateKnown } from './evaluate-known.ts';
import { evaluateShape, MAX_TENSORS } from './evaluate-shape.ts';
import type { Expression } from './expression.ts';
import { assignLeaves, type ExplainName, type RuleInstance } from './instance.ts';
import { meetOf, type Move } from '../arrange/meet.ts';
import { inRule, type ParsedRule } from './rule.ts';
import { elementCount } from '../arrange/strides.ts';

/** A leaf of the known side. */
export interface KnownLeaf {
  readonly shape: readonly number[];
  /** Whether it is tied to another leaf, whose storage it reads. */
  readonly tied: boolean;
}

/** A tensor of the other side, and how its elements lie in the leaves. */
export interface RelatedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether its first axis may be longer, because the rule takes only some of its rows. */
  readonly open: boolean;
  readonly moves: readonly Move<string, string>[];
  /** The leaves with which it shares elements; if it has none, all leaves of its rule. */
  readonly leaves: readonly string[];
  readonly rule: string;
}
/** A leaf whose tensor has another name at most, or is its transpose. */
export interface RenamedLeaf {
  readonly name: string;
  readonly transposed: boolean;
  readonly shape: readonly number[];
}
/** What a mapping says about all leaves of a layout. */
export interface Relation {
  /** By the leaf's path. */
  readonly renamed: ReadonlyMap<string, RenamedLeaf>;
  /** By the tensor's name, in the layout's order. */
  readonly arranged: ReadonlyMap<string, RelatedTensor>;
  /** The leaves that arranged tensors fill, with the number of elements that they fill. */
  readonly filled: ReadonlyMap<string, number>;
  /** For each rule, what it turned out to say about each of its instances. */
  readonly instances: readonly ResolvedInstance[];
}
/** An instance of a rule with the sizes that it has for these leaves. */
export interface ResolvedInstance {
  readonly rule: ParsedRule;
  readonly captures: Captures;
  readonly layout: Expression;
}

/**
 * Finds the tensors of the other side for each leaf. Exactly one rule fills each leaf: the most literal one that
 * matches. A leaf that no rule matches keeps its name, after the prefix.
 *
 * @throws TypeError that names the rules, for a leaf that two rules match equally well, for a rule that matches no leaf
 * or only some of those that it needs, for sizes that do not fit, and for a tensor that two leaves would use
 */
export function relate(
  rules: readonly ParsedRule[],
  prefix: string,
  leaves: ReadonlyMap<string, KnownLeaf>,
  explainName: ExplainName,
): Relation {
  const { instances, unmatched } = assignLeaves(rules, leaves, explainName);
  const renamed = new Map<string, RenamedLeaf>();
  const arranged = new Map<string, RelatedTensor>();
  const filled = new Map<string, number>();
  const users = new Map<string, string>();
  const resolved: ResolvedInstance[] = [];
  const claim = (name: string, rule: string): void => {
    const other = users.get(name);
    if (other !== undefined)
      throw new TypeError(
        other === rule ? `it would use the tensor '${name}' twice` : `${other} uses the tensor '${name}' too`,
      );
    users.set(name, rule);
  };
  const rename = (path: string, name: string, transposed: boolean, rule: string): void => {
    claim(name, rule);
    const { shape } = leaves.get(path) as KnownLeaf; // it comes from the same map
    renamed.set(path, { name, transposed, shape: transposed ? [...shape].reverse() : shape });
  };
  for (const path of unmatched) rename(path, prefix + path, false, `the leaf '${path}', which no rule takes,`);
  for (const instance of instances)
    inRule(instance.rule.text, () => {
      const tensors = relateInstance(instance, prefix, leaves);
      resolved.push({ rule: instance.rule, captures: instance.captures, layout: tensors.layout });
      const simple = renamedBy(tensors.list, leaves);
      if (simple !== undefined)
        return rename(simple.path, simple.name, simple.transposed, `the rule ${instance.rule.text}`);
      for (const path of instance.paths)
        if (leaves.get(path)?.tied === true)
          throw new TypeError(`'${path}' is tied to another leaf; operations take only leaves that own their elements`);
      for (const tensor of tensors.list) {
        claim(tensor.name, `the rule ${instance.rule.text}`);
        arranged.set(tensor.name, tensor);
        for (const { leaf, digits } of tensor.moves)
          filled.set(leaf, (filled.get(leaf) ?? 0) + elementCount(digits.map(({ count }) => count)));
      }
      for (const path of instance.paths) if (!filled.has(path)) filled.set(path, 0);
    });
  return { renamed, arranged, filled, instances: resolved };
}

function relateInstance(
  { rule, captures, paths, ownerOf, countOf }: RuleInstance,
  prefix: string,
  leaves: ReadonlyMap<string, KnownLeaf>,
): { readonly list: readonly RelatedTensor[]; readonly layout: Expression } {
  const layout = evaluateKnown(rule.layout, captures, {
    tensorOf: (path) => path,
    countOf,
    shapeOf: (path) => {
      const leaf = leaves.get(path);
      if (leaf === undefined) throw new TypeError(`it needs the leaf '${path}', which the layout does not have`);
      const owner = ownerOf(path);
      if (owner !== rule)
        throw new TypeError(`it needs the leaf '${path}', which the more literal rule ${owner?.text} takes`);
      return leaf.shape;
    },
  });
  const tensors: Omit<RelatedTensor, 'moves' | 'leaves'>[] = [];
  const file = evaluateShape(rule.file, captures, layout.arranged.shape, (name, shape, open) => {
    if (tensors.length === MAX_TENSORS) throw new TypeError(`it needs more than ${MAX_TENSORS} tensors`);
    const tensor = { name: prefix + name, shape, open, rule: rule.text };
    tensors.push(tensor);
    return tensor;
  });
  const moves = new Map(tensors.map((tensor) => [tensor, [] as Move<string, string>[]]));
  for (const { tensor, ...move } of meetOf(file, layout.arranged))
    moves.get(tensor)?.push({ ...move, tensor: tensor.name });
  const list = tensors.map((tensor): RelatedTensor => {
    const own = moves.get(tensor) ?? [];
    return { ...tensor, moves: own, leaves: own.length === 0 ? paths : [...new Set(own.map(({ leaf }) => leaf))] };
  });
  return { list, layout: layout.resolved };
}

/** The leaf and the tensor of an instance that only renames or transposes; undefined for others. */
function renamedBy(
  tensors: readonly RelatedTensor[],
  leaves: ReadonlyMap<string, KnownLeaf>,
): { readonly path: string; readonly name: string; readonly transposed: boolean } | undefined {
  const [tensor, ...others] = tensors;
  if (tensor === undefined || others.length > 0 || tensor.open || tensor.moves.length !== 1) return undefined;
  const [{ leaf, digits }] = tensor.moves as readonly [Move<string, string>];
  const { shape } = leaves.get(leaf) as KnownLeaf; // it comes from the same map
  const same = (other: readonly number[]): boolean =>
    other.length === tensor.shape.length && other.every((size, axis) => size === tensor.shape[axis]);
  const strides = digits.map(({ count, file, leaf: step }) => `${count}:${file}:${step}`).join();
  const [rows = 0, columns = 0] = tensor.shape;
  const count = elementCount(shape);
  const plain = count === 1 ? '' : `${count}:1:1`;
  if (same(shape) && strides === plain) return { path: leaf, name: tensor.name, transposed: false };
  // The digits in the order of the arrangement, which either side may have.
  const isTranspose =
    strides === `${rows}:${columns}:1,${columns}:1:${rows}` || strides === `${columns}:1:${rows},${rows}:${columns}:1`;
  if (shape.length !== 2 || !same([...shape].reverse())) return undefined;
  // A reshape may give the same shape; it is a transpose only if one of the axes has one element.
  const isVector = strides === plain && (rows === 1 || columns === 1);
  return isTranspose || isVector ? { path: leaf, name: tensor.name, transposed: true } : undefined;
}
