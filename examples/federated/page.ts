// The page: it starts the worker, draws what the worker reports, and sends the reports to the program.
import { wsconnect } from '@nats-io/nats-core';
import { drawCurve, drawMarks, linear } from '../digits/curve.ts';
import { network } from '../digits/model.ts';
import { drawWeights } from '../digits/weights-picture.ts';
import { PAGE_REPORTS, ROUNDS } from './settings.ts';
import { kilobytes, percent } from './table.ts';
import type { Order, Told, WorkerStart } from './trainer-worker.ts';

const element = <E extends Element = HTMLElement>(id: string): E => document.querySelector<E>(`#${id}`)!;
const status = element('status');
const leaveButton = element<HTMLButtonElement>('leave');
const STATES = {
  joined: 'The worker trains.',
  round: 'The worker trains.',
  left: 'The page has left the group. The others go on.',
  done: 'Done. All members have the same parameters.',
} as const;

run().catch((error: unknown) => {
  status.textContent = `The page cannot join. ${error}`;
  throw error; // the console shows where
});

async function run(): Promise<void> {
  const start = (await (await fetch('./start.json')).json()) as WorkerStart;
  const program = await wsconnect({ servers: start.server, token: start.token, reconnect: false });
  const worker = new Worker(new URL('./trainer-worker.ts', import.meta.url), { type: 'module' });
  const order = (message: Order): void => worker.postMessage(message);
  worker.addEventListener('error', ({ message }) => (status.textContent = `The worker failed: ${message}`));
  leaveButton.addEventListener('click', () => {
    order('leave');
    leaveButton.disabled = true;
    status.textContent = 'The page leaves after this round.';
  });

  // NaN for the rounds before this page joined.
  const [alone, together] = [new Float32Array(ROUNDS).fill(Number.NaN), new Float32Array(ROUNDS).fill(Number.NaN)];
  const scale = linear(0, 1);
  drawMarks(element('accuracy'), [0, 0.5, 1], scale);
  worker.addEventListener('message', ({ data: { report, parameters } }: MessageEvent<Told>) => {
    program.publish(PAGE_REPORTS, JSON.stringify(report));
    const { event, rank, round, bytes, accuracy } = report;
    if (!(event === 'round' && leaveButton.disabled)) status.textContent = STATES[event];
    if (event === 'joined') leaveButton.disabled = false;
    if (event === 'left' || event === 'done') leaveButton.disabled = true;
    element('rank').textContent = String(rank);
    element('round').textContent = `${round} of ${ROUNDS}`;
    element('sent').textContent = kilobytes(bytes);
    element('last-together').textContent = percent(accuracy);
    // The worker sent a copy of the flat array. A view needs nothing else.
    drawWeights(element('weights'), network.view(parameters).hidden);
    if (report.alone === undefined) return;
    element('last-alone').textContent = percent(report.alone.accuracy);
    [alone[round - 1], together[round - 1]] = [report.alone.accuracy, accuracy];
    drawCurve(element('alone-line'), alone, round, scale);
    drawCurve(element('together-line'), together, round, scale);
  });
  order(start);
  status.textContent = 'The worker waits until all members have joined.';
}
