/** Debian's Chromium on the page of the HTTP API at MAAS_URL, with the demo model behind it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium, type Locator } from 'playwright-core';
import { runChecks } from './run-checks.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEMO = 'examples/sentiment/model.onnx';
const URL_BASE = process.env.MAAS_URL ?? 'http://127.0.0.1:8080';
const { paths } = (await (await fetch(`${URL_BASE}/openapi.json`)).json()) as {
  paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
};
const operationIds = Object.values(paths).flatMap((methods) =>
  Object.values(methods).map(({ operationId }) => operationId),
);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
/**
 * The complaints of the browser: errors of the script, and what the page's policy forbids. A
 * refused call is no fault of the page.
 */
const complaints: string[] = [];
page.on('pageerror', (error) => complaints.push(error.message));
page.on('console', (message) => {
  if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
    complaints.push(message.text());
  }
});
const asked = new Set<string>();
page.on('request', (request) => asked.add(new URL(request.url()).origin));
// The page's policy lets no other script in; this one comes with the browser, not with the page.
await page.addInitScript({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
await page.goto(`${URL_BASE}/docs`);
await page.locator('main details').first().waitFor();

/** Finds the barriers that axe reports, with their elements. */
async function findBarriers(): Promise<unknown[]> {
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })`,
  );
  return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }));
}
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown }[];
}

async function open(operationId: string): Promise<Locator> {
  const details = page.locator(`#${operationId}`);
  await details.locator('> summary').click();
  return details;
}

async function run(details: Locator): Promise<string> {
  const answer = details.locator('strong').locator('..');
  await answer.evaluateAll(([former]) => {
    former?.remove();
  });
  await details.getByRole('button', { name: 'Run' }).click();
  return (await answer.textContent()) ?? '';
}

await runChecks('Chromium', {
  'every operation is shown once': async () => {
    const shown = await page
      .locator('main > details')
      .evaluateAll((elements) => elements.map(({ id }) => id));
    assert.deepEqual([...shown].sort(), [...operationIds].sort());
  },
  'the example of a prediction runs': async () => {
    const answer = await run(await open('predict'));
    assert.match(answer, /^200 OK\[\s*\{\s*"label": "positive",\s*"score": 0\.\d+\s*\}\s*\]$/);
  },
  'a path parameter goes into the call': async () => {
    const details = await open('getModel');
    await details.locator('input').first().fill('sentiment');
    assert.match(await run(details), /^200 OK[\s\S]*"model": "sentiment"/);
  },
  'a refusal is shown with its sentence': async () => {
    const details = page.locator('#getModel');
    await details.locator('input').first().fill('no such');
    assert.match(await run(details), /^400 Bad Request[\s\S]*"code"/);
  },
  'markup in an answer stays text': async () => {
    const details = page.locator('#predict');
    await details.locator('textarea').fill('{"<img src=x onerror=alert(1)>": 1}');
    assert.match(await run(details), /^400 Bad Request[\s\S]*<img src=x/);
    assert.equal(await page.locator('img').count(), 0);
  },
  'a file is uploaded and served from the page': async () => {
    const details = await open('upload');
    await details.locator('input[type=file]').setInputFiles(path.join(ROOT, DEMO));
    await details.locator('input[name=name]').fill('from-the-page');
    assert.match(await run(details), /^201 Created[\s\S]*"status": "READY"/);
  },
  'the TypeScript client runs in a page': async () => {
    const { outputFiles } = await build({
      entryPoints: [path.join(ROOT, 'client/index.ts')],
      bundle: true,
      format: 'iife',
      globalName: 'maas',
      platform: 'browser',
      write: false,
    });
    const answer = await page.evaluate<unknown>(`(async () => {
      ${outputFiles[0]?.text ?? ''}
      const client = new maas.MaasClient({ url: location.origin });
      const model = await (await fetch('/docs')).blob();
      const refused = await client.upload('from-a-page', model).catch((error) => error);
      const [record] = await client.predict('sentiment', { text: '这是一个正面的文本' });
      return { label: record.label, name: refused.name, code: refused.code };
    })()`);
    assert.deepEqual(answer, { label: 'positive', name: 'MaasError', code: 'MODEL_REJECTED' });
  },
  'a link opens its operation': async () => {
    await page.getByRole('link', { name: 'what there is' }).click();
    await page.locator('#listModels[open]').waitFor();
  },
  'it fits a phone': async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.ok(width <= 375, `The page is ${width} px wide.`);
  },
  'it can be read by everybody, in light and in dark (WCAG 2.1 AA)': async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await findBarriers(), [], colorScheme);
    }
  },
  'the page asks nobody else, and the browser complains of nothing': async () => {
    assert.deepEqual([...asked], [new URL(URL_BASE).origin]);
    assert.deepEqual(complaints, []);
    return Promise.resolve();
  },
});
await browser.close();
