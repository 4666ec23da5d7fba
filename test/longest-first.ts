import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The tests that take minutes. Last, one of them would run alone while the other cores have nothing to do. */
export const LONGEST = [
  'test/agree/agree.test.ts',
  'test/models/lists.test.ts',
  'test/docs.test.ts',
  'test/agree/faults.test.ts',
  'test/examples/federated.test.ts',
  'test/agree/characters.test.ts',
  'test/collective/nats-faults.test.ts',
];

/** Starts the longest tests first. Vitest does so itself only where it has seen the tests before. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
