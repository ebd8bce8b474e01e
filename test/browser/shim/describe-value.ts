/** Values as a failed assertion shows them, without Node. */

const DEPTH = 6;
const LENGTH = 2000;

export function describeValue(value: unknown): string {
  const text = describe(value, 0);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}

function describe(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error || value instanceof RegExp) return String(value);
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (depth === DEPTH) return '…';
  const inner = (each: unknown) => describe(each, depth + 1);
  if (value instanceof Map || value instanceof Set)
    return `${value.constructor.name} { ${[...value].map(inner).join(', ')} }`;
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, each]) => `${key}: ${inner(each)}`);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name: string } } | null;
  const name = prototype === null ? 'null-prototype' : (prototype.constructor?.name ?? '');
  return `${name === 'Object' ? '' : `${name} `}{ ${pairs.join(', ')} }`;
}
