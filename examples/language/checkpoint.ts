// Makes a checkpoint of the weights in the installed package `lande`, and reads it back.
//
// The package holds each row of a matrix as a text, '1<scale>|<bytes in base 64>', where 1 says that a weight has one
// byte. A weight is (byte - 127) / scale. The languages and the n-grams go into the metadata of the checkpoint, so the
// file is all that a program needs.
import { load, readHeader, save } from 'paramlayout/checkpoint';
import { model, type Network } from './model.ts';

/** A layer as the package lists it. `_filters` has a text for each row. Layers without weights have neither field. */
interface PackedLayer {
  readonly type: string;
  readonly _biases?: string;
  readonly _filters?: readonly string[];
}
/** The n-grams that the network counts: lists of those of one letter, two, three and four. */
export type Ngrams = readonly (readonly string[])[];

/** All that `detect` needs. */
export interface Detector {
  readonly network: Network;
  readonly languages: readonly string[];
  readonly ngrams: Ngrams;
}

/** The numbers of one row, from text. */
function unpack(text: string): number[] {
  const [, scale, bytes] = /^1([\d.]+)\|(.+)$/.exec(text) ?? [];
  if (scale === undefined || bytes === undefined) {
    throw new TypeError(`'1<scale>|<bytes>', a byte for each weight, was expected, found '${text.slice(0, 20)}'`);
  }
  return Array.from(Buffer.from(bytes, 'base64'), (byte) => (byte - 127) / Number(scale));
}

const unpackLayer = ({ _biases: bias = '', _filters: rows = [] }: PackedLayer) => ({
  weight: Float32Array.from(rows.flatMap(unpack)),
  bias: Float32Array.from(unpack(bias)),
});

/** The default export of a file of the package. Its `exports` do not list these files, so we import them by URL. */
async function readPackage(file: string): Promise<unknown> {
  const { default: content } = (await import(new URL(file, import.meta.resolve('lande')).href)) as { default: unknown };
  return content;
}

/** Writes the package's network to a safetensors file. */
export async function saveWeights(file: string): Promise<void> {
  const { layers } = (await readPackage('t50-options.js')) as { readonly layers: readonly PackedLayer[] };
  const [hidden, output] = layers.filter(({ type }) => type === 'dense');
  if (hidden === undefined || output === undefined) throw new TypeError('two dense layers were expected');
  // `pack` refuses a leaf that has not as many numbers as the schema says, and names it.
  const flat = model.pack({ hidden: unpackLayer(hidden), output: unpackLayer(output) });
  const { unigrams, bigrams, trigrams, quadgrams } = (await readPackage('t50-ngrams.js')) as Record<string, string[]>;
  await save(model, flat, file, {
    metadata: {
      languages: JSON.stringify(await readPackage('t50-langs.js')),
      ngrams: JSON.stringify([unigrams, bigrams, trigrams, quadgrams]),
      source: 'lande 1.0.10, MIT, Copyright (c) 2022-present Fabio Spampinato',
    },
  });
}

/** Reads what {@link saveWeights} has written. Throws a CheckpointError if the file holds another network. */
export async function openDetector(file: string): Promise<Detector> {
  const [flat, { metadata }] = [await load(model, file), await readHeader(file)];
  const list = (name: string): unknown => JSON.parse(metadata?.get(name) ?? '[]');
  return {
    network: model.view(flat),
    languages: list('languages') as readonly string[],
    ngrams: list('ngrams') as Ngrams,
  };
}
