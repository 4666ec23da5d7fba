import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { GroupsIn, TableOfGroups } from '../../types/select/groups.ts';
import type { RulesCheck, RulesIn } from '../../types/select/rules.ts';
import type { FlatSchemaOf } from '../../types/view/flat.ts';
import { assignmentOf } from './assignment.ts';
import { patternsIn } from './patterns-in.ts';
import { isRest, readRules, valuesOfOwners } from './rules.ts';
import { selectionOf } from './selection.ts';

/**
 * Puts every owner of a layout in one group. The groups are an object from names to a pattern, a list of patterns, or
 * `rest` for all owners in no other group. The result has all members of the result of `assign`, with the names as
 * values, and a selection for each group.
 *
 * @example
 * const { selections, of } = groups(model, { frozen: 'wte', trainable: rest });
 * of('h.0.bias'); // 'trainable'
 * selections.trainable.length; // 40, as a type too
 * mask(selections.frozen)[59]; // 1
 *
 * @throws RangeError for a pattern that matches no owner, and for an owner in two groups or in none
 * @throws TypeError for anything but a layout and an object of patterns
 */
export function groups<L extends LayoutLike, const G extends object>(
  layout: L,
  patterns: RulesIn<G, RulesCheck<SchemaOf<L>, G, TableOfGroups<SchemaOf<L>, G>>>,
): GroupsIn<FlatSchemaOf<L>, G> {
  const read = readRules(layout, patterns, (key, value, root) => {
    if (typeof key === 'symbol') throw new TypeError(`the name of a group was expected, found ${String(key)}`);
    return isRest(value, root) ? { rest: key } : { patterns: patternsIn(value), value: key };
  });
  const names = valuesOfOwners(layout, read);
  const selections = Object.fromEntries(
    Object.keys(patterns).map((name) => [name, selectionOf(layout, (owner) => names[owner] === name)]),
  );
  // `as`: the compiler cannot compare its half with this one.
  return Object.freeze({ ...assignmentOf(layout, names), selections: Object.freeze(selections) }) as never;
}
