import { Buffer } from 'node:buffer';
import { expect } from '@jest/globals';

export const binary = (
  datatype: string,
  shape: readonly number[],
  sizeBytes: unknown,
  rest: object = {},
): object => ({ name: 'x', datatype, shape, parameters: { binary_data_size: sizeBytes }, ...rest });

export const floats = (...values: number[]): Buffer =>
  Buffer.from(Float32Array.from(values).buffer);

export const strings = (...values: (string | Buffer)[]): Buffer =>
  Buffer.concat(
    values.flatMap((value) => {
      const bytes = Buffer.from(value as string);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );

export const refused = (code: string, message = ''): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
