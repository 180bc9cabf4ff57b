import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import { DATATYPES } from '../../../layers/maas/core/tensor.ts';
import { echo, PAIR } from './signatures.ts';
import { decode } from '../../support/infer-bodies.ts';

function expectAnswerOrError(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(MaasError);
  }
}

describe('decodeInferBody', () => {
  const signatures = fc.constantFrom(
    PAIR,
    ...DATATYPES.flatMap((datatype) => [
      echo(datatype),
      echo(datatype, [-1, 2]),
      echo(datatype, []),
    ]),
  );
  const lengths = fc.option(
    fc.oneof(fc.nat(300).map(String), fc.string(), fc.constantFrom('0', '-1', '1, 1')),
    { nil: undefined },
  );

  it('answers or throws a MaasError when the bytes are any', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        lengths,
        signatures,
        (body, headerLength, signature) => {
          expectAnswerOrError(() => decodeInferBody(body, headerLength, signature));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('answers or throws a MaasError when the JSON is nearly a request', () => {
    const value = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom<unknown>(
          0,
          1,
          -1,
          2 ** 53,
          1e308,
          0.5,
          true,
          null,
          '',
          'x',
          'y',
          'FP32',
          'BYTES',
          'INT64',
        ),
      },
      fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
    );
    const parameters = fc.oneof(
      value,
      fc.dictionary(
        fc.constantFrom(
          'binary_data_size',
          'binary_data',
          'binary_data_output',
          '__proto__',
          'other',
        ),
        value,
      ),
    );
    const tensor = fc.record(
      {
        name: fc.oneof(fc.constantFrom('x', 'y', 'a', '__proto__'), value),
        datatype: fc.oneof(fc.constantFrom(...DATATYPES), value),
        shape: fc.oneof(fc.array(fc.nat(3), { maxLength: 3 }), value),
        data: fc.oneof(fc.array(value), value),
        parameters,
      },
      { requiredKeys: [] },
    );
    const request = fc.record(
      {
        id: value,
        inputs: fc.oneof(fc.array(tensor, { maxLength: 3 }), value),
        outputs: fc.oneof(fc.array(tensor, { maxLength: 3 }), value),
        parameters,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        request,
        fc.uint8Array({ maxLength: 40 }),
        signatures,
        (json, blob, signature) => {
          expectAnswerOrError(() => decode(json, [blob], signature));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
