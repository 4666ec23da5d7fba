// A language model's head tied to its embedding, fitted by gradient descent on ONE flat array. Run: npm run demo:tied
import { layout, tied } from 'paramlayout';

const model = layout({ emb: { w: [6, 3] }, head: { w: tied('emb.w') } });
console.log(model.summary(), '\n');

// The target is a Gram matrix that a rank-3 embedding can reach; both uses of emb.w add up in the owner's range of the gradient.
const flat = model.zeros().map((_, i) => Math.sin(i + 1) / 2);
const truth = model.zeros().map((_, i) => Math.cos(2 * i));
const dot = (x, a, y, b) => x[3 * a] * y[3 * b] + x[3 * a + 1] * y[3 * b + 1] + x[3 * a + 2] * y[3 * b + 2];
const step = () => {
  const p = model.view(flat);
  const gradient = model.zeros();
  const g = model.view(gradient);
  let loss = 0;
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++) {
      const error = dot(p.emb.w, i, p.head.w, j) - dot(truth, i, truth, j);
      loss += error * error;
      for (let k = 0; k < 3; k++) {
        g.emb.w[3 * i + k] += 2 * error * p.head.w[3 * j + k];
        g.head.w[3 * j + k] += 2 * error * p.emb.w[3 * i + k];
      }
    }
  }
  for (let i = 0; i < flat.length; i++) flat[i] -= 0.01 * gradient[i];
  return loss;
};
for (let i = 0; i <= 400; i++) {
  const loss = step();
  if (i % 100 === 0) console.log(`step ${i}: squared error ${loss.toExponential(3)}`);
}
