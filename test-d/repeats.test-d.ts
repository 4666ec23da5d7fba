import { expectError, expectType } from 'tsd';
import { layout, repeat } from '../dist/src/index.js';
import type { PathOf, ViewOf } from '../dist/src/index.js';

// Up to 128 blocks the view is a tuple: no element needs `!`, and one past the end does not compile.
const model = layout({ last: repeat(128, { w: [2] }), more: repeat(129, { w: [2] }), few: repeat(3, [5]) });
declare const view: ViewOf<typeof model>;
expectType<2>(view.last[127].w.length);
expectType<128>(view.last.length);
// @ts-expect-error -- tsd's expectError does not know this error
view.last[128];
expectType<2>(view.more[128]!.w.length);
expectType<129>(view.more.length);
const [first, , third] = view.few;
expectType<readonly [5]>(first.shape);
expectType<5>(third.length);

// A view over one kind of memory is one over any, in whatever layout its blocks stand.
const another = layout({ blocks: repeat(128, { w: [2] }) });
const blocks: ViewOf<typeof model, Float32Array<ArrayBufferLike>>['last'] = another.view(another.zeros()).blocks;
expectType<2>(blocks[0].w.length);

// Of one of several counts there are the paths that all have.
declare const count: 2 | 3;
const either = layout({ h: repeat(count, { w: [2] }) });
expectType<'h' | 'h.0' | 'h.1' | 'h.0.w' | 'h.1.w'>({} as PathOf<typeof either>);
either.at('h.1.w');
expectError(either.at('h.2.w'));
