// The worker trains in memory that it shares with the page. It sends no message.
import { receive } from 'paramlayout';
import { dataset } from './dataset.ts';
import { EPOCHS, memory } from './model.ts';
import { startTraining } from './training.ts';

/** First the memory, then commands. */
export type Message = { readonly memory: unknown; readonly digits: unknown } | 'start' | 'stop' | 'restart';

/** A rest between two epochs, in milliseconds: it lets commands in, and gives the eye time. */
const REST = 15;

addEventListener(
  'message',
  ({ data }: MessageEvent<Message>) => {
    if (typeof data === 'object') control(data.memory, data.digits);
  },
  { once: true },
);

function control(memoryMessage: unknown, digitsMessage: unknown): void {
  // `receive` refuses the memory of another layout, so a worker of an older build cannot write to the wrong places.
  const { flat, view } = receive(memoryMessage, memory, Float32Array);
  const digits = receive(digitsMessage, dataset, Uint8Array).view;
  let seed = 1;
  let training = startTraining(flat, digits, seed);
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const work = (): void => {
    if (view.epoch < EPOCHS) training.runEpoch();
    else stop();
  };
  addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data === 'start') timer ??= setInterval(work, REST);
    if (data === 'stop') stop();
    if (data === 'restart') training = startTraining(flat, digits, ++seed);
  });
}
