import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { TASK_NAMES } from '../../../layers/maas/core/tasks/task/task.ts';
import { prepare } from '../../support/task-bodies.ts';

/** Bodies that come near to what is meant: its keys, with anything for a value. */
const KEYS = [
  'text',
  'text_pair',
  'question',
  'context',
  'image',
  'rows',
  'tensors',
  'inputs',
  'parameters',
  'scores',
  'top_k',
  'targets',
  'truncation',
  'aggregation_strategy',
];

const near = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    fc.jsonValue(),
    fc.array(
      fc.dictionary(
        fc.constantFrom('colour', 'petal_length', 'window', 'age', 'bmi', '__proto__'),
        fc.jsonValue(),
      ),
    ),
  ),
);

it.each(TASK_NAMES)("any JSON is read for %s, or refused as the caller's fault", (task) => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), near), (body) => {
      try {
        prepare(task, body);
      } catch (error) {
        if (!(error instanceof MaasError)) throw error;
        expect([
          'INVALID_REQUEST',
          'INVALID_TENSOR',
          'MODEL_REFUSED_INPUT',
          'PAYLOAD_TOO_LARGE',
        ]).toContain(error.code);
      }
    }),
    { numRuns: 400 },
  );
});
