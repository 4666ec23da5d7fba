import type { Naive, NaivePlace } from './naive.ts';
import type { Random } from './random.ts';

/** A path that does not exist but almost does; undefined where none was found. */
export function nearMiss(
  random: Random,
  { places, root }: Pick<Naive, 'places' | 'root'>,
  path: string,
): string | undefined {
  const segments = path.split('.');
  const depth = random.int(0, segments.length - 1);
  const around = depth === 0 ? root : places.get(segments.slice(0, depth).join('.'));
  const changed = random.percent(15) ? `${path}.${random.pick(['', '0', 'x', segments[0] as string])}` : undefined;
  if (changed !== undefined) return isMissing({ places, root }, changed) ? changed : undefined;
  const segment = edited(random, segments[depth] as string, around);
  const miss = segments.map((each, i) => (i === depth ? segment : each)).join('.');
  return isMissing({ places, root }, miss) ? miss : undefined;
}

/** Whether a path exists. The naive reference lists only some indices of a long repeat, but the others exist too. */
function isMissing({ places, root }: Pick<Naive, 'places' | 'root'>, path: string): boolean {
  const segments = path.split('.');
  for (let n = 1; n <= segments.length; n++) {
    if (places.has(segments.slice(0, n).join('.'))) continue;
    const around = n === 1 ? root : places.get(segments.slice(0, n - 1).join('.'));
    const last = segments[n - 1] as string;
    return around?.holds !== 'list' || !/^(?:0|[1-9]\d*)$/.test(last) || BigInt(last) >= BigInt(around.count);
  }
  return false;
}

function edited(random: Random, segment: string, around: NaivePlace | undefined): string {
  if (around?.holds === 'list') {
    const { count } = around;
    return random.pick([
      `${count}`,
      `${count + random.int(0, 99)}`,
      `0${segment}`,
      '-1',
      '+0',
      '',
      'x',
      `${segment} `,
      `${count}0`,
      '9007199254740992',
      '1e0',
    ]);
  }
  const at = random.int(0, Math.max(segment.length - 1, 0));
  const [before, char, after] = [segment.slice(0, at), segment.slice(at, at + 1), segment.slice(at + 1)];
  const other = random.pick(['e', 's', '0', '_', '"', "'", '`', ' ', '~', '$', '\\', 'ß', '\t', '*']);
  return random.pick([
    before + after, // one less
    before + other + after, // another
    before + other + char + after, // one more
    before + after.slice(0, 1) + char + after.slice(1), // two swapped
    segment.toUpperCase(),
    `${segment}${random.pick(['ing', '.', '[0]'])}`,
  ]);
}
