// Adam (D. Kingma and J. Ba, 2015, arXiv:1412.6980) over ONE flat array: it knows nothing of the model, and need not.

/** The loss and its gradient at `flat`; `progress` runs from 0 to 1. */
export type Objective = (
  flat: Float32Array,
  progress: number,
) => Promise<{ readonly value: number; readonly grad: ArrayLike<number> }>;

/**
 * Minimises in place, in `steps` steps. `rates` holds a step size for each element; they fall to a fiftieth along half a cosine.
 */
export async function adam(
  flat: Float32Array,
  rates: Float32Array,
  steps: number,
  objective: Objective,
  onStep: (loss: number) => void,
): Promise<void> {
  const mean = new Float64Array(flat.length);
  const square = new Float64Array(flat.length);
  for (let t = 1; t <= steps; t++) {
    const progress = (t - 1) / steps;
    const { value, grad } = await objective(flat, progress);
    const fall = 0.02 + 0.49 * (1 + Math.cos(Math.PI * progress));
    for (let i = 0; i < flat.length; i++) {
      const g = grad[i] as number;
      const m = (mean[i] = 0.9 * (mean[i] as number) + 0.1 * g);
      const v = (square[i] = 0.99 * (square[i] as number) + 0.01 * g * g);
      const step = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.99 ** t)) + 1e-8);
      flat[i] = (flat[i] as number) - fall * (rates[i] as number) * step;
    }
    onStep(value);
  }
}
