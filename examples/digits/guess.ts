// What the network says about a drawing or an image, with the weights of this moment.
import { type Dataset, readImage, testing } from './dataset.ts';
import { rasterise } from './drawing.ts';
import { classify } from './gradient.ts';
import { activations, type Network } from './model.ts';
import { makePad } from './pad.ts';

export interface Guess {
  /** Computes the network again, because its weights have changed. */
  update(): void;
}

/** Lets the user draw, or look at a test image, and shows the probabilities. `element` finds an element by its id. */
export function startGuessing(network: Network, digits: Dataset, element: <E extends Element>(id: string) => E): Guess {
  const a = activations.view(activations.zeros()); // the image that the user sees is in a.image
  const pixels = Array.from({ length: 64 }, (_, i) => makePixel(element('seen'), i));
  const bars = Array.from({ length: 10 }, (_, digit) => makeBar(element('bars'), digit));
  const words = element<HTMLElement>('guess');
  let isEmpty = true;
  let label: number | undefined;

  const update = (): void => {
    const best = classify(network, a);
    bars.forEach((bar, digit) => {
      const probability = isEmpty ? 0 : a.output[digit]!;
      bar.style.setProperty('--probability', String(probability));
      bar.classList.toggle('best', !isEmpty && digit === best);
      bar.lastElementChild!.textContent = isEmpty ? '' : `${(100 * probability).toFixed(0)} %`;
    });
    const reads =
      label === undefined ? `The network reads ${best}.` : `Somebody wrote ${label}; the network reads ${best}.`;
    const sentence = isEmpty ? 'Draw with a mouse, a finger or a pen.' : reads;
    // A screen reader says what changes here, so only a change may touch it.
    if (words.textContent !== sentence) words.textContent = sentence;
  };
  const show = (empty: boolean, known?: number): void => {
    [isEmpty, label] = [empty, known];
    pixels.forEach((pixel, i) => pixel.setAttribute('fill-opacity', String(a.image[i])));
    update();
  };

  const readStrokes = (): void => {
    rasterise(pad.strokes, 25, a.image); // a smaller drawing, such as a dot, is not blown up
    show(pad.strokes.length === 0);
  };
  const pad = makePad(element('pad'), readStrokes);
  element('clear').addEventListener('click', () => {
    pad.clear();
    readStrokes();
  });
  element('example').addEventListener('click', () => {
    pad.clear();
    const index = testing[Math.floor(testing.length * Math.random())]!;
    readImage(digits, index, a.image);
    show(false, digits.labels[index]);
  });
  return { update };
}

function makePixel(svg: Element, index: number): SVGRectElement {
  const pixel = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const place = { x: index % 8, y: Math.floor(index / 8), width: 1, height: 1, 'fill-opacity': 0 };
  for (const [name, value] of Object.entries(place)) pixel.setAttribute(name, String(value));
  svg.append(pixel);
  return pixel;
}

/** A digit, a bar and a percentage. */
function makeBar(list: Element, digit: number): HTMLElement {
  const bar = document.createElement('li');
  bar.append(
    ...[String(digit), '', ''].map((text) => Object.assign(document.createElement('span'), { textContent: text })),
  );
  list.append(bar);
  return bar;
}
