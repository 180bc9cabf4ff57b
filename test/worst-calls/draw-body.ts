import * as z from 'zod/mini';
import type { Choices } from './choices.ts';

/** The parts of a body that cannot be drawn from its schema alone. */
export interface Vocabulary {
  /** The pieces that texts are made of. */
  readonly units: readonly string[];
  /** Names of columns, or of tensors. */
  readonly names: readonly string[];
  /** Draws a value that may be anything in the schema: a cell, a tensor. */
  drawValue(choices: Choices): unknown;
  /** Characters that a body may have. */
  readonly most: number;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A body that a schema admits: each of its parameters may be there or not, and be as large as it
 * may be.
 */
export function drawBody(schema: z.ZodMiniType, choices: Choices, vocabulary: Vocabulary): unknown {
  return new Drawing(choices, vocabulary).draw(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
  );
}

class Drawing {
  readonly #choices: Choices;
  readonly #vocabulary: Vocabulary;

  constructor(choices: Choices, vocabulary: Vocabulary) {
    this.#choices = choices;
    this.#vocabulary = vocabulary;
  }

  draw(schema: JsonSchema, most = this.#vocabulary.most): unknown {
    const options = schema.anyOf as readonly JsonSchema[] | undefined;
    if (options) return this.draw(this.#choices.pick(options), most);
    if (schema.enum) return this.#choices.pick(schema.enum as readonly unknown[]);
    switch (schema.type) {
      case 'string':
        return this.#drawText(Math.min((schema.maxLength as number | undefined) ?? most, most));
      case 'integer':
      case 'number':
        return this.#choices.size(
          (schema.minimum as number | undefined) ?? 0,
          Math.min((schema.maximum as number | undefined) ?? 1e6, 1e9),
        );
      case 'boolean':
        return this.#choices.pick([true, false]);
      case 'null':
        return null;
      case 'array':
        return this.#drawList(schema, most);
      case 'object':
        return this.#drawObject(schema, most);
      default:
        return this.#vocabulary.drawValue(this.#choices);
    }
  }

  /** A unit and another one again and again. */
  #drawText(most: number): string {
    const [first, second] = [
      this.#choices.pick(this.#vocabulary.units),
      this.#choices.pick(this.#vocabulary.units),
    ];
    return (
      first + second.repeat(Math.ceil(this.#choices.size(1, Math.max(1, most)) / second.length))
    )
      .slice(0, Math.max(1, most))
      .toWellFormed();
  }

  /** Two items by turns: as many and as long ones as the body has room for. */
  #drawList({ items, minItems = 0, maxItems = 1e6 }: JsonSchema, most: number): unknown[] {
    const room = Math.max(1, Math.floor(most / 4));
    const count = this.#choices.size(
      Math.max(1, minItems as number),
      Math.min(maxItems as number, room),
    );
    const [even, odd] = [
      this.draw(items as JsonSchema, most / count),
      this.draw(items as JsonSchema, most / count),
    ];
    return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? even : odd));
  }

  #drawObject(
    { properties = {}, required = [], additionalProperties }: JsonSchema,
    most: number,
  ): Record<string, unknown> {
    const known = Object.entries(properties as Readonly<Record<string, JsonSchema>>).filter(
      ([name]) => (required as readonly string[]).includes(name) || this.#choices.draw() < 0.6,
    );
    const free =
      typeof additionalProperties === 'object'
        ? this.#vocabulary.names.map((name): [string, JsonSchema] => [
            name,
            additionalProperties as JsonSchema,
          ])
        : [];
    return Object.fromEntries(
      [...known, ...free].map(([name, schema]) => [
        name,
        this.draw(schema, most / Math.max(1, known.length)),
      ]),
    );
  }
}
