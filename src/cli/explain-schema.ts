/** The shape of what `explain --json` and `compare --json` print, published as JSON Schema. */
import { z } from 'zod';

const name = z.string().min(1);
const text = z.string().min(1);
const texts = z.array(text);

const fact = z.strictObject({ label: text, value: text });
const confusion = z.strictObject({ with: name.describe('a name that explain knows'), difference: text });

const explanationShape = {
  kind: z.enum(['code', 'method', 'header', 'option tag', 'warning', 'cause', 'word']),
  name: name.describe('unique within its kind: 401, INVITE, Via, nonce'),
  title: text,
  summary: text.describe('one sentence'),
  description: text,
  facts: z.array(fact).describe('facts of the catalogue in words; labels are the same for all of a kind'),
  seen: texts.describe('real situations, the most frequent first'),
  pitfalls: texts.describe('what goes wrong with it; of header fields'),
  fix: z
    .object({ phone: texts.optional(), operator: texts.optional(), provider: texts.optional() })
    .strict()
    .describe('what each person does, in the order to try'),
  send: text.optional().describe('when a server that one writes should send it; of response codes'),
  example: text.optional().describe('as on the wire, lines ended by LF'),
  parts: z.array(z.tuple([text, text])).describe('pieces of the example in order, each with what it means'),
  confusedWith: z.array(confusion),
  http: text.optional().describe('how the cousin in HTTP differs; of response codes'),
  see: z.array(name).describe('names to read next'),
};

const explanation = z.strictObject(explanationShape);

/** `sipwright explain --json` */
export const explainedSchema = z.strictObject({
  ...explanationShape,
  others: z.array(explanation).describe('other things of the same name'),
  inMessage: texts.describe('what the pasted message itself shows or lacks; empty where a name was asked for'),
});

/** `sipwright compare --json` */
export const comparisonSchema = z.strictObject({
  left: explanation,
  right: explanation,
  relation: text.describe('what they have in common by kind and class'),
  differences: z
    .array(z.strictObject({ label: text, left: z.string(), right: z.string() }))
    .describe('facts in which they differ; an empty text where one side has nothing to say'),
  same: z.array(fact).describe('facts that hold for both'),
  hint: text.optional().describe('how people tell the two apart'),
});

/** Both as one JSON Schema (draft 2020-12), to be published. */
export function explainJsonSchema(): object {
  const definition = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'output' });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What sipwright explain --json and sipwright compare --json print',
    $defs: { explanation: strip(definition(explainedSchema)), comparison: strip(definition(comparisonSchema)) },
  };
}

function strip({ $schema: _, ...rest }: Record<string, unknown>): object {
  return rest;
}
