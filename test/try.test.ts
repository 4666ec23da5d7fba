import { it } from 'vitest';
import { layout, repeat, tied, scope, ordered, shard, shardRows, unshard, reshard, rowsOf } from '../src/index.ts';
it('x', () => {
  const m = layout({ a: [], h: repeat(2, ordered(['w', [5, 2]], ['b', [3]])), t: tied('h.0.w'), s: scope({ z: [1] }) });
  const s = shard(m, 3, { align: 4 });
  const l: 12 = s[0].length;
  console.log(m.length, l, s[0].length, JSON.stringify(s));
  const r = shardRows(m, 4);
  const n0: number = r[0].length;
  const l0: 12 = r[0].length; const l1: 10 = r[1].length; const l2: 6 = r[2].length; const l3: 0 = r[3].length;
  console.log(n0, r.map((x) => x.length), JSON.stringify(r[3].schema), r[1].at('t'), r[0].at('h.1.w').offset);
  const o: 6 = r[0].at('h.1.w').offset;
  const flat = m.zeros().map((_, i) => i + 1);
  const flats = r.map((x, rank) => { const f = x.zeros(); for (const [{ offset }, rows] of rowsOf(r, rank, flat)) f.set(rows, offset); return f; });
  console.log(unshard(r, flats, m.zeros()).join());
  console.log(unshard(s, s.map((x) => x.window(flat)), m.zeros()).join());
  console.log(reshard(s, r));
});
