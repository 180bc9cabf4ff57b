/**
 * Runs every operation of /openapi.json at MAAS_URL that needs no body or brings an example of one:
 * each must answer with a status and a shape that the description has.
 */
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { runChecks } from './run-checks.ts';

const URL_BASE = process.env.MAAS_URL ?? 'http://127.0.0.1:8080';

interface Content {
  readonly schema?: object;
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: { readonly examples?: readonly string[] };
  }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, Content>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Content>> }>
  >;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/**
 * The operations that need more than the demo model: a version that awaits its upload, a model to
 * lose, a roll-out.
 */
const NEED_MORE = [
  'completeVersion',
  'putBaseline', // 500 inputs of its period
  'renewUploads',
  'deleteVersion',
  'deleteModel',
  'getRollout',
  'promoteRollout',
  'abortRollout',
  'continueRollout',
];
/** The order of methods: others need what the first ones read. */
const ORDER = ['get', 'post', 'put', 'delete'];

const description = (await (await fetch(`${URL_BASE}/openapi.json`)).json()) as Description;
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(
  description,
  'openapi',
);

async function run(path: string, method: string, operation: Operation): Promise<void> {
  const [type, content] =
    Object.entries(operation.requestBody?.content ?? {}).find(
      ([, { example }]) => example !== undefined,
    ) ?? [];
  const parameters = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
  const target = parameters.reduce(
    (text, { name, schema }) =>
      text.replace(`{${name}}`, encodeURIComponent(schema.examples?.[0] ?? '')),
    path,
  );
  const response = await fetch(URL_BASE + target, {
    method: method.toUpperCase(),
    ...(type === undefined
      ? {}
      : { headers: { 'content-type': type }, body: JSON.stringify(content?.example) }),
  });
  const text = await response.text();
  const answer = operation.responses[String(response.status)];
  assert.ok(response.ok && answer, `${method} ${target} answered ${response.status}: ${text}`);
  const schema = answer.content?.['application/json']?.schema;
  if (!schema) return;
  const validate = ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object,
  );
  assert.ok(validate(JSON.parse(text)), `${method} ${target}: ${ajv.errorsText(validate.errors)}`);
}

const runnable = Object.entries(description.paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  .filter(({ operation }) => !NEED_MORE.includes(operation.operationId))
  .filter(
    ({ operation: { requestBody } }) =>
      requestBody?.required !== true ||
      Object.values(requestBody.content).some(({ example }) => example !== undefined),
  )
  .sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));

await runChecks(
  'openapi.json',
  Object.fromEntries(
    runnable.map(({ path, method, operation }) => [
      operation.operationId,
      () => run(path, method, operation),
    ]),
  ),
);
