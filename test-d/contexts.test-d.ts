// Views, slots and layouts where a type is expected of them: parameters, annotations, interfaces.
import {
  type AnyLayout,
  type Layout,
  layout,
  type Leaf,
  type SubtreeRange,
  schema,
  type Slot,
  type ViewOf,
} from '../dist/src/index.js';

const mechanism = schema({ alpha: [], w: [3], start: { hare: [], lynx: [] } });
const small = layout(mechanism);
const large = layout({ ...mechanism, net: { w: [2, 8] } });
const smallInSegments = layout({ model: small, starts: { hare: [19] } });
const largeInSegments = layout({ model: large, starts: { hare: [19] } });

// A view goes where the view of its layout is asked for, over whatever buffer; and where that of a part of its schema is.
declare function takeSmall(view: ViewOf<typeof small>): void;
declare function takeStarts(view: ViewOf<typeof largeInSegments>['starts']): void;
takeSmall(small.view(small.zeros()));
takeSmall(small.view(new SharedArrayBuffer(24)));
takeSmall(large.view(large.zeros()));
const view = smallInSegments.view(smallInSegments.zeros());
takeSmall(view.model);
takeStarts(view.starts);
export const doubles: ViewOf<typeof small, Float64Array> = small.view(small.zeros(Float64Array));
export const subview: ViewOf<typeof small> = largeInSegments.viewAt(largeInSegments.zeros(), 'model');
// @ts-expect-error -- no net in it
export const missing: ViewOf<typeof large> = small.view(small.zeros());
// @ts-expect-error -- another element type
takeSmall(small.view(small.zeros(Float64Array)));

// Leaves go where a wider shape is asked for, and not where a narrower one is.
declare function anyMatrix(block: { readonly w: Leaf<readonly [number, number]> }): void;
declare function matrix28(block: { readonly w: Leaf<readonly [2, 8]> }): void;
declare function matrix29(block: { readonly w: Leaf<readonly [2, 9]> }): void;
const { net } = large.view(large.zeros());
anyMatrix(net);
matrix28(net);
// @ts-expect-error -- [2, 8] is not [2, 9]
matrix29(net);
export const matrix: Leaf<readonly [number, number]> = large.viewAt(large.zeros(), 'net.w');
export const plain: Float32Array = matrix;
// @ts-expect-error -- an unknown shape is not [2, 8]
export const narrow: Leaf<readonly [2, 8]> = matrix;

// Slots and subtrees as what all slots and subtrees are.
export const range: SubtreeRange = largeInSegments.at('model');
export const slot: Slot = largeInSegments.at('model.net.w');
export const sublayout: typeof large = largeInSegments.sub('model');

// Layouts as what a function needs of them.
interface Named<T> {
  readonly length: number;
  map(leaf: (slot: Slot) => T): { readonly alpha: T; readonly w: T };
}
export const named: readonly Named<string>[] = [small, large];
export const any: AnyLayout = small;
// @ts-expect-error -- what is known of a schema is part of the type: use AnyLayout
export const unknown: Layout<unknown> = small;
