import { LIMITS } from '../../layers/maas/contract/limits.ts';
import type { Decoders } from '../../layers/maas/core/ports/decoders.ts';
import type { Picture } from '../../layers/maas/core/ports/image-decoder.ts';
import type { TaskModel, TaskResources } from '../../layers/maas/core/tasks/task/task.ts';
import type { Signature, Tensor, Tensors, TensorSpec } from '../../layers/maas/core/tensor.ts';

/** The work that a model was asked for. */
export interface Asked {
  tokens: number;
  numbers: number;
  pixels: number;
}

/** Numbers that look like a model's, each run gets a piece of them. */
let numbers = new Float32Array(0);

function takeNumbers(count: number): Float32Array {
  if (numbers.length < count) {
    numbers = Float32Array.from(
      { length: 2 * count },
      (_, index) => Math.sin(index * 12.9898) * 4 + (index % 4096) / 512,
    );
  }
  return numbers.subarray(0, count);
}

/** A model that answers at once, in the shapes of its signature, and counts what it is asked. */
export class FakeModel implements TaskModel {
  readonly asked: Asked = { tokens: 0, numbers: 0, pixels: 0 };
  readonly resources: TaskResources;
  readonly #signature: Signature;

  constructor(signature: Signature, resources: TaskResources) {
    this.#signature = signature;
    this.resources = resources;
  }

  readonly decoders: Decoders = { images: { decode: () => this.#decode() } };

  #decode(): Promise<Picture> {
    const side = Math.floor(Math.sqrt(LIMITS.imagePixels));
    this.asked.pixels += side * side;
    return Promise.resolve({ width: side, height: side, pixels: new Uint8Array(side * side * 3) });
  }

  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    const [first] = Object.values(inputs);
    const given = first?.shape ?? [];
    this.asked.tokens += given.reduce((product, size) => product * size, 1);
    const wanted = this.#signature.outputs.filter(({ name }) => outputs.includes(name));
    return Promise.resolve(
      Object.fromEntries(wanted.map((spec) => [spec.name, this.#answer(spec, given)])),
    );
  }

  #answer({ datatype, shape: declared }: TensorSpec, given: readonly number[]): Tensor {
    const shape = declared.map((size, axis) => (size === -1 ? (given[axis] ?? 1) : size));
    const count = shape.reduce((product, size) => product * size, 1);
    this.asked.numbers += count;
    return datatype === 'BYTES'
      ? { datatype, shape, data: new Array<string>(count).fill('setosa') }
      : { datatype, shape, data: takeNumbers(count) };
  }
}
