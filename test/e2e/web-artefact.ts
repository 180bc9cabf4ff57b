import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ORIGIN_HEADERS } from '../../layers/maas/contract/web-function.ts';
import { matchRoute } from '../../layers/maas/gateway/match-route.ts';
import { stageWeb } from '../../scripts/build-web.ts';
import { poll } from '../support/poll.ts';
import { Client, type CallOptions, type Reply } from './service/client.ts';

/** Its two processes load ONNX Runtime, on a machine that may be busy. */
const START_MS = 120_000;
/** As long as the secret that the stack makes. */
export const ORIGIN_KEY = 'o'.repeat(64);

/**
 * Where the artefact's own view of the disk has its package, the folder that it is given, and Node,
 * which may lie below the `/tmp` that the view hides.
 */
const TASK = '/srv';
const GIVEN = '/mnt';
const NODE = '/media';

/**
 * As AWS has it: nothing can be written but 512 MB of `/tmp`, and 1,024 files can be open. The process
 * stays the one that was spawned, so that it gets the signals.
 */
const AS_ON_AWS = `
mount --bind "$GIVEN_FOLDER" ${GIVEN} && mount --bind "$TASK_FOLDER" ${TASK} &&
mount --bind "$NODE_FOLDER" ${NODE} && mount -o remount,bind,ro ${NODE} &&
mount -o remount,bind,ro ${GIVEN} && mount -o remount,bind,ro ${TASK} &&
mount -t tmpfs -o size=512m,mode=1777 tmpfs /tmp && mount -o remount,bind,ro / &&
cd ${TASK} && ulimit -n 1024 && exec "$@"`;

/** Whether this machine lets us give a process its own view of the disk, as CI's does. */
const CAN_SEPARATE =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0;

export interface WebArtefactOptions {
  /** The folder that it may read, `GIVEN` for it. */
  readonly given: string;
  /** Beside what AWS sets; `GIVEN` in values stands for the folder. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The package of the web function, started as AWS starts it. */
export class WebArtefact {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #output: () => string;

  private constructor(url: string, child: ChildProcess, folder: string, output: () => string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
    this.#output = output;
  }

  /** Settles when it listens. */
  static async start({ given, environment }: WebArtefactOptions): Promise<WebArtefact> {
    const folder = mkdtempSync(path.join(tmpdir(), 'maas-web-'));
    const task = path.join(folder, 'task');
    await stageWeb(process.arch === 'arm64' ? 'arm64' : 'x86_64', task);
    writeFileSync(path.join(given, 'origin-key'), ORIGIN_KEY);
    const port = await findPort();
    // Where it has none, only the package cannot be written.
    const [nodeFolder, node] = [path.dirname(process.execPath), path.basename(process.execPath)];
    const seen = CAN_SEPARATE
      ? { task: TASK, given: GIVEN, node: path.join(NODE, node) }
      : { task, given, node: process.execPath };
    if (!CAN_SEPARATE) spawnSync('chmod', ['-R', 'a-w', task]);
    const [command = '', ...args] = [
      ...(CAN_SEPARATE ? ['unshare', '--mount', 'sh', '-c', AS_ON_AWS, 'sh'] : []),
      ...[seen.node, path.join(seen.task, 'index.js')],
    ];
    const child = spawn(command, args, {
      env: {
        PATH: process.env.PATH,
        AWS_LAMBDA_HTTP_ENDPOINT: `127.0.0.1:${port}`,
        AWS_LAMBDA_INITIALIZATION_TYPE: 'native-http',
        AWS_REGION: 'eu-central-1',
        GIVEN_FOLDER: given,
        TASK_FOLDER: task,
        NODE_FOLDER: nodeFolder,
        ...(CAN_SEPARATE ? {} : { MAAS_BUNDLE_DIRECTORY: path.join(folder, 'bundles') }),
        MAAS_ORIGIN_KEY_FILE: path.join(seen.given, 'origin-key'),
        ...Object.fromEntries(
          Object.entries(environment).map(([name, value]) => [
            name,
            value.replace('GIVEN', seen.given),
          ]),
        ),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const url = `http://127.0.0.1:${port}`;
    await poll(
      'the web function listens',
      async () => {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${output}`);
        return fetch(url).then(
          () => true,
          () => false,
        );
      },
      START_MS,
    );
    return new WebArtefact(url, child, folder, () => output);
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output();
  }

  /** Sends SIGTERM, as Lambda does. @returns the exit code */
  async end(): Promise<number | null> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    if (!CAN_SEPARATE) spawnSync('chmod', ['-R', 'u+w', this.#folder]);
    rmSync(this.#folder, { recursive: true, force: true });
    return code;
  }
}

/** The environment of a folder's registry, from the home of a service that has made it. */
export function toFolderEnvironment(home: string, serviceUrl: string): Record<string, string> {
  return {
    MAAS_STORE_DIRECTORY: 'GIVEN/store',
    MAAS_STORE_SECRET: readFileSync(path.join(home, 'secret'), 'utf8'),
    MAAS_STORE_URL: serviceUrl,
    MAAS_PREDICTION_KEY_FILE: 'GIVEN/prediction-key',
    MAAS_BUNDLE_BUDGET_MB: '448',
  };
}

/** Sends predictions to the web function and the rest elsewhere, as API Gateway does. */
export class SplitClient extends Client {
  readonly #web: Client;

  constructor(apiUrl: string, webUrl: string) {
    super({ url: apiUrl });
    this.#web = new Client({ url: webUrl });
  }

  override call(method: string, url: string, options: CallOptions = {}): Promise<Reply> {
    const { match } = matchRoute(method, url.split('?')[0] ?? '') ?? {};
    if (match?.route.function !== 'predict') return super.call(method, url, options);
    const headers = { ...options.headers, [ORIGIN_HEADERS.key]: ORIGIN_KEY };
    return this.#web.call(method, url, { ...options, headers });
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
