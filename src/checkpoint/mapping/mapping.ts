import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import type { MappingRulesIn } from '../../../types/checkpoint/mapping/check-rules.ts';
import type { MappingOf } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike, SchemaOf } from '../../../types/place/layout-like.ts';
import { ownersOf } from '../fit/owners.ts';
import { parsePattern } from '../../place/pattern.ts';
import { requireOptions } from '../../schema/options.ts';
import { explainPattern } from '../../select/explain-pattern.ts';
import type { KnownLeaf } from './relate.ts';
import { parseRules } from './rule.ts';
import { type MappingParts, TensorMapping } from './tensor-mapping.ts';

/** What a mapping does beside its rules. */
export interface MappingOptions {
  /** Stands before every name in the file. Tensors without it do not count. */
  readonly prefix?: string | undefined;
  /**
   * Patterns of names to ignore, with or without the prefix. A mapping that ignores tensors cannot be saved with; put
   * them into the options of `load` instead where it should be.
   */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * Relates the tensors of files to the leaves of a layout. A rule `[file, layout]` states that two arrangements hold the
 * same elements: a name on each side renames; operations such as `concat`, `stack`, `transpose`, `permute` and
 * `reshape` build one array from several tensors or in another order. Names have named wildcards, the same on both
 * sides. A leaf that no rule names keeps its name. Of several rules that match a leaf, the most literal one counts.
 *
 * @example
 * const model = layout({ h: repeat(2, { q: [4, 8], k: [4, 8], norm: [8] }) });
 * const hub = mapping(model, [
 *   ['layers.{i}.qk.weight', { transpose: { concat: ['h.{i}.q', 'h.{i}.k'] } }],
 *   ['layers.{i}.norm.weight', 'h.{i}.norm'],
 * ]);
 * await save(model, model.zeros(), 'hub.safetensors', { mapping: hub });
 * const flat = await load(model, 'hub.safetensors', { mapping: hub });
 *
 * @throws TypeError that names the rule: for a pattern that matches no leaf, for wildcards or shapes that do not fit,
 * for a leaf that two rules fill, and for a tensor that two leaves would use
 */
export function mapping<L extends LayoutLike, const R extends readonly MappingRule[]>(
  layout: L,
  rules: MappingRulesIn<SchemaOf<L>, R>,
  options: MappingOptions = {},
): MappingOf<L> {
  requireOptions('mapping', options, ['prefix', 'ignore']);
  const { prefix = '', ignore = [] } = options;
  const parts = readParts(rules, prefix, ignore, leavesOf(layout));
  return new TensorMapping(parts, (name) => explainName(layout, name)) as MappingOf<L>;
}

/** Says why no leaf of a layout has a name. */
function explainName(layout: LayoutLike, name: string): string {
  if (layout.slots.some(({ path }) => path.startsWith(`${name}.`)))
    return `the pattern '${name}' matches no leaf; it is a subtree, so write '${name}.{**rest}'`;
  const plain = name.replaceAll(/\{\*\*[^}]*\}/g, '**').replaceAll(/\{[^}]*\}/g, '*');
  return explainPattern(layout, plain).replace(`'${plain}'`, () => `'${name}'`);
}

/** The leaves of a layout that rules may name: owners, and leaves that are tied to a whole owner. */
function leavesOf(layout: LayoutLike): ReadonlyMap<string, KnownLeaf> {
  const leaves = new Map<string, KnownLeaf>();
  const owners = ownersOf(layout);
  for (const { path, shape, length, tiedTo } of layout.slots)
    if (tiedTo === undefined || owners.get(tiedTo)?.slot.length === length)
      leaves.set(path, { shape, tied: tiedTo !== undefined });
  return leaves;
}

/** Checks the parts of a mapping. @throws TypeError that says what is wrong */
export function readParts(
  rules: unknown,
  prefix: unknown,
  ignore: unknown,
  leaves: MappingParts['leaves'],
): MappingParts {
  if (typeof prefix !== 'string')
    throw new TypeError(`mapping: prefix must be a string, found ${JSON.stringify(prefix)}`);
  if (!Array.isArray(ignore) || !ignore.every((each) => typeof each === 'string'))
    throw new TypeError(`mapping: ignore must be a list of patterns, found ${JSON.stringify(ignore)}`);
  for (const pattern of ignore) parsePattern(pattern);
  return { rules: parseRules(rules), prefix, ignore, leaves };
}
