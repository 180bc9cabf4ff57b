import type { OwnLimit } from '../../contract/alarm-limits.ts';

/** The limits that a model set for itself; with none of them it has no alarms of its own. */
export type OwnLimits = Readonly<Partial<Record<OwnLimit, number>>> & {
  readonly runbookUrl?: string;
};

/** Keeps the alarms of models that have limits of their own. */
export interface AlarmRegistry {
  /**
   * Makes the model's alarms be those of these limits, and takes all others of it away; repeated,
   * it changes nothing.
   * @param model its name as its record writes it
   */
  replace(model: string, limits: OwnLimits): Promise<void>;
}
