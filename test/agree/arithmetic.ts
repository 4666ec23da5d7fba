import type * as library from '../../src/index.ts';
import type { Stated } from './case.ts';
import { is } from './line.ts';
import type { Random } from './random.ts';

const MAX = Number.MAX_SAFE_INTEGER;

/**
 * One sum, product or quotient of dimensions: what the run time gives for it, and the exact result or the error that
 * must come.
 */
export function arithmetic(random: Random, { dim }: typeof library): Stated {
  const { name, a, b, exact } = operation(random);
  const code = `dim.${name}(${a}, ${b})`;
  let found: string;
  try {
    found = `${dim[name](a, b)}`;
  } catch {
    found = 'never';
  }
  const disagreements =
    found === exact ?
      []
    : [{ between: 'runtime and naive reference', about: 'dim', code, found: `${found}, not ${exact}` }];
  return { lines: [[`const d = ${code};`, { about: code }], is(code, 'typeof d', found)], disagreements };
}

/** `exact` is `never` for a quotient with a remainder. */
function operation(random: Random): { name: 'mul' | 'add' | 'div'; a: number; b: number; exact: string } {
  const a = random.magnitude(MAX);
  switch (random.pick(['mul', 'add', 'div'] as const)) {
    case 'mul': {
      const b = random.percent(5) ? 0 : random.magnitude(Math.floor(MAX / a));
      return { name: 'mul', a, b, exact: `${BigInt(a) * BigInt(b)}` };
    }
    case 'add': {
      const b = random.int(0, MAX - a);
      return { name: 'add', a, b, exact: `${BigInt(a) + BigInt(b)}` };
    }
    case 'div': {
      const b = random.magnitude(MAX);
      const whole = b * random.int(0, Math.floor(MAX / b));
      const dividend = whole + (random.percent(30) ? random.int(0, Math.min(b - 1, MAX - whole)) : 0);
      return { name: 'div', a: dividend, b, exact: dividend % b === 0 ? `${dividend / b}` : 'never' };
    }
  }
}
