import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Names and shapes of a model's tensors. */
export interface List {
  readonly name: string;
  /** The number of elements of all tensors, from another source than the list; undefined where there is none. */
  readonly total: number | undefined;
  readonly tensors: readonly Tensor[];
  readonly ties: readonly (readonly [name: string, owner: string])[];
}
type Tensor = readonly [name: string, shape: readonly number[]];

const FILES = [
  'gpt2-transformers-148',
  'gpt2-hub-160',
  'bert-base-uncased-BertModel-199',
  'llama-3-8b-291',
  'resnet18-torchvision-122',
  'whisper-tiny-167',
];

/**
 * GPT-2, BERT, Llama 3, ResNet-18 and Whisper. Each file says how its list was verified. `total_params` is not the sum
 * of the list.
 */
export const realLists = (): List[] =>
  FILES.map((name) => readList(new URL(`../fixtures/shapes/${name}.json`, import.meta.url)));

interface Tensors {
  readonly [name: string]: { readonly shape: readonly number[] };
}
/** Reads a list in the form of the fixtures, or the JSON header of a safetensors file. */
export function readList(file: string | URL): List {
  const json = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly total_params?: number;
    readonly tensors?: Tensors;
    readonly tied?: Readonly<Record<string, string>>;
  };
  const tensors = json.tensors ?? (json as Tensors);
  return {
    name: basename(String(file), '.json'),
    total: json.total_params,
    tensors: Object.entries(tensors).flatMap(([name, tensor]) =>
      name === '__metadata__' ? [] : [[name, tensor.shape] as const],
    ),
    ties: Object.entries(json.tied ?? {}).map(([tie, owner]) => [tie, owner.split(' ')[0] as string]), // "wte.weight (absent from file)"
  };
}

/**
 * An invented mixture of experts with 2,103 tensors and 48 layers. Every fourth layer is dense; the others have 16
 * experts.
 */
export function expertList(): List {
  const linear = (name: string, rows: number, columns: number): Tensor => [`${name}.weight`, [rows, columns]];
  const mlp = (name: string, inner: number): Tensor[] => [
    linear(`${name}.gate_proj`, inner, 2048),
    linear(`${name}.up_proj`, inner, 2048),
    linear(`${name}.down_proj`, 2048, inner),
  ];
  const layers = Array.from({ length: 48 }, (_, i) => {
    const at = `model.layers.${i}`;
    const attention = ['q', 'k', 'v', 'o'].map((each) => linear(`${at}.self_attn.${each}_proj`, 2048, 2048));
    const norms = ['input_layernorm', 'post_attention_layernorm'].map((each): Tensor => [
      `${at}.${each}.weight`,
      [2048],
    ]);
    const experts = Array.from({ length: 16 }, (_each, n) => mlp(`${at}.mlp.experts.${n}`, 1408));
    return [
      ...attention,
      ...norms,
      ...(i % 4 === 0 ? mlp(`${at}.mlp`, 5632) : [linear(`${at}.mlp.gate`, 16, 2048), ...experts.flat()]),
    ];
  });
  const tensors: Tensor[] = [
    linear('model.embed_tokens', 151936, 2048),
    ...layers.flat(),
    ['model.norm.weight', [2048]],
  ];
  return {
    name: 'mixture-of-experts',
    total: undefined,
    tensors,
    ties: [['lm_head.weight', 'model.embed_tokens.weight']],
  };
}
