import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OnnxModelRuntime } from '../../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import type { ModelSession } from '../../../layers/maas/core/ports/model-runtime.ts';
import type { Tensor } from '../../../layers/maas/core/tensor.ts';
import { encodeOnnx, type ModelOptions, node, TYPE, value } from '../../support/onnx-model.ts';

const runtime = new OnnxModelRuntime({ threads: 1 });
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'onnx-runtime-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

let count = 0;
async function load(options: ModelOptions): Promise<ModelSession> {
  const file = path.join(directory, `${count++}.onnx`);
  writeFileSync(file, encodeOnnx(options));
  return runtime.load(file);
}

const x = value('x', TYPE.FLOAT, ['n', 2]);

function through(type: (typeof TYPE)[keyof typeof TYPE], opType = 'Identity'): ModelOptions {
  return {
    graph: {
      node: [node(opType, ['x'], ['y'])],
      input: [value('x', type, ['n', 2])],
      output: [value('y', type, ['n', 2])],
    },
  };
}

describe('OnnxModelRuntime', () => {
  it('names the release that is installed: what another one optimised is not opened', () => {
    const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    expect(runtime.build).toBe(`onnxruntime ${version} ${process.platform} ${process.arch}`);
  });

  it.each<[Tensor['datatype'], Parameters<typeof through>[0], Tensor['data']]>([
    ['BOOL', TYPE.BOOL, new Uint8Array([1, 0, 1, 1])],
    ['UINT8', TYPE.UINT8, new Uint8Array([0, 255, 1, 2])],
    ['UINT16', TYPE.UINT16, new Uint16Array([0, 65_535, 1, 2])],
    ['UINT32', TYPE.UINT32, new Uint32Array([0, 4_294_967_295, 1, 2])],
    ['UINT64', TYPE.UINT64, new BigUint64Array([0n, 18_446_744_073_709_551_615n, 1n, 2n])],
    ['INT8', TYPE.INT8, new Int8Array([-128, 127, 1, 2])],
    ['INT16', TYPE.INT16, new Int16Array([-32_768, 32_767, 1, 2])],
    ['INT32', TYPE.INT32, new Int32Array([-2_147_483_648, 2_147_483_647, 1, 2])],
    [
      'INT64',
      TYPE.INT64,
      new BigInt64Array([-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n, 1n, 2n]),
    ],
    ['FP16', TYPE.FLOAT16, new Uint16Array([0x3c00, 0xbc00, 0x7c00, 0x0001])],
    ['FP32', TYPE.FLOAT, new Float32Array([1.5, -0, Infinity, NaN])],
    ['FP64', TYPE.DOUBLE, new Float64Array([1.1, -0, -Infinity, NaN])],
    ['BYTES', TYPE.STRING, ['', '正面', '🙂', 'a b']],
  ])('carries every bit through a model when the tensor is %s', async (datatype, type, data) => {
    const session = await load(through(type));
    const { y } = await session.run({ x: { datatype, shape: [2, 2], data } }, ['y']);
    expect(session.signature).toEqual({
      inputs: [{ name: 'x', datatype, shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype, shape: [-1, 2] }],
    });
    expect(y).toEqual({ datatype, shape: [2, 2], data });
    await session.release();
  });

  it('gives a run the threads that it may take', async () => {
    const several = new OnnxModelRuntime({ threads: 1, parallelThreads: 3 });
    const file = path.join(directory, `${count++}.onnx`);
    writeFileSync(file, encodeOnnx(through(TYPE.FLOAT)));
    // Its own threads yield to the run, and to all others.
    const countLower = (): number =>
      readdirSync('/proc/self/task').filter((id) => getPriority(Number(id)) === 10).length;
    const before = countLower();
    const alone = await several.load(file);
    expect(countLower()).toBe(before);
    const parallel = await several.load(file, { isParallel: true });
    expect(countLower()).toBe(before + 2); // the caller's own is the third
    expect(getPriority(process.pid)).toBe(getPriority());
    await Promise.all([alone.release(), parallel.release()]);
  });

  it("leaves Node's Float16Array where it is when it has been loaded", async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array');
    await load(through(TYPE.FLOAT16));
    expect(Object.getOwnPropertyDescriptor(globalThis, 'Float16Array')).toEqual(before);
  });

  it('answers an empty tensor when it gets one', async () => {
    const session = await load(through(TYPE.FLOAT));
    expect(
      await session.run({ x: { datatype: 'FP32', shape: [0, 2], data: new Float32Array(0) } }, [
        'y',
      ]),
    ).toEqual({ y: { datatype: 'FP32', shape: [0, 2], data: new Float32Array(0) } });
  });

  it('gives only the outputs wanted when there are more', async () => {
    const session = await load({
      graph: {
        node: [node('Identity', ['x'], ['a']), node('Neg', ['x'], ['b'])],
        input: [value('x', TYPE.FLOAT, [1])],
        output: [value('a', TYPE.FLOAT, [1]), value('b', TYPE.FLOAT, [1])],
      },
    });
    expect(
      await session.run({ x: { datatype: 'FP32', shape: [1], data: new Float32Array([2]) } }, [
        'b',
      ]),
    ).toEqual({ b: { datatype: 'FP32', shape: [1], data: new Float32Array([-2]) } });
  });

  it.each<[string, ModelOptions, string, RegExp]>([
    [
      'nobody knows an operator',
      through(TYPE.FLOAT, 'Frobnicate'),
      'UNKNOWN_OPERATOR',
      /Frobnicate/,
    ],
    [
      'an output is not a tensor',
      {
        graph: {
          node: [node('SequenceConstruct', ['x'], ['y'])],
          input: [x],
          output: [{ name: 'y' }],
        },
      },
      'UNSUPPORTED_TYPE',
      /output 'y'/,
    ],
    [
      'an output is of a type without a name here',
      {
        graph: {
          node: [node('Cast', ['x'], ['y'], { to: TYPE.BFLOAT16 })],
          input: [x],
          output: [value('y', TYPE.BFLOAT16, ['n', 2])],
        },
      },
      'UNSUPPORTED_TYPE',
      /data type/,
    ],
    [
      'a node is missing its input',
      {
        graph: {
          node: [node('Add', ['x', 'z'], ['y'])],
          input: [x],
          output: [value('y', TYPE.FLOAT, ['n', 2])],
        },
      },
      'LOAD_FAILED',
      /z/,
    ],
  ])('throws a ModelLoadError without paths when %s', async (_, options, rejection, message) => {
    const error = await load(options).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'ModelLoadError',
      code: 'LOADING_FAILED',
      rejection,
      message: expect.stringMatching(message),
    });
    expect((error as Error).message).not.toMatch(/\/|\.cc|\.h:/);
  });

  it('throws a ModelLoadError without paths when there is no such file', async () => {
    await expect(runtime.load(path.join(directory, 'absent.onnx'))).rejects.toMatchObject({
      name: 'ModelLoadError',
      message: expect.not.stringContaining(directory),
    });
  });

  it('throws a ModelRefusedInputError when the model cannot take an input that fits its signature', async () => {
    const gather = {
      graph: {
        node: [node('Gather', ['x', 'i'], ['y'])],
        input: [value('x', TYPE.FLOAT, ['n']), value('i', TYPE.INT64, ['m'])],
        output: [value('y', TYPE.FLOAT, ['m'])],
      },
    };
    const session = await load(gather);
    const inputs = {
      x: { datatype: 'FP32', shape: [2], data: new Float32Array(2) },
      i: { datatype: 'INT64', shape: [1], data: new BigInt64Array([9n]) },
    } as const;
    await expect(session.run(inputs, ['y'])).rejects.toMatchObject({
      name: 'ModelRefusedInputError',
      code: 'MODEL_REFUSED_INPUT',
      message: expect.stringMatching(/out of data bounds|bounds/),
    });
  });

  it('says OUT_OF_MEMORY when an input would take more memory than there is', async () => {
    const session = await load({
      graph: {
        node: [node('ConstantOfShape', ['s'], ['y'])],
        input: [value('s', TYPE.INT64, [1])],
        output: [value('y', TYPE.FLOAT, ['n'])],
      },
    });
    await expect(
      session.run({ s: { datatype: 'INT64', shape: [1], data: new BigInt64Array([1n << 50n]) } }, [
        'y',
      ]),
    ).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  });
});
