/**
 * What the two halves are known not to agree in, or what is not asked of them, each with the reason. A run prints those that it made use of.
 */
const EXCLUSIONS = {
  'the shape of a transposed view':
    'its type is an intersection, `readonly [2, 3] & Shape`: equal in every use, but not identical to `readonly [2, 3]`, which is what is compared with',
} as const;
type Exclusion = keyof typeof EXCLUSIONS;

const used = new Map<Exclusion, number>();

/** True, and counted. */
export function excluded(what: Exclusion): true {
  used.set(what, (used.get(what) ?? 0) + 1);
  return true;
}

/** A line for each exclusion that was made use of. */
export const exclusionsUsed = (): string[] => [...used].map(([what, times]) => `not judged, ${times} times: ${what}: ${EXCLUSIONS[what]}`);
