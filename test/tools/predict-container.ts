/**
 * Containers of the deployed `predict`: its image, with the environment that the emulator gave it,
 * as Lambda runs one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';

/**
 * The variables that may not be taken over: the first two say whom to ask for events, the third
 * that no answer is streamed.
 */
const OWN = ['AWS_LAMBDA_RUNTIME_API', '_HANDLER', 'LAMBDA_BUFFER_STREAMS'];

interface Container {
  readonly Image: string;
  readonly HostConfig: { readonly ReadonlyRootfs: boolean };
  readonly Config: { readonly Env: readonly string[]; readonly Cmd: readonly string[] | null };
}

export interface RunningContainer {
  /** Rejects when it ends. */
  readonly ended: Promise<never>;
  /** The most memory that its first process has had, in MB. */
  peakMb(): number;
  end(): void;
}

export interface ContainerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder of its own for /tmp, which is a disk on Lambda. @default - half a gigabyte of memory */
  readonly tmp?: string;
  /** The program to run in it before the handler's name. */
  readonly start: readonly string[];
}

/** Those that run now, the newest last: an emulator that was killed leaves its own behind. */
export function listContainers(): Container[] {
  const ids = podman('ps', '-q', '--sort', 'created')
    .split('\n')
    .filter((id) => id !== '');
  return ids.length > 0 ? (JSON.parse(podman('inspect', ...ids)) as Container[]) : [];
}

/**
 * Starts a container like the one that serves predictions: nothing to write but /tmp, no user of
 * its own, the function's memory.
 * @param work the folder of the deployment, for the emulator's certificate
 */
export function startPredict(
  work: string,
  { environment = {}, tmp, start }: ContainerOptions,
): RunningContainer {
  const deployed = listContainers().findLast(({ Config }) =>
    Config.Cmd?.[0]?.startsWith('predict/'),
  );
  if (!deployed) throw new Error('No container of the deployed predict runs.');
  const name = `maas-predict-${randomUUID()}`;
  const variables = [
    ...deployed.Config.Env.filter((variable) => !OWN.some((own) => variable.startsWith(`${own}=`))),
    ...Object.entries(environment).map(([key, value]) => `${key}=${value}`),
  ];
  const [entrypoint = '', ...rest] = start;
  const container = spawn(
    'podman',
    [
      'run',
      '--rm',
      '--name',
      name,
      '--network',
      'host',
      '--read-only',
      '--user',
      '993',
      ...(tmp === undefined ? ['--tmpfs', '/tmp:size=512m,mode=1777'] : ['-v', `${tmp}:/tmp`]),
      '--memory',
      '1769m',
      '-v',
      `${path.join(work, 'ca.pem')}:/etc/ministack.pem:ro`,
      ...variables.flatMap((variable) => ['-e', variable]),
      '--entrypoint',
      entrypoint,
      deployed.Image,
      ...rest,
      'predict/start.handler',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(container, 'exit').then(([code]) => {
    throw new Error(`The container ended with ${String(code)}.`);
  });
  ended.catch(() => undefined); // nobody may be waiting any more
  return {
    ended,
    peakMb: () => {
      const [, kilobytes] =
        /VmHWM:\s+(\d+)/.exec(podman('exec', name, 'cat', '/proc/1/status')) ?? [];
      return Math.round(Number(kilobytes) / 1024);
    },
    end: () => {
      podman('rm', '-f', '-t', '0', '-i', name);
    },
  };
}

function podman(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('podman', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`podman ${args[0] ?? ''} failed: ${stderr}`);
  return stdout;
}
