import type { Duration } from 'aws-cdk-lib';

/** The props of captures, which keep predictions beside their metrics. */
export interface CaptureProps {
  /**
   * Predictions in percent, 0 to 100, whose inputs and outputs are kept in the bucket as lines of
   * JSON, where their model's settings do not say.
   * @default 0
   */
  readonly capturePercent?: number;
  /**
   * Names of fields and columns, whatever their case, whose values no capture shows, whatever a
   * model's settings say.
   * @default - none
   */
  readonly captureRedact?: readonly string[];
  /**
   * Time for which captures are kept, in whole days.
   * @default Duration.days(30)
   */
  readonly captureRetention?: Duration;
}
