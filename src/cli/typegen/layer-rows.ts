/** The fewest items of a list of layers. */
const MIN_LAYERS = 8;

/** Whether a list is long and has few items that repeat, like the layers of a model. */
export const areLayers = (items: readonly unknown[]): boolean =>
  items.length >= MIN_LAYERS && new Set(items).size <= items.length / 3;

/**
 * Writes a long list of names on a few lines. A line holds a period if the list has one, or several short periods;
 * otherwise as many names as fit.
 *
 * @param width The most characters of a line, without its indent
 */
export function layerRowsOf(names: readonly string[], width: number): readonly string[] {
  const period = periodOf(names);
  const count = period === 2 ? [8, 6, 4].find((each) => names.slice(0, each).join(', ').length < width) : period;
  const row = (from: number): string => `${names.slice(from, from + (count as number)).join(', ')},`;
  if (period > 1 && count !== undefined && row(0).length <= width)
    return Array.from({ length: Math.ceil(names.length / count) }, (_, i) => row(i * count));
  const rows: string[] = [];
  for (const name of names) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + name.length + 2 <= width) rows[rows.length - 1] = `${last} ${name},`;
    else rows.push(`${name},`);
  }
  return rows;
}

/**
 * Describes a long list of names: `3 × dense, 58 × sparse` for runs, `6 × (a, b, b)` for repeated periods. Undefined if
 * the description is no shorter.
 */
export function describeRuns(names: readonly string[]): string | undefined {
  const period = periodOf(names);
  const whole = names.length / period;
  const runs = equalRunsOf(names.slice(0, period));
  if (runs.length > names.length / 3) return undefined;
  const description = runs.map(([count, name]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
  if (whole === 1) return description;
  return runs.length === 1 ? `${names.length} × ${names[0]}` : `${whole} × (${description})`;
}

/** The length of the shortest period of a list. */
function periodOf(names: readonly unknown[]): number {
  for (let period = 1; period <= names.length / 2; period++) {
    if (names.length % period === 0 && names.every((name, i) => name === names[i % period])) return period;
  }
  return names.length;
}

function equalRunsOf(names: readonly string[]): readonly (readonly [count: number, name: string])[] {
  const runs: [number, string][] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.[1] === name) last[0]++;
    else runs.push([1, name]);
  }
  return runs;
}
