// What a user writes, judged by TypeScript 7 without skipLibCheck; tsd judges layout.test-d.ts with 5.9.
import { layout, repeat, tied } from '../dist/src/index.js';

const model = layout({ emb: { w: [50257, 768] }, h: repeat(12, { w: [768, 768], b: [768] }), head: tied('emb.w') });
const length: 45684480 = model.length;
const offset: 38597376 = model.at('h.0.b').offset;
// @ts-expect-error -- a wrong length must not compile
const wrong: 45684481 = model.length;
// @ts-expect-error -- index 12 of a repeat of 12
model.at('h.12.b');
// @ts-expect-error -- nearest name: emb.w
layout({ emb: { w: [2] }, head: tied('emb.v') });
const p = model.view(model.zeros());
// @ts-expect-error -- a repeat of 12 has no element 12
p.h[12];
export const used = [length, offset, wrong];
