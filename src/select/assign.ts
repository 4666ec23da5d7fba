import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { AssignmentIn, TableOfRules } from '../../types/select/assignment.ts';
import type { RulesCheck, RulesIn } from '../../types/select/rules.ts';
import type { FlatSchemaOf } from '../../types/view/flat.ts';
import { assignmentOf } from './assignment.ts';
import { readValues, valuesOfOwners } from './rules.ts';

/**
 * Gives every owner of a layout one value: a number, a string, an object. Use it for weight decay, learning rates,
 * bounds or tags. The rules are an object from patterns to values. The key `rest` stands for all owners that no pattern
 * matches. There may be none.
 *
 * Two rules may match one owner only if they give it the same value, by `Object.is`. The compiler checks this for
 * literal patterns and values; the run time always checks it.
 *
 * @example
 * const decay = assign(model, { '**.bias': 0, rest: 0.01 });
 * decay.of('h.1.weight'); // 0.01
 * decay.of('lm_head.weight'); // 0.01, the value of its owner
 * decay.runs[0]; // { start: 0, end: 4, value: 0 }
 * decay.expand((rate) => rate === 0 ? 1 : 0.5)[4]; // 0.5
 *
 * @throws RangeError for a pattern that matches no owner, and for an owner under no rule or under rules of different
 * values
 * @throws TypeError for anything but a layout and an object of rules
 */
export function assign<L extends LayoutLike, const R extends object>(
  layout: L,
  rules: RulesIn<R, RulesCheck<SchemaOf<L>, R, TableOfRules<SchemaOf<L>, R>>>,
): AssignmentIn<FlatSchemaOf<L>, R> {
  // `as`: the compiler cannot compare its half with this one.
  return Object.freeze(assignmentOf(layout, valuesOfOwners(layout, readValues(layout, rules)))) as never;
}
