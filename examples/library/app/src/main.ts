// A program that uses the published network: as it is, as a part of a larger model, and its modules in other sizes.
import { Linear, Mlp, model, net, openWeights } from 'moons-net';
import { layout, type OffsetOf, part, type ViewOf } from 'paramlayout';

// 1. As it is. The compiler read these numbers in the package's declarations.
const length: 177 = model.length;
const offset: OffsetOf<typeof model, 'hidden.1.weight'> = 80;
console.log(`moons-net has ${length} parameters; hidden.1.weight starts at ${offset}`);

const p: ViewOf<typeof model> = model.view(await openWeights());
for (let y = 1.25; y > -0.9; y -= 0.25) {
  const line = Array.from({ length: 56 }, (_, i) => (net.forward(p, [-1.25 + i / 16, y])[0]! > 0 ? '#' : '.'));
  console.log(`  ${line.join('')}`);
}

// 2. As a part of a larger model, in one flat array. The weights are loaded into their part of it.
const head = new Linear(1, 3);
const larger = layout({ moons: model, head: head.schema });
const flat = larger.zeros();
await openWeights(part(larger, flat, 'moons'));
const q = larger.view(flat);
q.head.weight.set([1, 0, -1]);
const scores = head.forward(q.head, net.forward(q.moons, [0, 1]));
const best = ['upper', 'unknown', 'lower'][scores.indexOf(Math.max(...scores))];
console.log(`with a head of three classes it has ${larger.length satisfies 183}; the point (0, 1) is ${best}`);

// 3. Its modules in other sizes. The compiler computes the length of their layout.
const wide = new Mlp(2, 64, 12, 10);
const wideModel = layout(wide.schema);
const wideLength: 50762 = wideModel.length;
const outputs = wide.forward(wideModel.view(wideModel.zeros()), [0, 1]).length;
console.log(`another Mlp has ${wideLength} parameters and ${outputs} outputs`);
