/** Writes sipwright.schema.json, the JSON Schema with which editors complete sipwright.yaml. Run it when the schema changes. */
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/server/config-schema.ts';

const path = new URL('../sipwright.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
