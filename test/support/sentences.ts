import { expect } from '@jest/globals';
import { encodeOnnx, node, rawTensor, TYPE, value } from './onnx-model.ts';
import type { Reply } from './service.ts';
import { useService } from './use-service.ts';

/**
 * Text that no caller should have to read: a stack of C++, a package of locales, a place in data
 * that the caller never laid out.
 */
const NOISE = new RegExp(
  String.raw`::|<lambda|\.(cc|h|cpp|ts|js):\d|language-pack|at position \d|Non-zero status|` +
    String.raw`Status Message|Fatal error|\(-1\)|domain_version|was false\.|undefined|\[object|` +
    String.raw`\/(tmp|home|var|onnxruntime_src)\/`,
);

export const x = value('x', TYPE.FLOAT, ['n', 2]);
export const y = value('y', TYPE.FLOAT);

export const unary = (
  operator: string,
  attributes: Parameters<typeof node>[3] = {},
  domain = '',
): Uint8Array =>
  encodeOnnx({
    graph: { node: [node(operator, ['x'], ['y'], attributes, domain)], input: [x], output: [y] },
    opsets: { '': 17, 'ai.onnx.ml': 3, 'com.microsoft': 1, 'ai.onnx.preview.training': 1 },
  });

export const sum = encodeOnnx({
  graph: {
    node: [node('MatMul', ['x', 'w'], ['y'])],
    input: [x],
    output: [value('y', TYPE.FLOAT, ['n', 1])],
    initializer: [rawTensor('w', [2, 1], Float32Array.of(1, 2))],
  },
});

export const service = useService();

export function expectSentence({ status, body }: Reply, words: readonly string[]): void {
  const { error } = body as { error: string };
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(error).toMatch(/^['A-Z].*[.]$/s);
  expect(error).not.toMatch(NOISE);
  for (const word of words) expect(error).toContain(word);
}
