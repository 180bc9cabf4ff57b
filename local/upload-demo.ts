import { existsSync, openAsBlob, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from './stack.ts';

const FOLDER = path.resolve(import.meta.dirname, '../examples/sentiment');
const FILES = ['model.onnx', 'samples.jsonl'];

/**
 * Uploads the demo model through the public API, once in the life of a home: under its own name, and as the default model unless somebody has one there.
 * @throws Error when the service refuses it
 */
export async function uploadDemo({ url, home }: Stack, models: readonly string[]): Promise<void> {
  if (existsSync(home.demoMarker)) return;
  for (const model of models) if (!(await isServed(url, model))) await upload(url, model);
  writeFileSync(home.demoMarker, '');
}

async function isServed(url: string, model: string): Promise<boolean> {
  const response = await fetch(`${url}/v2/models/${model}/ready`);
  await response.arrayBuffer();
  return response.ok;
}

async function upload(url: string, model: string): Promise<void> {
  const form = new FormData();
  form.set('name', model);
  for (const file of FILES) form.append('model', await openAsBlob(path.join(FOLDER, file)), file);
  const response = await fetch(`${url}/upload`, { method: 'POST', body: form });
  if (response.status !== 201)
    throw new Error(
      `The demo model was not taken as '${model}': ${response.status} ${await response.text()}`,
    );
  await response.arrayBuffer();
}
