import { existsSync, openAsBlob, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readApiKeys } from './home.ts';
import { PLACES } from './places/places.ts';
import type { Stack } from './stack.ts';

const FILES = ['model.onnx', 'samples.jsonl'];

/**
 * Uploads the demo model through the public API, once in the life of a home: under its own name,
 * and as the default model unless somebody has one there.
 * @param callers who have keys, where predictions ask for one
 * @throws Error when the service refuses it
 */
export async function uploadDemo(
  { url, home }: Stack,
  models: readonly string[],
  callers: readonly string[] = [],
): Promise<void> {
  if (existsSync(home.demoMarker)) return;
  const [key] = Object.values(readApiKeys(home, callers.slice(0, 1)));
  const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key };
  for (const model of models) if (!(await isServed(url, model, headers))) await upload(url, model);
  writeFileSync(home.demoMarker, '');
}

async function isServed(
  url: string,
  model: string,
  headers: Readonly<Record<string, string>>,
): Promise<boolean> {
  const response = await fetch(`${url}/v2/models/${model}/ready`, { headers });
  await response.arrayBuffer();
  return response.ok;
}

async function upload(url: string, model: string): Promise<void> {
  const form = new FormData();
  form.set('name', model);
  for (const file of FILES) {
    form.append('model', await openAsBlob(path.join(PLACES.demo, file)), file);
  }
  const response = await fetch(`${url}/upload`, { method: 'POST', body: form });
  if (response.status !== 201) {
    throw new Error(
      `The demo model was not taken as '${model}': ${response.status} ${await response.text()}`,
    );
  }
  await response.arrayBuffer();
}
