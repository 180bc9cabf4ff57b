import type { z } from 'zod/mini';
import { MODEL_NAME } from '../../contract/names.ts';
import { ROUTES, type Operation, type Route } from '../../contract/routes.ts';
import { SERVICE } from '../../contract/service.ts';
import { CONTROL_OPERATIONS } from './control-operations.ts';
import { DATA_OPERATIONS } from './data-operations.ts';
import { NEIGHBOUR_OPERATIONS } from './neighbour-operations.ts';
import { BYTES, type AnswerDoc, type ContentsDoc, type OperationDoc } from './operation-doc.ts';
import { COMPONENTS, refer, toComponents, type JsonSchema } from './schemas.ts';

/** An operation without its description does not compile. */
const OPERATIONS: Readonly<Record<Operation, OperationDoc>> = {
  ...CONTROL_OPERATIONS,
  ...DATA_OPERATIONS,
  ...NEIGHBOUR_OPERATIONS,
};

/** Parameters in a path's braces, with values that the demo model has. */
const PATH_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  model: { type: 'string', pattern: MODEL_NAME.source, examples: ['sentiment'] },
  version: {
    type: 'string',
    description: "A version's number.",
    pattern: '^[1-9][0-9]{0,8}$',
    examples: ['1'],
  },
  alias: { type: 'string', pattern: MODEL_NAME.source, examples: ['staging'] },
  name: { type: 'string', pattern: MODEL_NAME.source, examples: ['bge-small-en-v1.5'] },
  id: { type: 'string', description: "A roll-out's id.", minLength: 1, examples: ['r1'] },
};
/** Parameters that stand in the same place of some paths, and are something else. */
const OWN_PARAMETERS: Partial<Record<Operation, Readonly<Record<string, JsonSchema>>>> = {
  predictInstances: {
    model: {
      type: 'string',
      description: "The model's name and `:predict`.",
      pattern: MODEL_NAME.source.replace('$', ':predict$'),
      examples: ['sentiment:predict'],
    },
  },
  huggingFaceOfOrganisation: {
    model: {
      type: 'string',
      description: 'The organisation.',
      pattern: MODEL_NAME.source,
      examples: ['BAAI'],
    },
  },
};
const VERSION_REFERENCE: JsonSchema = {
  type: 'string',
  description: "A version's number or an alias.",
  minLength: 1,
  examples: ['live'],
};

/**
 * The HTTP API in OpenAPI 3.1, made of the routes and of the schemas that the code itself reads and
 * writes with.
 */
export function buildOpenApi(): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [operation, route] of Object.entries<Route>(ROUTES)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: describeOperation(operation as Operation, route),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: SERVICE.name,
      version: SERVICE.version,
      description:
        'Models as a service: upload an ONNX model, get a validated, versioned, monitored ' +
        'endpoint.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: './' }],
    // On one machine nobody is asked who they are.
    security: [{}, { apiKey: [] }, { iam: [] }],
    paths,
    components: {
      schemas: toComponents(),
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        iam: {
          type: 'apiKey',
          in: 'header',
          name: 'authorization',
          description: 'AWS Signature Version 4.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

function describeOperation(operation: Operation, { path, plane }: Route): JsonSchema {
  const { tag, summary, description, query, headers, body, answers } = OPERATIONS[operation];
  const parameters = [
    ...describePath(path, OWN_PARAMETERS[operation]),
    ...describeQuery(query),
    ...describeHeaders(headers),
  ];
  return {
    operationId: operation,
    tags: [tag],
    summary,
    description,
    security: [{}, plane === 'data' ? { apiKey: [] } : { iam: [] }],
    parameters: parameters.length > 0 ? parameters : undefined,
    requestBody: body && {
      required: body.isRequired ?? false,
      content: describeContents(body.contents, 'input'),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer)]),
      ),
      default: {
        description: 'An error.',
        content: {
          'application/json': {
            schema: refer(
              path.startsWith('/v1/') ? COMPONENTS.OpenAiError : COMPONENTS.Error,
              'output',
            ),
          },
        },
      },
    },
  };
}

function describePath(path: string, own: Readonly<Record<string, JsonSchema>> = {}): JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema =
      name === 'version' && path.startsWith('/v2/')
        ? VERSION_REFERENCE
        : (own[name] ?? PATH_PARAMETERS[name]);
    return { name, in: 'path', required: true, schema };
  });
}

function describeQuery(query: z.ZodMiniObject | undefined): JsonSchema[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: refer(schema as z.ZodMiniType, 'input'),
  }));
}

function describeHeaders(headers: OperationDoc['headers'] = {}): JsonSchema[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}

function describeAnswer({ description, contents }: AnswerDoc): JsonSchema {
  return { description, content: contents && describeContents(contents, 'output') };
}

function describeContents(contents: ContentsDoc, io: 'input' | 'output'): JsonSchema {
  return Object.fromEntries(
    Object.entries(contents).map(([type, { schema, example }]) => [
      type,
      {
        schema: schema === BYTES ? undefined : refer(schema, io),
        example,
      },
    ]),
  );
}
