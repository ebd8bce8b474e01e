/** The shape of what `diagnose --json` prints, and of `diagnose --call --json` and `why --json`, published as JSON Schema. */
import { z } from 'zod';
import { certainties, conversationKinds, families, outcomeKinds, severities } from '../explain/index.ts';

const text = z.string();
const time = z.iso.datetime().nullable().describe('null where the capture does not tell');
const offset = z.number().nullable().describe('ms since the case began; null where the capture does not tell');
const severity = z.enum(severities);
const rootSeverity = z.enum([...severities, 'healthy']);
const outcome = z.enum(outcomeKinds);
const kind = z.enum(conversationKinds);

const sides = z.strictObject({
  left: text.describe('what the left column is'),
  right: text,
  rows: z.array(z.strictObject({ left: text, right: text, differs: z.boolean() })),
});

const findingShape = {
  id: text.describe('stable; each has a page: findings/ID/'),
  family: z.enum(families),
  severity,
  certainty: z.enum(certainties),
  title: text,
  summary: text.describe('what happened in this very case'),
  cause: text,
  fix: z.array(text).describe('what to do, in order'),
  rfc: z.array(text).describe('RFC and section, 3261 22.2; the first matters most'),
  becauseOf: text.optional().describe('the id of the finding that this one follows from'),
  evidence: z.array(
    z.strictObject({
      frame: z.number().int().describe('as in the capture, from 1; 0 where it is not one frame'),
      message: text.optional(),
      offset: offset.optional(),
      note: text,
    }),
  ),
  comparison: sides.optional(),
};
const finding = z.strictObject(findingShape);

const machine = z
  .strictObject({ machine: text, state: text, on: text, next: text.nullable(), rfc: text.nullable() })
  .describe('the row of the transaction machine that the message follows; next and rfc are null where there is none');

const ladderRow = z.strictObject({
  kind: z.enum(['message', 'event', 'media']),
  frame: z.number().int(),
  offset,
  from: z.number().int().describe('a column, from 0'),
  to: z.number().int(),
  label: text,
  repeats: z.number().int().optional().describe('the row that it repeats'),
  findings: z.array(z.number().int()).optional().describe('findings that name it as evidence, from 0'),
  sent: machine.optional(),
  received: machine.optional(),
  text: text.optional().describe('the message, its secrets masked'),
});

/** One case: `diagnose --call ID --json`, `why --json`. */
export const verdictSchema = z.strictObject({
  callId: text,
  legs: z.array(text).describe('the Call-IDs of all legs, its own first'),
  kind,
  outcome,
  status: z.number().int().describe('of the final response; 0 without one'),
  beganAt: time,
  endedAt: time,
  findings: z.array(finding).describe('the root cause first'),
  decisions: z.array(z.strictObject({ time, subject: text, text })).describe('of our own server'),
  columns: z.array(z.strictObject({ label: text, role: text })),
  ladder: z.array(ladderRow),
  sessions: z.array(sides).optional().describe('offers and answers side by side'),
  omitted: z.number().int().describe('messages beyond the bound of a ladder'),
});

/** One line of `diagnose --list --json` and `calls --json`. */
export const rowSchema = z.strictObject({
  callId: text,
  kind,
  from: text,
  to: text,
  beganAt: time,
  endedAt: time,
  messages: z.number().int(),
  legs: z.number().int(),
  outcome,
  status: z.number().int(),
  root: text.describe('the id of its root cause, or an empty text'),
  severity: rootSeverity,
});

/** `sipwright diagnose --json` */
export const diagnosisSchema = z.strictObject({
  schema: z.literal(1),
  inputs: z.array(
    z.strictObject({
      name: text,
      format: text,
      firstFrame: z
        .number()
        .int()
        .describe('what its first frame is called: of several files the frames are counted on'),
      frames: z.number().int(),
      bytes: z.number().int(),
    }),
  ),
  messages: z.number().int(),
  beganAt: time,
  endedAt: time,
  verdict: rootSeverity.describe('the gravest thing that was found'),
  findings: z
    .array(
      z.strictObject({
        ...findingShape,
        callId: text.describe('of the case that shows it; empty where it is about the capture'),
        cases: z.number().int().describe('cases that have it'),
        rootOf: z.number().int().describe('cases whose root cause it is'),
      }),
    )
    .describe('each once; the first is the root cause of the worst that happened'),
  cases: z.array(verdictSchema).describe('at most 200, the worst'),
  list: z.array(rowSchema).describe('at most 1,000; --list --json has all'),
  omitted: z.strictObject({ rows: z.number().int(), cases: z.number().int() }),
  damage: z.array(z.strictObject({ frame: z.number().int(), reason: text })),
});

/** All of it as one JSON Schema (draft 2020-12), to be published. */
export function diagnoseJsonSchema(): object {
  const definition = (schema: z.ZodType) => strip(z.toJSONSchema(schema, { io: 'output' }));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What sipwright diagnose --json, why --json and calls --json print',
    $defs: { diagnosis: definition(diagnosisSchema), case: definition(verdictSchema), row: definition(rowSchema) },
  };
}

function strip({ $schema: _, ...rest }: Record<string, unknown>): object {
  return rest;
}
