/**
 * Writes the JSON Schemas that are published: sipwright.schema.json, with which editors complete sipwright.yaml, and
 * docs/explain.schema.json, the shape of what `explain --json` and `compare --json` print. Run it when one of them changes.
 */
import { writeFileSync } from 'node:fs';
import { diagnoseJsonSchema } from '../src/cli/diagnose-schema.ts';
import { explainJsonSchema } from '../src/cli/explain-schema.ts';
import { configJsonSchema } from '../src/server/config-schema.ts';

function write(path: string, schema: object): void {
  writeFileSync(new URL(`../${path}`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`);
}

write('sipwright.schema.json', configJsonSchema());
write('docs/explain.schema.json', explainJsonSchema());
write('docs/diagnose.schema.json', diagnoseJsonSchema());
