/** An alarm, as a person is told of it. */
export interface AlarmMessage {
  /** One line, as the subject of an e-mail has it. */
  readonly subject: string;
  readonly text: string;
}

/** One way to tell somebody of an alarm. */
export interface Messenger {
  /**
   * @param original what CloudWatch sent, for programs
   * @throws Error when nobody took it
   */
  send(message: AlarmMessage, original: string): Promise<void>;
}
