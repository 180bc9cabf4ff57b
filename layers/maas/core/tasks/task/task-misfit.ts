/** The reason why a bundle cannot serve a task. */
export class TaskMisfit {
  /** A sentence without its full stop that names what is missing, or what is not followed. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
