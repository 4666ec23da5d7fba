// No twin in types: the inverse of a mapping is for any layout that has the tensors of its files.
import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import type { AnyMapping, Mapping } from '../../../types/checkpoint/mapping/mapping.ts';
import { fillIn } from '../../place/pattern.ts';
import { type Expression, toArrangement } from './expression.ts';
import { readParts } from './mapping.ts';
import type { KnownLeaf, Relation, ResolvedInstance } from './relate.ts';
import type { ParsedRule } from './rule.ts';
import { requireInvertible } from './invertible.ts';
import { type MappingParts, TensorMapping } from './tensor-mapping.ts';

/**
 * Turns a mapping round: what were tensors of the file are leaves, and the leaves are tensors. With it, a layout in the
 * file's arrangement loads a file in the arrangement of the other layout.
 *
 * @example
 * const model = layout({ q: [4, 8], k: [4, 8] });
 * const fused = layout({ qk: [8, 8] });
 * const split = mapping(model, [['qk', { concat: ['q', 'k'] }]]);
 * await save(model, model.zeros(), 'split.safetensors');
 * const flat = await load(fused, 'split.safetensors', { mapping: inverse(split) });
 *
 * @throws TypeError that names the rule, if the mapping takes rows of a tensor or ignores tensors
 */
export function inverse(mapping: AnyMapping): Mapping {
  const parts = TensorMapping.partsOf(mapping);
  requireInvertible(parts.rules, parts.ignore, 'inverse');
  const relation = TensorMapping.relationOf(mapping as TensorMapping);
  const leaves = new Map<string, KnownLeaf>();
  for (const { name, shape } of tensorsOf(relation, parts.leaves)) leaves.set(name, { shape, tied: false });
  const expected = new Set(elementPairsOf(relation, parts.leaves, (tensor, leaf) => [leaf, tensor]));
  let cause: unknown;
  // Patterns are short, but the file's names may match them in another way. Then each instance becomes a rule.
  for (const turn of [turnRule, turnInstances]) {
    const rules = parts.rules.flatMap((rule) => turn(rule, parts.prefix, relation.instances));
    try {
      const turned = new TensorMapping(readParts([...rules, ...restOf(relation, parts)], '', [], leaves));
      const found = new Set(elementPairsOf(TensorMapping.relationOf(turned), leaves, (tensor, leaf) => [tensor, leaf]));
      if (found.size === expected.size && [...found].every((pair) => expected.has(pair))) return turned;
    } catch (error) {
      cause = error;
    }
  }
  throw new TypeError(
    "inverse: the rules of the inverse would match the file's names in another way; write their names in full",
    { cause },
  );
}

/** The rule for leaves that no rule takes. */
function restOf({ renamed }: Relation, { prefix, leaves }: MappingParts): readonly MappingRule[] {
  const isKept = (path: string): boolean => renamed.get(path)?.name === prefix + path;
  return prefix !== '' && [...leaves.keys()].some(isKept) ? [['{**path}', `${prefix}{**path}`]] : [];
}

/** Each tensor with each leaf that shares elements with it, as text. */
function* elementPairsOf(
  { renamed, arranged }: Relation,
  leaves: ReadonlyMap<string, KnownLeaf>,
  order: (tensor: string, leaf: string) => readonly [string, string],
): Generator<string> {
  for (const [path, { name }] of renamed) if (leaves.get(path)?.tied === false) yield JSON.stringify(order(name, path));
  for (const { name, moves } of arranged.values())
    for (const { leaf } of moves) yield JSON.stringify(order(name, leaf));
}

function* tensorsOf(
  { renamed, arranged }: Relation,
  leaves: ReadonlyMap<string, KnownLeaf>,
): Generator<{ readonly name: string; readonly shape: readonly number[] }> {
  for (const [path, leaf] of renamed) if (leaves.get(path)?.tied === false) yield leaf;
  yield* arranged.values();
}

/**
 * The rule with its sides swapped. The sizes that followed from the leaves must now be stated. Where they differ from
 * instance to instance, each instance becomes a rule.
 */
function turnRule(rule: ParsedRule, prefix: string, all: readonly ResolvedInstance[]): readonly MappingRule[] {
  const layout = toArrangement(prefixNames(rule.file, prefix));
  const turned = all
    .filter((instance) => instance.rule === rule)
    .map((instance) => ({ ...instance, file: toArrangement(instance.layout) }));
  const [first] = turned;
  if (first === undefined) return [];
  if (turned.every(({ file }) => JSON.stringify(file) === JSON.stringify(first.file))) return [[first.file, layout]];
  return turnInstances(rule, prefix, all);
}

/** The same with a rule for each instance. */
const turnInstances = (rule: ParsedRule, prefix: string, all: readonly ResolvedInstance[]): readonly MappingRule[] =>
  all
    .filter((instance) => instance.rule === rule)
    .map(({ captures, layout }) => [
      toArrangement(mapNames(layout, (name) => fillIn(name, captures))),
      toArrangement(mapNames(prefixNames(rule.file, prefix), (name) => fillIn(name, captures))),
    ]);

const prefixNames = (expression: Expression, prefix: string): Expression =>
  mapNames(expression, (name) => prefix + name);

/** Replaces the names in an arrangement. */
function mapNames(expression: Expression, rename: (name: string) => string): Expression {
  switch (expression.op) {
    case 'name': {
      const text = rename(expression.pattern.text);
      return { op: 'name', pattern: { ...expression.pattern, text } };
    }
    case 'concat':
      return { ...expression, parts: expression.parts.map((part) => mapNames(part, rename)) };
    case 'rows':
      return { ...expression, of: mapNames(expression.of, rename) as typeof expression.of };
    default:
      return { ...expression, of: mapNames(expression.of, rename) };
  }
}
