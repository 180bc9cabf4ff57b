import { readAnonymousMb } from './watch-memory.ts';

const INTERVAL_MS = 500;

/** A process that takes its part of the memory. */
interface Member {
  readonly processId: number;
  readonly onExceeded: (usedMb: number) => void;
}

/**
 * The memory that several processes have together. When they hold more, the one that holds the most
 * is told: where the machine itself ran out, all of them would end.
 */
export class MemoryShare {
  readonly limitMb: number;
  readonly #members = new Set<Member>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limitMb: number) {
    this.limitMb = limitMb;
  }

  /** @returns what takes the process out again */
  join(processId: number, onExceeded: Member['onExceeded']): () => void {
    const member = { processId, onExceeded };
    this.#members.add(member);
    this.#timer ??= setInterval(() => {
      this.#look();
    }, INTERVAL_MS).unref();
    return () => {
      this.#members.delete(member);
      if (this.#members.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #look(): void {
    const taken = [...this.#members].map((member) => ({
      member,
      usedMb: readAnonymousMb(member.processId),
    }));
    const sumMb = taken.reduce((sum, { usedMb }) => sum + usedMb, 0);
    if (sumMb <= this.limitMb) return;
    const [largest] = taken.sort((a, b) => b.usedMb - a.usedMb);
    if (!largest) return;
    this.#members.delete(largest.member); // it is told once
    largest.member.onExceeded(largest.usedMb);
  }
}
