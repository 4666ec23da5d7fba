// Made by paramlayout typegen from voice.safetensors: 15 tensors, 309,633 parameters, F32.
// Check: paramlayout check model.ts#model voice.safetensors

import { layout } from 'paramlayout';

export const model = layout({
  decoder: {
    decoder: { '2': { bias: [1], weight: [1, 128, 1] } },
    rnn: { bias_hh: [512], bias_ih: [512], weight_hh: [512, 128], weight_ih: [512, 128] },
  },
  encoder: [
    { reparam_conv: { bias: [128], weight: [128, 129, 3] } },
    { reparam_conv: { bias: [64], weight: [64, 128, 3] } },
    { reparam_conv: { bias: [64], weight: [64, 64, 3] } },
    { reparam_conv: { bias: [128], weight: [128, 64, 3] } },
  ],
  stft: { forward_basis_buffer: [258, 1, 256] },
});
