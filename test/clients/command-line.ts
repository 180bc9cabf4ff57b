/** The command line against the service at MAAS_URL: each check is what somebody types. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './run-checks.ts';

const NAME = `cli-${process.pid}`;
const ROLLED = `${NAME}-rolled`;
const GOOD = '这是一个正面的文本';
const BAD = '这是一个负面的文本';
const work = mkdtempSync(path.join(tmpdir(), 'maas-cli-'));
const environment = { ...process.env, XDG_CONFIG_HOME: path.join(work, 'config') };

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function begin(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['cli/main.ts', ...args], { env: environment });
}

async function maas(args: readonly string[], stdin = ''): Promise<Ended> {
  const child = begin(...args);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await maas([...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

const PART_BYTES = 104_857_600;

/** The demo with a file beside it that goes in four parts. */
function makeLargeBundle(): string {
  const folder = path.join(work, 'large');
  cpSync('examples/sentiment', folder, { recursive: true });
  writeFileSync(path.join(folder, 'beside.dat'), randomFillSync(Buffer.alloc(3.2 * PART_BYTES)));
  return folder;
}

await runChecks('command line', {
  'a folder is uploaded, and served': async () => {
    const { code, stdout } = await maas(['upload', 'examples/sentiment', NAME]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^READY ${NAME} version 1 \\(text-classification, live`));
  },
  'the same upload again makes nothing new': async () => {
    const { version } = await json<{ version: number }>('upload', 'examples/sentiment', NAME);
    assert.equal(version, 1);
  },
  'a roll-out is begun with an upload, watched, and ended by hand': async () => {
    assert.equal((await maas(['upload', 'examples/sentiment', ROLLED])).code, 0);
    const { code, stderr } = await maas([
      ...['upload', 'examples/sentiment', ROLLED, '--again', '--canary', '10,50', '--bake', '10'],
    ]);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      new RegExp(`next: serverless-maas rollout watch ${ROLLED} \\d{10} --alias live`),
    );
    const { rollouts } = await json<{ rollouts: { id: string; state: string }[] }>(
      ...['rollout', 'list', ROLLED],
    );
    assert.equal(rollouts[0]?.state, 'BAKING');
    const [watched] = await Promise.all([
      maas(['rollout', 'watch', ROLLED, '--every', '0.2']),
      maas(['rollout', 'abort', ROLLED]),
    ]);
    assert.equal(watched.code, 8);
    assert.match(watched.stdout, /ABORTED\t0 %\tAborted by hand\.\n$/);
    const again = await maas([
      'rollout',
      'start',
      ROLLED,
      '2',
      '--all-at-once',
      '--guard',
      'accuracy=5',
    ]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /with a limit as =0\.05; got 'accuracy=5'/);
    const begun = await maas([
      'rollout',
      'start',
      ROLLED,
      '2',
      '--linear',
      '25',
      '--on-bad',
      'freeze',
    ]);
    assert.match(begun.stdout, /BAKING \d{10}: version 2 over 1, 25 % of the traffic/);
    assert.equal((await maas(['rollout', 'promote', ROLLED])).code, 0);
    assert.equal((await maas(['promote', ROLLED, '1'])).code, 0);
  },
  'a text, lines, a table and JSON are answered': async () => {
    const [record] = await json<{ label: string }[]>('predict', NAME, '这是一个正面的文本');
    assert.equal(record?.label, 'positive');
    const lines = await maas(['predict', NAME, '-'], '这是一个正面的文本\n这是一个负面的文本\n');
    assert.deepEqual(
      lines.stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]),
      ['label', 'positive', 'negative'],
    );
    const table = path.join(work, 'reviews.csv');
    const rows = Array.from({ length: 300 }, (_, id) => `${id},${id % 2 ? GOOD : BAD}`);
    writeFileSync(table, `\ufeffid,text\n${rows.join('\n')}\n`);
    const answered = path.join(work, 'answered.csv');
    assert.equal((await maas(['predict', NAME, table, '--out', answered])).code, 0);
    const [head, ...cells] = readFileSync(answered, 'utf8').trim().split('\n');
    assert.equal(head, 'id,text,label,score');
    assert.deepEqual(
      cells.map((line) => line.split(',').slice(0, 3).join()),
      rows.map((row, id) => `${row},${id % 2 ? 'positive' : 'negative'}`),
    );
    const asked = `{"text": "${GOOD}"}\n{"text": "${BAD}"}\n`;
    const { stdout } = await maas(['predict', NAME, '-', '--format', 'jsonl', '--json'], asked);
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { label: string }).label),
      ['positive', 'negative'],
    );
  },
  'truths are sent for what was predicted': async () => {
    const [record] = await json<{ predictionId: string; index: number }[]>(
      'predict',
      NAME,
      GOOD,
      '--ids',
    );
    assert.equal(record?.index, 0);
    const { predictionId } = record;
    assert.match((await maas(['feedback', NAME, predictionId, 'positive'])).stdout, /^1 counted/);
    assert.match(
      (await maas(['feedback', NAME, predictionId, 'positive'])).stdout,
      /1 sent before/,
    );
    const table = path.join(work, 'truths.csv');
    writeFileSync(table, `text,truth\n${GOOD},positive\n${BAD},positive\n${GOOD},\n`);
    const answered = path.join(work, 'with-ids.csv');
    assert.equal((await maas(['predict', NAME, table, '--ids', '--out', answered])).code, 0);
    assert.match((await maas(['feedback', NAME, answered])).stdout, /^2 counted, 0 sent before, 0/);
    const forged = await maas(['feedback', NAME, 'forged', 'positive']);
    assert.equal(forged.code, 6);
    assert.match(forged.stderr, /^1: .*prediction/m);
    const { code, stderr } = await maas(['feedback', NAME, 'no-such-file.csv']);
    assert.equal(code, 2);
    assert.match(stderr, /needs its truth/);
  },
  'an upload that was killed half-way goes on with the same command': async () => {
    const folder = makeLargeBundle();
    const command = ['upload', folder, NAME, '--parallel', '1'];
    const first = begin(...command);
    for await (const chunk of first.stderr ?? []) {
      if (String(chunk).includes('Sending:')) break;
    }
    first.kill('SIGKILL');
    await once(first, 'exit');
    const { code, stdout, stderr } = await maas(command);
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`Going on with ${NAME} version 2\\.`));
    const sent = Number(/Sent (\d+) MB/.exec(stderr)?.[1]);
    assert.ok(sent > 0 && sent * 1e6 <= 2.3 * PART_BYTES, stderr);
    console.log(`sent again: ${sent} of 336 MB`);
    assert.match(stdout, /^READY .* version 2 /);
  },
  'aliases move forth and back': async () => {
    assert.match((await maas(['rollback', NAME])).stdout, /live → 1, before 2/);
    assert.match((await maas(['promote', NAME, '2'])).stdout, /live → 2, before 1/);
    const { code, stderr } = await maas(['rollback', NAME, '--to', '9']);
    assert.equal(code, 5);
    assert.match(stderr, new RegExp(`fix: serverless-maas versions ${NAME}`));
  },
  'models, versions and a version are shown': async () => {
    const models = await json<{ model: string }[]>('models');
    assert.ok(models.some(({ model }) => model === NAME));
    const versions = await json<{ version: number }[]>('versions', NAME);
    assert.deepEqual(
      versions.map(({ version }) => version),
      [2, 1],
    );
    assert.match((await maas(['show', NAME])).stdout, /^labels\tnegative, positive$/m);
  },
  'metrics, a month’s cost and the alarms are shown, and doctor finds nothing': async () => {
    const { stdout } = await maas(['metrics', NAME]);
    assert.match(stdout, /^predictions\t\d+\t[▁-█·]{12}$/m);
    assert.match(stdout, /^1\t\d+\t[\d.]+\t[\d.]+\t0\t0\t\d+$/m);
    const cost = await json<{ totalDollars: number; idleDollars: number }>('cost', NAME);
    assert.ok(cost.totalDollars > cost.idleDollars);
    assert.ok(Array.isArray(await json<unknown[]>('alarms')));
    const { code, stdout: said } = await maas(['doctor', 'examples/sentiment']);
    assert.equal(code, 0, said);
  },
  'what goes wrong says what mends it, and has its own exit code': async () => {
    const cases: [string[], number, RegExp][] = [
      [['predict', 'no-such-model', 'x'], 5, /fix: serverless-maas models/],
      [['show', NAME, 'one'], 2, /A version's number is needed; got 'one'/],
      [['upload', 'README.md', NAME], 6, /There is no model in it/],
      [['models', '--url', 'http://127.0.0.1:9'], 3, /fix: npx serverless-maas start/],
      [['predict', NAME, '{"text": 1}', '--format', 'text', '--at', 'none'], 5, /fix: .*versions/],
    ];
    for (const [args, code, said] of cases) {
      const ended = await maas(args);
      assert.equal(ended.code, code, args.join(' ') + ended.stderr);
      assert.match(ended.stderr, said);
    }
    const { stderr } = await maas(['models', '--url', 'http://127.0.0.1:9', '--json']);
    assert.match((JSON.parse(stderr) as { fix: string }).fix, /^npx serverless-maas start/);
  },
});
rmSync(work, { recursive: true, force: true });
