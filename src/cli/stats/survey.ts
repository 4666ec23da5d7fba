import type { Checkpoint } from '../input/checkpoint.ts';
import { elementCountOf, piecesOf } from '../input/data.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import type { OnProgress } from '../output/progress.ts';
import { whyNoDoubles } from '../input/doubles.ts';
import { ValueMeasure, type ValueFigures } from './measure.ts';

/** A tensor and what was measured of it, or why nothing was. */
export interface SurveyedTensor {
  readonly name: string;
  readonly info: TensorInfo;
  readonly figures: ValueFigures | string;
}

/** Reads tensors through, each once, in the order in which they are named. `intervals` says how many its histogram has at most. */
export async function surveyTensors(
  checkpoint: Checkpoint,
  names: Iterable<string>,
  intervals: (name: string, elements: number) => number,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<readonly SurveyedTensor[]> {
  const all = Array.from(names, (name) => ({ name, info: checkpoint.tensors.get(name) as TensorInfo }));
  const total = all.reduce(
    (sum, { info }) => sum + (whyNoDoubles(info.dtype) === undefined ? info.end - info.start : 0),
    0,
  );
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const surveyed: SurveyedTensor[] = [];
  for (const { name, info } of all) {
    const why = whyNoDoubles(info.dtype);
    if (why !== undefined) {
      surveyed.push({ name, info, figures: why });
      continue;
    }
    const measure = new ValueMeasure(info.dtype, elementCountOf(info));
    for await (const piece of piecesOf(checkpoint, name, signal, onRead)) measure.add(piece);
    surveyed.push({ name, info, figures: measure.figures(intervals(name, elementCountOf(info))) });
  }
  return surveyed;
}
