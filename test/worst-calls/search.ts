/**
 * Searches for the worst call of each subject and prints what it found, as one line of JSON: in a
 * process of its own, as V8 counts every module that a process has ever loaded.
 */
import { WorkCounter } from './count-work.ts';
import { describeCall } from './describe-call.ts';
import { scaleLimits } from './scale-limits.ts';
import { searchWorst } from './search-worst.ts';
import { loadProtocols, loadTasks } from './subjects.ts';

/** A call that the search found, as the test reads it. */
export interface FoundCall {
  readonly subject: string;
  readonly steps: number;
  readonly asked: { readonly tokens: number; readonly numbers: number };
  readonly isRefused: boolean;
  /** The body in a few words. */
  readonly call: string;
  /** Calls that were tried, and those of them that were answered. */
  readonly tried: number;
  readonly answered: number;
}

if (import.meta.main) {
  scaleLimits();
  const counter = new WorkCounter();
  const found: FoundCall[] = [];
  for (const subject of [...(await loadTasks()), ...(await loadProtocols())]) {
    const {
      body,
      refusal,
      subject: name,
      steps,
      asked,
      tried,
      answered,
    } = await searchWorst(subject, counter, 1);
    found.push({
      subject: name,
      steps,
      asked,
      isRefused: refusal !== undefined,
      call: describeCall(body),
      tried,
      answered,
    });
  }
  counter.end();
  console.log(JSON.stringify(found));
}
