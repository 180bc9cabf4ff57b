/**
 * Who may import whom: `dependency-cruiser.config.mjs` makes rules of it, and
 * `test/architecture.test.ts` holds them.
 *
 *   contract <- core <- adapters <- compose <- functions <- local
 *               core <- api, http <- hosts <- functions         infra -> contract
 *               compose, hosts <- instances <- gateway <- functions, local
 *               client <- cli -> contract
 *
 * `http` and `adapters` never meet, and `http` knows no host; what is left of a part may be imported
 * by it, however far.
 */

/**
 * @typedef {object} Part
 * @property {string} path folder of the part, from the root
 * @property {string[]} imports names of the parts that it may import, itself aside
 * @property {string[]} [packages] the only packages and Node modules that it may import; any where
 *   absent
 */

/** @type {Readonly<Record<string, Part>>} */
export const PARTS = {
  contract: { path: 'layers/maas/contract', imports: [], packages: [] },
  core: {
    path: 'layers/maas/core',
    imports: ['contract'],
    // No AWS, no files, no network, no ONNX Runtime: all that comes in through `core/ports/`.
    packages: ['zod', '@bufbuild/protobuf', 'node:buffer', 'node:crypto', 'node:path', 'node:zlib'],
  },
  // What travels: schemas of bodies and queries, and the OpenAPI document made of them.
  api: { path: 'layers/maas/api', imports: ['contract', 'core'], packages: ['zod'] },
  http: {
    path: 'layers/maas/http',
    imports: ['contract', 'core'],
    packages: ['@fastify/busboy', 'zod', 'node:buffer', 'node:crypto', 'node:util', 'node:zlib'],
  },
  // From what calls a function to `HttpRequest`, and from `HttpResponse` to what it wants back.
  hosts: {
    path: 'layers/maas/hosts',
    imports: ['contract', 'core', 'http'],
    packages: [
      ...['@middy/core', '@types/aws-lambda', 'aws-lambda'],
      ...['node:buffer', 'node:module', 'node:net', 'node:stream'],
      // What starts a function on Lambda.
      ...['node:crypto', 'node:fs', 'node:path', 'node:v8', 'node:vm'],
    ],
  },
  adapters: { path: 'layers/maas/adapters', imports: ['contract', 'core'] },
  compose: { path: 'layers/maas/compose', imports: ['contract', 'core', 'adapters'] },
  // Processes that answer requests, several beside each other: what one machine has, and a function
  // that takes many requests at once.
  instances: {
    path: 'layers/maas/instances',
    imports: ['contract', 'core', 'http', 'hosts', 'adapters', 'compose'],
  },
  // What listens in front of them.
  gateway: { path: 'layers/maas/gateway', imports: ['contract', 'core', 'http', 'instances'] },
  functions: {
    path: 'functions',
    imports: [
      ...['contract', 'core', 'api', 'http', 'hosts', 'adapters', 'compose'],
      ...['instances', 'gateway'],
    ],
  },
  local: {
    path: 'local',
    imports: [
      ...['contract', 'core', 'api', 'http', 'hosts', 'adapters', 'compose', 'functions'],
      ...['instances', 'gateway', 'scripts'],
    ],
  },
  // The command line: by the public API alone. What it starts on one machine is another process.
  cli: { path: 'cli', imports: ['contract', 'client'] },
  // What programs call the service with: nothing of the service's own code.
  client: { path: 'client', imports: [], packages: [] },
  infra: { path: 'infra', imports: ['contract', 'onnxruntime', 'sharp', 'scripts'] },
  onnxruntime: { path: 'layers/onnxruntime', imports: [] },
  sharp: { path: 'layers/sharp', imports: [] },
  // Build tools: what starts, builds and checks the others, reaching them by path.
  scripts: { path: 'scripts', imports: ['contract', 'api', 'onnxruntime', 'sharp'] },
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
