/** A subject that doctor looked at, and the state that it found it in. */
export interface Finding {
  readonly what: string;
  readonly isWell: boolean;
  readonly message: string;
  /** A command, or what to do. */
  readonly fix?: string;
}

export function well(what: string, message: string): Finding {
  return { what, isWell: true, message };
}

export function ill(what: string, message: string, fix: string): Finding {
  return { what, isWell: false, message, fix };
}
