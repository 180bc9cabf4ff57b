import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { SDK_DEFAULTS } from '../aws/sdk-defaults.ts';

/** A rule of EventBridge that runs on a schedule, and only while it is needed. */
export class EventBridgeRule {
  readonly #name: string;
  readonly #client = new EventBridgeClient(SDK_DEFAULTS);

  constructor(name: string) {
    this.#name = name;
  }

  /** Again, where it is so already. */
  async turn(isOn: boolean): Promise<void> {
    const rule = { Name: this.#name };
    if (isOn) await this.#client.send(new EnableRuleCommand(rule));
    else await this.#client.send(new DisableRuleCommand(rule));
  }
}
