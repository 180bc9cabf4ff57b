import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { TASK_BODIES } from '../../../layers/maas/core/tasks/all-tasks.ts';
import { ROUTES } from '../../../layers/maas/contract/routes.ts';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import { encodeInferResponse } from '../../../layers/maas/core/protocol/infer-response.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { emptyStatistics } from '../../../layers/maas/core/serving/statistics.ts';
import { buildOpenApi } from '../../../layers/maas/api/openapi/build-openapi.ts';
import { toErrorResponse } from '../../../layers/maas/http/error-response.ts';
import { toModelView } from '../../../layers/maas/api/schemas/model-view.ts';
import { toVersionView } from '../../../layers/maas/api/schemas/version-view.ts';
import { createRegistry } from '../../core/serving/versions.ts';
import { echo } from '../../core/protocol/signatures.ts';

const document = JSON.parse(JSON.stringify(buildOpenApi()));
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is read is asserted
const operations = Object.entries<Record<string, any>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'openapi');
/** Finds the faults of a value by a schema of the document; null where there are none. */
function findFaults(pointer: string, value: unknown): unknown {
  const validate = ajv.compile({ $ref: `openapi#${pointer}` });
  validate(JSON.parse(JSON.stringify(value)));
  return validate.errors;
}
const component = (name: string): string => `/components/schemas/${name}`;
const escape = (part: string): string =>
  part.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');

describe('the OpenAPI description', () => {
  it('has every route, under the name that the code has for it', () => {
    const described = operations
      .map(({ path, method, operation }) => [operation.operationId, method.toUpperCase(), path])
      .sort();
    expect(described).toEqual(
      Object.entries(ROUTES)
        .map(([operation, { method, path }]) => [operation, method, path])
        .sort(),
    );
  });

  it('declares every parameter of a path, once', () => {
    for (const { path, operation } of operations) {
      const declared = (operation.parameters ?? [])
        .filter((parameter: { in: string }) => parameter.in === 'path')
        .map(({ name }: { name: string }) => name);
      expect([path, declared]).toEqual([
        path,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      ]);
    }
  });

  it('refers to nothing that it does not have', () => {
    const references = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
    ].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(operations.length);
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('says of every operation what an error looks like', () => {
    for (const { path, operation } of operations) {
      expect(operation.responses.default.content['application/json'].schema.$ref).toBe(
        `#/components/schemas/${path.startsWith('/v1/') ? 'OpenAiError' : 'Error'}`,
      );
      expect(Object.keys(operation.responses).some((status) => /^2\d\d$/.test(status))).toBe(true);
    }
  });

  it('has examples that its own schemas take', () => {
    let count = 0;
    for (const { path, method, operation } of operations) {
      for (const [type, { example }] of Object.entries<{ example?: unknown }>(
        operation.requestBody?.content ?? {},
      )) {
        if (example === undefined) continue;
        count++;
        expect([
          path,
          findFaults(
            `/paths/${escape(path)}/${method}/requestBody/content/${escape(type)}/schema`,
            example,
          ),
        ]).toEqual([path, null]);
      }
    }
    expect(count).toBeGreaterThan(5);
  });

  it('describes errors as they are', () => {
    const toError = (path: string): unknown =>
      JSON.parse(toErrorResponse(new Error('bug'), 'r-1', path).body);
    expect(findFaults(component('Error'), toError('/v2'))).toBeNull();
    expect(findFaults(component('OpenAiError'), toError('/v1/models'))).toBeNull();
    expect(findFaults(component('Error'), toError('/v1/models'))).not.toBeNull();
  });

  it('describes models, versions and statistics as they are', async () => {
    const registry: Registry = await createRegistry(
      { m: ['READY', 'REJECTED', 'VALIDATING', 'PENDING_UPLOAD'] },
      { m: 1 },
    );
    const { value } = await registry.getModel('m');
    expect(findFaults(component('Model'), toModelView(value))).toBeNull();
    for (const record of (await registry.listVersions('m')).items) {
      expect(findFaults(component('Version'), toVersionView(record, value))).toBeNull();
    }
    expect(
      findFaults(component('Statistics'), { model_stats: [emptyStatistics('m', 1)] }),
    ).toBeNull();
  });

  it.each([
    { inputs: [{ name: 'x', datatype: 'FP32', shape: [2], data: [1, 2.5] }] },
    {
      id: '1',
      parameters: { binary_data_output: true },
      inputs: [
        {
          name: 'x',
          datatype: 'FP32',
          shape: [2],
          data: [1, 2],
          parameters: { content_type: 'np' },
        },
      ],
      outputs: [],
    },
    {
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1], note: {} }],
      outputs: [{ name: 'y', parameters: { binary_data: false } }],
      model_name: 'm',
    },
    { inputs: [{ name: 'x', datatype: 'FP32', shape: [2], parameters: { binary_data_size: 0 } }] },
  ])('takes the infer request %j as the decoder does', (body) => {
    expect(findFaults(component('InferRequest'), body)).toBeNull();
    if (!JSON.stringify(body).includes('binary_data_size')) {
      expect(() =>
        decodeInferBody(Buffer.from(JSON.stringify(body)), undefined, echo('FP32')),
      ).not.toThrow();
    }
  });

  it.each([
    {},
    { inputs: {} },
    { inputs: [{}] },
    { inputs: [{ name: 'x', datatype: 'fp32', shape: [1], data: [1] }] },
    { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1], data: [1] }] },
    { inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }], id: 7 },
    { inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }], parameters: { a: [] } },
  ])('refuses the infer request %j as the decoder does', (body) => {
    expect(findFaults(component('InferRequest'), body)).not.toBeNull();
    expect(() =>
      decodeInferBody(Buffer.from(JSON.stringify(body)), undefined, echo('FP32')),
    ).toThrow();
  });

  it('describes infer answers as they are', () => {
    const answer = encodeInferResponse(
      {
        model: 'm',
        version: 1,
        id: 'a',
        outputs: {
          y: { datatype: 'FP32', shape: [2], data: Float32Array.of(NaN, 1) },
          s: { datatype: 'BYTES', shape: [1], data: ['a'] },
        },
      },
      [
        { name: 'y', isBinary: false },
        { name: 's', isBinary: false },
      ],
    );
    expect(findFaults(component('InferResponse'), JSON.parse(answer.body as string))).toBeNull();
  });

  it("takes the body of every task, ours and Hugging Face's", () => {
    expect(document.components.schemas.PredictRequest.anyOf).toHaveLength(TASK_BODIES.length);
    for (const body of [
      { text: 'a' },
      { text: ['a'], scores: true },
      { inputs: 'a' },
      { rows: [[1, 2]] },
      { rows: [{ a: 'b', c: null }] },
      { tensors: { x: [[1]] } },
      { question: 'a', context: 'b' },
    ]) {
      expect([body, findFaults(component('PredictRequest'), body)]).toEqual([body, null]);
    }
    for (const body of [{}, [], 'a', { txt: 'a' }, { text: 7 }]) {
      expect(findFaults(component('PredictRequest'), body)).not.toBeNull();
    }
  });
});
