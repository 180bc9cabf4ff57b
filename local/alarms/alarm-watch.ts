import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { getAlarmRule } from '../../layers/maas/contract/alarms.ts';
import { toAlarmMessage } from '../../layers/maas/core/alarms/alarm-message.ts';
import {
  evaluateAlarms,
  listChanges,
  type AlarmStatus,
  type EvaluateDeps,
} from '../../layers/maas/core/alarms/evaluate-alarms.ts';
import { isAlarmStatus } from '../../layers/maas/core/alarms/is-alarm-status.ts';
import { describeRule } from '../../layers/maas/core/alarms/own-alarms.ts';
import type { Clock } from '../../layers/maas/core/ports/clock.ts';
import type { ModelRecord } from '../../layers/maas/core/registry/records.ts';
import { toStateChangeEvent } from './state-change-event.ts';

export interface AlarmWatchOptions {
  /** The folder that keeps states and their history. */
  readonly directory: string;
  readonly clock: Clock;
  readonly metrics: EvaluateDeps['metrics'];
  readonly limits: EvaluateDeps['limits'];
  readonly listOwn: () => Promise<EvaluateDeps['own']>;
  readonly findModel: (model: string) => Promise<ModelRecord | undefined>;
  /** The address of the service, which tells what was at the time of an alarm. */
  readonly url: string;
  /** Told of each change, one after the other. */
  readonly deliver: (subject: string, message: string) => Promise<void>;
  /** Told of each change, before people are, as EventBridge would tell it. */
  readonly publish: (event: string) => Promise<unknown>;
  readonly onError: (message: string, error: unknown) => void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const PREFIX = 'local';
/** Changes that `GET /alarms/history` answers: the last ones. */
const HISTORY_LENGTH = 1000;

/** CloudWatch's place on one machine: evaluates all rules once a minute. */
export class AlarmWatch {
  readonly #options: AlarmWatchOptions;
  readonly #stateFile: string;
  readonly #historyFile: string;
  #states: readonly AlarmStatus[];
  #pending: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AlarmWatchOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    this.#stateFile = path.join(options.directory, 'states.json');
    this.#historyFile = path.join(options.directory, 'history.jsonl');
    this.#states = readStates(this.#stateFile);
  }

  start(): void {
    this.#timer = setInterval(() => void this.evaluate(), MINUTE_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Those that ring, and those that have been judged last. */
  list(): readonly AlarmStatus[] {
    return this.#states;
  }

  /** Changes of state, newest first. */
  readHistory(): AlarmStatus[] {
    if (!existsSync(this.#historyFile)) return [];
    return readFileSync(this.#historyFile, 'utf8')
      .split('\n')
      .slice(-HISTORY_LENGTH - 1)
      .flatMap((line) => parseLine(line) ?? [])
      .reverse();
  }

  /** One evaluation at a time; a failure is told and the next one goes on. */
  evaluate(): Promise<void> {
    this.#pending = this.#pending
      .then(() => this.#evaluate())
      .catch((error: unknown) => {
        this.#options.onError('The alarms could not be evaluated.', error);
      });
    return this.#pending;
  }

  async #evaluate(): Promise<void> {
    const { clock, metrics, limits, listOwn } = this.#options;
    const nowMs = clock.nowMs();
    const states = await evaluateAlarms(
      { metrics, limits, own: await listOwn() },
      nowMs,
      this.#states,
    );
    const changes = listChanges(this.#states, states);
    for (const change of changes) {
      appendFileSync(this.#historyFile, `${JSON.stringify(change)}\n`, { mode: 0o600 });
    }
    this.#states = states;
    writeFileSync(`${this.#stateFile}.new`, JSON.stringify(states), { mode: 0o600 });
    renameSync(`${this.#stateFile}.new`, this.#stateFile);
    // Roll-outs that go back by themselves do not wait for people to be reached.
    await Promise.all(changes.map((change) => this.#publish(change, nowMs)));
    for (const change of changes) await this.#tell(change, nowMs);
  }

  async #publish(status: AlarmStatus, nowMs: number): Promise<void> {
    try {
      const { name, reason } = this.#toNotification(status, nowMs);
      await this.#options.publish(toStateChangeEvent(status, name, reason));
    } catch (error) {
      this.#options.onError('A roll-out could not be told of an alarm.', error);
    }
  }

  async #tell(status: AlarmStatus, nowMs: number): Promise<void> {
    const { deliver, findModel, onError } = this.#options;
    try {
      const record = await findModel(status.model);
      const notification = this.#toNotification(status, nowMs);
      const { subject, text } = toAlarmMessage(
        {
          ...notification,
          rule: getAlarmRule(status.alarm),
          model: status.model,
          version: status.version,
          arn: undefined,
          isContributor: true,
        },
        { record, dashboardUrl: this.#toMetricsUrl(status, nowMs) },
      );
      await deliver(subject, toCloudWatchJson(notification, status, text));
    } catch (error) {
      onError('Nobody could be told of an alarm.', error);
    }
  }

  #toNotification(status: AlarmStatus, nowMs: number): LocalNotification {
    const rule = getAlarmRule(status.alarm);
    const values = status.values.map((value) => value ?? 'none').join(', ');
    const isAlarm = status.state === 'ALARM';
    return {
      name:
        rule.watch.kind === 'model'
          ? `${PREFIX}/${status.model}/${status.alarm}`
          : `${PREFIX}/${status.alarm}`,
      description: describeRule(rule, status.limit),
      state: status.state,
      previousState: isAlarm ? 'OK' : 'ALARM',
      reason:
        values === ''
          ? 'No data was returned for this contributor'
          : `The last values are [${values}]; the threshold is ${status.threshold}.`,
      atMs: nowMs,
    };
  }

  #toMetricsUrl({ model }: AlarmStatus, nowMs: number): string {
    // eslint-disable-next-line no-restricted-syntax -- what is shown goes by the time of day
    const from = new Date(nowMs - 3 * HOUR_MS).toISOString();
    const to = new Date(nowMs).toISOString();
    return `${this.#options.url}/models/${encodeURIComponent(model)}/metrics?from=${from}&to=${to}`;
  }
}

interface LocalNotification {
  readonly name: string;
  readonly description: string;
  readonly state: AlarmStatus['state'];
  readonly previousState: string;
  readonly reason: string;
  readonly atMs: number;
}

/** As CloudWatch sends it; the description is what a person reads. */
function toCloudWatchJson(
  { name, state, previousState, reason, atMs }: LocalNotification,
  { model, version, threshold }: AlarmStatus,
  text: string,
): string {
  return JSON.stringify({
    AlarmName: name,
    AlarmDescription: text,
    AWSAccountId: '000000000000',
    NewStateValue: state,
    OldStateValue: previousState,
    NewStateReason: reason,
    StateChangeTime: new Date(atMs).toISOString().replace('Z', '+0000'),
    Region: 'local',
    AlarmContributorAttributes: {
      Model: model,
      Version: version,
    },
    Trigger: { Threshold: threshold },
  });
}

/** Reads the states. A file that is no list of ours has none: the next evaluation makes it anew. */
function readStates(file: string): readonly AlarmStatus[] {
  try {
    const states: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(states) ? states.filter(isAlarmStatus) : [];
  } catch {
    return [];
  }
}

/** undefined for a line that a killed process cut short, and for one that another release wrote. */
function parseLine(line: string): AlarmStatus | undefined {
  try {
    const status: unknown = JSON.parse(line);
    return isAlarmStatus(status) ? status : undefined;
  } catch {
    return undefined;
  }
}
