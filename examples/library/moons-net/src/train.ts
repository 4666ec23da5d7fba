// Trains the network on points of two half-moons, and saves the weights. It is not published.
import { save } from 'paramlayout/checkpoint';
import { adamw } from 'paramlayout/optim';
import { model, net } from './model.ts';
import { weights } from './weights.ts';

let state = 1;
/** Numbers from -1 to 1, the same in each run: a generator of S. Park and K. Miller. */
const random = (): number => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;

/** A point of the upper or the lower moon, with some noise. */
function sample(isUpper: boolean): readonly [number, number] {
  const angle = (Math.PI * (random() + 1)) / 2;
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  return isUpper ? [x + 0.1 * random(), y + 0.1 * random()] : [1 - x + 0.1 * random(), 0.5 - y + 0.1 * random()];
}
const points = Array.from({ length: 200 }, (_, i) => ({ x: sample(i % 2 === 0), label: i % 2 === 0 ? 1 : 0 }));

const [flat, gradient] = [model.zeros(), model.zeros()];
for (const [{ shape }, leaf] of model.leaves(flat))
  if (shape.length === 2) for (const i of leaf.keys()) leaf[i] = random() / Math.sqrt(shape[1]!);
const [p, g] = [model.view(flat), model.view(gradient)];
const optimiser = adamw(model, { lr: 2e-2, decay: 0 });
for (let step = 0; step < 200; step++) {
  gradient.fill(0);
  for (const { x, label } of points)
    // The slope of the logistic loss at a score: the probability of the upper moon, less 1 if the point is on it
    net.gradient(p, g, x, (score) => score.map((z) => (1 / (1 + Math.exp(-z)) - label) / points.length));
  optimiser.step(flat, gradient);
}
await save(model, flat, weights);
const right = points.filter(({ x, label }) => net.forward(p, x)[0]! > 0 === (label === 1));
console.log(`${right.length} of ${points.length} points are on the right side after 200 steps`);
