/**
 * Uploads the demo model through the API, and prints the name it got. Needs MAAS_URL, MAAS_API_KEY,
 * MAAS_REGION and AWS's own variables.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../e2e/service/client.ts';

const { MAAS_URL = '', MAAS_API_KEY, MAAS_REGION } = process.env;
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});
const name = 'during-update';
const { status, text } = await client.upload(
  {
    'model.onnx': readFileSync(
      path.resolve(import.meta.dirname, '..', '..', 'examples', 'sentiment', 'model.onnx'),
    ),
  },
  { name },
);
if (status !== 201) throw new Error(`The upload was answered ${status} ${text}`);
console.log(name);
