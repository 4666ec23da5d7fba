// Where somebody speaks: as a bar for the terminal, and as a picture.
import { CHUNK } from './listen.ts';
import { RATE } from './wav.ts';

/** A span of time in seconds. */
export type Span = readonly [start: number, end: number];
/** How long a chunk is. */
const SECONDS = CHUNK / RATE;

/** A shorter pause does not end a span of speech, in seconds. */
const SHORTEST_PAUSE = 0.2;

/**
 * Speech begins when it is probable, and ends when it is improbable. There are two bounds, so that a probability that
 * wavers around one of them does not cut the speech into pieces.
 */
export function spansOf(probabilities: readonly number[], probable = 0.5, improbable = 0.35): Span[] {
  const spans: Span[] = [];
  let start: number | undefined;
  // The 0 ends a span that lasts to the end of the recording.
  for (const [i, p] of [...probabilities, 0].entries()) {
    const now = i * SECONDS;
    if (start === undefined && p >= probable) {
      const [first, end] = spans.at(-1) ?? [0, -Infinity];
      start = now - end < SHORTEST_PAUSE ? first : now;
      if (start !== now) spans.pop(); // the last span goes on
    }
    if (start !== undefined && p < improbable) {
      spans.push([start, now]);
      start = undefined;
    }
  }
  return spans;
}

const BARS = [...' ▁▂▃▄▅▆▇█'];

/** Two lines for each two seconds: how loud it is, and how probable it is that somebody speaks. */
export function barsOf(samples: Float32Array, probabilities: readonly number[]): string {
  const bar = (share: number): string => BARS[Math.round(8 * Math.min(1, share))]!;
  const loud = probabilities.map((_, i) => {
    const chunk = samples.subarray(i * CHUNK, (i + 1) * CHUNK);
    return bar(3 * Math.sqrt(chunk.reduce((sum, x) => sum + x * x, 0) / chunk.length));
  });
  const lines: string[] = [];
  const row = Math.round(2 / SECONDS);
  for (let i = 0; i < probabilities.length; i += row) {
    lines.push(`${(i * SECONDS).toFixed(1).padStart(6)} s  sound   ${loud.slice(i, i + row).join('')}`.trimEnd());
    lines.push(
      `          speech  ${probabilities
        .slice(i, i + row)
        .map(bar)
        .join('')}`.trimEnd(),
    );
  }
  return lines.join('\n');
}

const [WIDTH, HEIGHT, MARGIN, GAP] = [900, 220, 24, 20];

/** An SVG: the sound in blue, the probability below it in red, and the spans of speech as green bands behind both. */
export function pictureOf(samples: Float32Array, probabilities: readonly number[]): string {
  const seconds = (probabilities.length * CHUNK) / RATE;
  const at = (second: number): string => (MARGIN + ((WIDTH - 2 * MARGIN) * second) / seconds).toFixed(1);
  const middle = MARGIN + 50;
  const low = HEIGHT - MARGIN - GAP;
  const perColumn = Math.max(1, Math.floor(samples.length / (WIDTH - 2 * MARGIN)));
  const loudest = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
  let sound = '';
  for (let i = 0; i < samples.length; i += perColumn) {
    const part = samples.subarray(i, i + perColumn);
    const [top, bottom] = [Math.max(...part), Math.min(...part)].map((x) => (middle - (50 * x) / loudest).toFixed(1));
    sound += `M${at(i / RATE)} ${top}V${bottom}`;
  }
  const curve = probabilities
    .map((p, i) => `${i === 0 ? 'M' : 'L'}${at((i + 0.5) * SECONDS)} ${(low - 60 * p).toFixed(1)}`)
    .join('');
  const bands = spansOf(probabilities).map(
    ([start, end]) =>
      `<rect x="${at(start)}" y="${MARGIN - 8}" width="${(Number(at(end)) - Number(at(start))).toFixed(1)}" height="${low - MARGIN + 8}" fill="#cfe8d5"/>`,
  );
  const marks = Array.from(
    { length: Math.floor(seconds) + 1 },
    (_, second) => `<text x="${at(second)}" y="${HEIGHT - MARGIN}" text-anchor="middle">${second} s</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>Sound, the probability that somebody speaks, and the spans of speech</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
${bands.join('\n')}
<path d="${sound}" stroke="#4a6fa5" fill="none"/>
<path d="M${at(0)} ${low - 30}H${at(seconds)}" stroke="#bbb" stroke-dasharray="4 4"/>
<path d="${curve}" stroke="#c0392b" stroke-width="2" fill="none"/>
<path d="M${at(0)} ${low}H${at(seconds)}" stroke="#888"/>
${marks.join('\n')}
</svg>
`;
}
