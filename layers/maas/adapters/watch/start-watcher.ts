import { spawn } from 'node:child_process';
import type { MetricDetail } from '../../contract/metrics.ts';

/** Whom to watch, and how what is late is counted. */
export interface WatchOrder {
  readonly pid: number;
  readonly notePath: string;
  /** CloudWatch namespace of the count. */
  readonly metricNamespace: string;
  /** @default 'standard' */
  readonly metricDetail?: MetricDetail | undefined;
}

/**
 * A shell watches, as that takes a millisecond and a megabyte where a thread of Node takes 40 and
 * ten. It reads the note ten times a second, and waits for the end of its standard input meanwhile,
 * which is that of the process. It keeps time by the system's uptime, which nobody sets. It stops
 * the process before it looks once more: what ends by itself in that moment is neither ended nor
 * counted. Arguments: process, note, Node, program, order.
 */
const SHELL = `
seen=
while read -rt 0.1; (( $? > 128 )); do
  note=
  { read -r note < "$2"; } 2> /dev/null
  if ! [[ $note =~ ^\\{.*\\"endsInMs\\":([0-9]+) ]]; then seen=; continue; fi
  limit=\${BASH_REMATCH[1]}
  read -r uptime _ < /proc/uptime
  now=$(( 10#\${uptime/./} * 10 ))
  if [[ $note != "$seen" ]]; then seen=$note since=$now; continue; fi
  if (( now - since <= limit )); then continue; fi
  kill -STOP "$1"
  note=
  read -r note < "$2"
  if [[ $note == "$seen" ]]; then "$3" "$4" end "$5" || kill -KILL "$1"; exit; fi
  kill -CONT "$1"
done`;
/** Else it reads a file of the user's own first. */
const AS_IT_IS = ['--norc', '--noprofile'];

/**
 * Starts a process that watches another, and ends with it.
 * @param program calls `runWatchdog`
 * @param onEnd called when nobody watches any more
 */
export function startWatcher(program: string, order: WatchOrder, onEnd: () => void): void {
  const text = JSON.stringify(order);
  const startProgram = (): void => {
    start(process.execPath, [program, 'watch', text], onEnd);
  };
  // Others have no such shell, or one without fractions of a second.
  if (process.platform !== 'linux') {
    startProgram();
    return;
  }
  const names = [order.pid, order.notePath, process.execPath, program, text].map(String);
  start('bash', [...AS_IT_IS, '-c', SHELL, 'watch', ...names], onEnd, startProgram);
}

/** @param onMissing called in the place of `onEnd` where there is no such command */
function start(
  command: string,
  names: readonly string[],
  onEnd: () => void,
  onMissing: () => void = onEnd,
): void {
  const child = spawn(command, names, { stdio: ['pipe', 'inherit', 'inherit'] });
  child.once('error', onMissing).once('exit', onEnd).unref();
  child.stdin.on('error', () => undefined); // its end is told by 'exit'
  (child.stdin as typeof child.stdin & { unref: () => void }).unref();
}
