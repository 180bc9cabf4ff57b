import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AbsentError } from './install.ts';
import type { BenchModel } from './models.ts';
import { fillHome, OURS, planOurs } from './ours.ts';
import { PEERS, type Program, type StartPlace } from './peers.ts';
import { checkAnswer } from './check-answer.ts';
import { findFreePorts, Server } from './server.ts';

type Plan = (place: StartPlace) => Promise<Program>;

/** The servers of one model, all of them started. */
export class Subjects {
  readonly servers = new Map<string, Server>();
  readonly #work: string;
  readonly #model: BenchModel;
  readonly #absent: Map<string, string>;

  /**
   * @param work an empty folder
   * @param absent what is not to be had, and why: it is left out, and more may be added
   */
  constructor(work: string, model: BenchModel, absent: Map<string, string>) {
    this.#work = work;
    this.#model = model;
    this.#absent = absent;
  }

  /** The file of the model, for all that take one. */
  get file(): string {
    return path.join(this.#work, 'model.onnx');
  }

  /**
   * Starts them one after the other, each once before, so that nothing is read for the first time.
   * @throws Error when one answers otherwise than ours
   */
  async start(): Promise<void> {
    writeFileSync(this.file, this.#model.bytes);
    for (const [name, plan] of await this.#listPlans()) {
      try {
        await (await this.#start(name, plan)).end();
        const server = await this.#start(name, plan);
        this.servers.set(name, server);
        const [reference = server] = this.servers.values();
        checkAnswer(name, server.answer, reference.answer);
      } catch (error) {
        if (!(error instanceof AbsentError)) throw error;
        this.#absent.set(name, error.message);
      }
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.end()));
  }

  async #listPlans(): Promise<[string, Plan][]> {
    const plans: [string, Plan][] = [];
    for (const name of Object.keys(OURS) as (keyof typeof OURS)[]) {
      const home = path.join(this.#work, `home-${plans.length}`);
      await fillHome(home, this.#model);
      plans.push([
        name,
        ({ port }) => Promise.resolve(planOurs(name, { home, port, model: this.#model })),
      ]);
    }
    for (const { name, install, plan } of PEERS) {
      if (this.#absent.has(name)) continue;
      plans.push([name, async (place) => plan(await install(), place)]);
    }
    return plans;
  }

  async #start(name: string, plan: Plan): Promise<Server> {
    const [port = 0, first = 0, second = 0] = await findFreePorts(3);
    const folder = path.join(this.#work, `${port}`);
    const program = await plan({ file: this.file, port, spare: [first, second], folder });
    console.log(`${this.#model.name}: ${name}`);
    return Server.start(program, port, this.#model.questions[0]?.json ?? '');
  }
}
