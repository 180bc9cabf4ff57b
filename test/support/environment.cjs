/**
 * Jest runs tests in a realm of its own, whose typed arrays are not those that native modules know:
 * ONNX Runtime then refuses every tensor. This environment lends the outer realm's classes to the
 * tests.
 */
const { TestEnvironment } = require('jest-environment-node');

const SHARED_CLASSES = [
  'ArrayBuffer',
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'BigUint64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'BigInt64Array',
  'Float32Array',
  'Float64Array',
  'Error',
];

module.exports = class NativeTypesEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of SHARED_CLASSES) this.global[name] = globalThis[name];
  }
};
