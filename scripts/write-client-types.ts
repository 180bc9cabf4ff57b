/**
 * Writes the types of the HTTP API that the client is made of (`client/generated/api.ts`), from the OpenAPI
 * document: `node scripts/launch.mjs scripts/write-client-types.ts`. A test tells when they are out
 * of date.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { buildOpenApi } from '../layers/maas/api/openapi/build-openapi.ts';

export const CLIENT_TYPES = path.resolve(
  import.meta.dirname,
  '..',
  'client',
  'generated',
  'api.ts',
);
const HEADER = '/** Written by scripts/write-client-types.ts from the OpenAPI document. */\n';

export async function generateClientTypes(): Promise<string> {
  // Through JSON, as clients get it; the generator changes what it is handed.
  const document = JSON.parse(JSON.stringify(buildOpenApi())) as OpenAPI3;
  const types = astToString(await openapiTS(document, { immutable: true }))
    // Nothing of ours.
    .replace(/export type (webhooks|\$defs) = Record<string, never>;\n/g, '');
  const options = await resolveConfig(CLIENT_TYPES);
  return format(HEADER + types, { ...options, filepath: CLIENT_TYPES });
}

if (import.meta.main) writeFileSync(CLIENT_TYPES, await generateClientTypes());
