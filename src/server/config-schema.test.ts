import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configJsonSchema } from './config-schema.ts';

test('sipwright.schema.json is what the schema says (node scripts/write-schema.ts writes it)', () => {
  const committed = readFileSync(new URL('../../sipwright.schema.json', import.meta.url), 'utf8');
  assert.equal(committed, `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
});

test('every key of the JSON Schema has a description', () => {
  const without: string[] = [];
  const walk = (schema: unknown, path: string) => {
    if (schema === null || typeof schema !== 'object') return;
    const { properties, anyOf, items } = schema as {
      properties?: Record<string, object>;
      anyOf?: object[];
      items?: object;
    };
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (!('description' in value)) without.push(`${path}.${key}`);
      walk(value, `${path}.${key}`);
    }
    for (const part of [...(anyOf ?? []), items]) walk(part, path);
  };
  walk(configJsonSchema(), '');
  assert.deepEqual(without, []);
});
