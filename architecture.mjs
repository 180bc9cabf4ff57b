/**
 * Who may import whom, once: the linter (`eslint.config.mjs`) and the architecture test (`dependency-cruiser.config.mjs`) read it.
 *
 *   contract <- core <- adapters <- compose <- functions <- local <- cli
 *               core <- http <- functions              infra -> contract
 *
 * `http` and `adapters` never meet; what is left of a part may be imported by it, however far.
 */

/**
 * @typedef {object} Part
 * @property {string} path folder of the part, from the root
 * @property {string[]} imports names of the parts that it may import, itself aside
 * @property {string[]} [packages] the only packages and Node modules that it may import; any where absent
 */

/** @type {Readonly<Record<string, Part>>} */
export const PARTS = {
  contract: { path: 'layers/maas/contract', imports: [], packages: [] },
  core: {
    path: 'layers/maas/core',
    imports: ['contract'],
    // No AWS, no files, no network, no ONNX Runtime: all that comes in through `core/ports.ts`.
    packages: [
      'zod',
      '@bufbuild/protobuf',
      '@huggingface/tokenizers',
      'node:buffer',
      'node:crypto',
      'node:path',
    ],
  },
  http: {
    path: 'layers/maas/http',
    imports: ['contract', 'core'],
    packages: [
      '@middy/core',
      '@fastify/busboy',
      '@types/aws-lambda',
      'aws-lambda',
      'zod',
      'node:buffer',
      'node:crypto',
      'node:stream',
      'node:stream/promises',
      'node:util',
      'node:zlib',
    ],
  },
  adapters: { path: 'layers/maas/adapters', imports: ['contract', 'core'] },
  compose: { path: 'layers/maas/compose', imports: ['contract', 'core', 'adapters'] },
  functions: { path: 'functions', imports: ['contract', 'core', 'http', 'adapters', 'compose'] },
  local: {
    path: 'local',
    imports: ['contract', 'core', 'http', 'adapters', 'compose', 'functions', 'scripts'],
  },
  cli: {
    path: 'cli',
    imports: ['contract', 'core', 'http', 'adapters', 'compose', 'functions', 'local', 'scripts'],
  },
  infra: { path: 'infra', imports: ['contract', 'onnxruntime', 'sharp', 'scripts'] },
  onnxruntime: { path: 'layers/onnxruntime', imports: [] },
  sharp: { path: 'layers/sharp', imports: [] },
  // Build tools: what starts, builds and checks the others, reaching them by path.
  scripts: { path: 'scripts', imports: ['contract', 'onnxruntime', 'sharp'] },
};

/**
 * Parts that a part may not import.
 * @param {string} name
 * @returns {Part[]}
 */
export function findForbidden(name) {
  const allowed = [name, ...(PARTS[name]?.imports ?? [])];
  return Object.entries(PARTS).flatMap(([other, part]) => (allowed.includes(other) ? [] : [part]));
}
