// What the program prints at the end, and the check that all members have the same parameters.
import { bytesOf, type Member } from './members.ts';
import type { Rounds } from './rounds.ts';
import { EVERY, ROUNDS } from './settings.ts';
import { kilobytes, percent } from './table.ts';

const STEPS = ROUNDS * EVERY;
const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** Returns the lines. @throws Error if members had different parameters after a round, or if none trained to the end */
export function summarise(
  members: readonly Member[],
  rounds: Rounds,
  alone: readonly number[],
  sent: 'sent' | 'copied',
): readonly string[] {
  const atEnd = members.flatMap((member) => (member.last?.event === 'done' ? [{ ...member, last: member.last }] : []));
  const [first] = atEnd;
  if (first === undefined) throw new Error('no member trained to the end');
  const { unequal } = rounds;
  if (unequal.length > 0) throw new Error(`members had different parameters after the rounds ${unequal.join(', ')}`);
  const { accuracy, bits } = first.last;
  const [worst, best] = [Math.min(...alone), Math.max(...alone)].map(percent);
  const bytes = total(atEnd.map(bytesOf));
  const gradients = STEPS * total(atEnd.map(({ last }) => last.gradientBytes ?? 0));
  return [
    `${atEnd.length} members have the same parameters, bit for bit, now and after each round. Their hash: ${bits}`,
    `Together they find the digit in ${percent(accuracy)} of the test images.`,
    `A member that learns from its own images alone finds ${worst} to ${best}.`,
    `In ${ROUNDS} rounds they ${sent} ${kilobytes(bytes)}.`,
    `With a gradient in each of ${STEPS} steps, it would be ${kilobytes(gradients)}: ` +
      `${(gradients / bytes).toFixed(1)} times as much.`,
  ];
}
