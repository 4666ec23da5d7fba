// The cases of ../shared/cases that no test covers, each with its reason. test/cases/coverage.test.ts demands a test or
// a reason for all.

const COPY_INTO = 'elsewhere: test/derive/cases.test.ts covers copying between layouts, as loadmodel! does';
const CHECKPOINTS = 'elsewhere: test/checkpoint covers loading and saving';

/** Of ComponentArrays.jl. */
export const untestedOfComponentArrays: Readonly<Record<string, string>> = {
  D54: 'does not apply: a view takes one name at a time',
  D55: 'does not apply: the flat array is a plain typed array, which has no names to drop',
  G68: 'does not apply: there are no complex numbers',
  G73: 'does not apply: numbers have no units',
};

/**
 * Of Flux.jl, Optimisers.jl, Functors.jl, PyTorch (P), JAX (J), safetensors (S) and equinox (E), and the rules of
 * explicit sharing.
 */
export const untestedOfFlatteners: Readonly<Record<string, string>> = {
  6: 'does not apply: there are no complex numbers',
  42: COPY_INTO,
  43: COPY_INTO,
  44: CHECKPOINTS,
  45: COPY_INTO,
  47: COPY_INTO,
  J5: 'does not apply: the caller of zeros or pack names the one element type, so nothing is promoted',
  S1: CHECKPOINTS,
  S2: CHECKPOINTS,
  S3: CHECKPOINTS,
  S4: CHECKPOINTS,
  S5: CHECKPOINTS,
  S6: CHECKPOINTS,
  'rule 3': 'does not apply: every tie names its one owner, so there are no groups that could overlap',
  'rule 4': 'elsewhere: cases 4, 26 and 34 cover one range for each owner, in the flat array and in a gradient',
  'rule 5': CHECKPOINTS,
};
