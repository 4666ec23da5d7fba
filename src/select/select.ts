import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type {
  ExceptedPatterns,
  SelectArgument,
  SelectArguments,
  SelectCheck,
  SelectedPatterns,
  SelectOptions,
} from '../../types/select/select-parameter.ts';
import type { SelectionIn } from '../../types/select/selection.ts';
import type { FlatSchemaOf } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { requireOptions } from '../schema/options.ts';
import { patternsIn } from './patterns-in.ts';
import { ownersMatching } from './matches.ts';
import { selectionOf } from './selection.ts';

/**
 * Selects the leaves of a layout that match one of several patterns. `*` stands for any characters within a segment,
 * `**` for any number of segments. A pattern that matches a subtree selects all its leaves: `'h'` is the same as
 * `'h.**'`. A leaf is selected by its own path; the paths of its ties do not count. An element under several patterns
 * counts once, and the order of the patterns does not matter.
 *
 * The patterns are arguments or lists. Options come last: `except` takes a pattern or a list of patterns whose leaves
 * are left out, and `ties: true` adds the slots that are tied to a selected owner to `slots`. On a layout with literal
 * sizes, literal patterns give a literal length.
 *
 * @example
 * const biases = select(model, '**.bias');
 * biases.length; // 8, as a type too
 * biases.ranges; // [{ start: 0, end: 4 }, { start: 20, end: 24 }]
 * select(model, 'h.*', { except: '**.bias' }).length; // 32
 * const typo: string = 'h.*.bais'; // as a literal it does not compile
 * select(model, typo); // RangeError: the pattern 'h.*.bais' matches no leaf: there is no 'bais' in 'h.0'; did you mean 'bias'?
 *
 * @throws RangeError for a pattern that matches no leaf that owns memory
 * @throws TypeError for anything but a layout, patterns and options, and for a malformed pattern
 */
export function select<L extends LayoutLike, const A extends readonly SelectArgument[]>(
  layout: L,
  ...patterns: SelectArguments<A, SelectCheck<SchemaOf<L>, A>>
): SelectionIn<FlatSchemaOf<L>, SelectedPatterns<A>, ExceptedPatterns<A>> {
  const { included, except, ties } = readArguments(patterns);
  const isSelected = new Uint8Array(slotsOfOwners(layout).length);
  for (const pattern of included) for (const i of ownersMatching(layout, pattern)) isSelected[i] = 1;
  for (const pattern of except) for (const i of ownersMatching(layout, pattern)) isSelected[i] = 0;
  // `as`: the compiler cannot compare its half with this one.
  return selectionOf(layout, (owner) => isSelected[owner] === 1, ties) as never;
}

interface ReadArguments {
  readonly included: readonly string[];
  readonly except: readonly string[];
  readonly ties: boolean;
}
/** Takes the patterns and the options apart. @throws TypeError for anything else */
function readArguments(given: readonly unknown[]): ReadArguments {
  const last = given.at(-1);
  const hasOptions = typeof last === 'object' && last !== null && !Array.isArray(last);
  const options: SelectOptions = hasOptions ? last : {};
  requireOptions('select', options, ['except', 'ties']);
  const { except = [], ties } = options;
  if (ties !== undefined && ties !== true) throw new TypeError(`ties must be true or absent, found ${String(ties)}`);
  const patterns = hasOptions ? given.slice(0, -1) : given;
  if (patterns.length === 0)
    throw new TypeError(`a pattern was expected, found ${hasOptions ? describe(last) : 'nothing'}`);
  return { included: patterns.flatMap(patternsIn), except: patternsIn(except), ties: ties === true };
}
