// The page: it shares memory with the worker, and draws from views of that memory what the worker writes there.
import { share } from 'paramlayout';
import { loadNpz } from 'paramlayout/checkpoint';
import { drawCurve, drawMarks, linear, logarithmic } from './curve.ts';
import { dataset } from './dataset.ts';
import { startGuessing } from './guess.ts';
import { EPOCHS, memory } from './model.ts';
import { drawWeights } from './weights-picture.ts';
import type { Message } from './worker.ts';

const element = <E extends Element>(id: string): E => document.querySelector<E>(`#${id}`)!;
const status = element<HTMLElement>('status');
const startButton = element<HTMLButtonElement>('start');
const restartButton = element<HTMLButtonElement>('restart');

// A page that is not isolated has no SharedArrayBuffer, so nothing here would work.
if (crossOriginIsolated) {
  run().catch((error: unknown) => {
    status.textContent = `The page cannot start. ${error}`;
    throw error; // the console shows where
  });
} else {
  status.textContent =
    'This page needs shared memory, which the browser gives only to pages with the headers ' +
    'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.';
}

async function run(): Promise<void> {
  const flat = memory.zeros({ shared: true });
  const digits = dataset.zeros(Uint8Array, { shared: true });
  await loadNpz(dataset, new URL('./data/digits.npz', import.meta.url), { into: digits });
  const shared = memory.view(flat);

  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const send = (message: Message): void => worker.postMessage(message);
  worker.addEventListener('error', ({ message }) => (status.textContent = `The worker failed: ${message}`));
  send({ memory: share(memory, flat), digits: share(dataset, digits) });

  let isRunning = false;
  const setRunning = (running: boolean): void => {
    isRunning = running;
    startButton.textContent = running ? 'Stop' : 'Start';
    send(running ? 'start' : 'stop');
  };
  startButton.addEventListener('click', () => {
    setRunning(!isRunning);
    status.textContent = isRunning ? 'The worker trains.' : 'Stopped.';
  });
  restartButton.addEventListener('click', () => {
    send('restart');
    status.textContent = 'The weights are random again.';
  });
  restartButton.disabled = false;

  const guess = startGuessing(shared.network, dataset.view(digits), element);
  const canvas = element<HTMLCanvasElement>('weights');
  const [lossScale, accuracyScale] = [logarithmic(0.01, 10), linear(0.8, 1)];
  drawMarks(element('loss'), [10, 1, 0.1, 0.01], lossScale);
  drawMarks(element('accuracy'), [0.8, 0.85, 0.9, 0.95, 1], accuracyScale);

  const draw = (): void => {
    const { epoch, loss, accuracy } = shared;
    drawWeights(canvas, shared.network.hidden);
    drawCurve(element('loss-line'), loss, epoch, lossScale);
    drawCurve(element('accuracy-line'), accuracy, epoch, accuracyScale);
    element('epoch').textContent = `${epoch} of ${EPOCHS}`;
    element('last-loss').textContent = epoch === 0 ? '–' : loss[epoch - 1]!.toFixed(4);
    element('last-accuracy').textContent = epoch === 0 ? '–' : `${(100 * accuracy[epoch - 1]!).toFixed(1)} %`;
    guess.update();
    const isDone = epoch === EPOCHS;
    if (isRunning && isDone) {
      setRunning(false);
      if (document.activeElement === startButton) restartButton.focus(); // a disabled button loses the focus
      status.textContent = `Done. The network finds the digit in ${element('last-accuracy').textContent} of the test images.`;
    }
    startButton.disabled = isDone;
    requestAnimationFrame(draw);
  };
  draw();
}
