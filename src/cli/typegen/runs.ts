/**
 * What a long list of names comes to, for who reads it: `3 × dense, 58 × sparse` for runs, `6 × (a, b, b)` for what comes again and again;
 * undefined where that is no shorter.
 */
export function runsIn(names: readonly string[]): string | undefined {
  const period = periodOf(names);
  const whole = names.length / period;
  const runs = runsOf(names.slice(0, period));
  if (runs.length > names.length / 3) return undefined;
  const said = runs.map(([count, name]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
  if (whole === 1) return said;
  return runs.length === 1 ? `${names.length} × ${names[0]}` : `${whole} × (${said})`;
}

/** The fewest names of which a list is a whole number of copies. */
function periodOf(names: readonly string[]): number {
  for (let period = 1; period <= names.length / 2; period++) {
    if (names.length % period === 0 && names.every((name, i) => name === names[i % period])) return period;
  }
  return names.length;
}

function runsOf(names: readonly string[]): readonly (readonly [count: number, name: string])[] {
  const runs: [number, string][] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.[1] === name) last[0]++;
    else runs.push([1, name]);
  }
  return runs;
}
