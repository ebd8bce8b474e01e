/** Explanations and comparisons as Markdown, to be sent to somebody as they are. */

import type { Comparison } from './compare.ts';
import type { Explanation } from './entry.ts';
import type { Explained } from './explain.ts';
import { type FixStep, fixesOf } from './fixes.ts';

/** An explanation with all its facts, as a page of Markdown. */
export function explanationMarkdown(entry: Explanation | Explained): string {
  const blocks = [`# ${entry.title}`, `**${entry.summary}**`, entry.description];
  if ('inMessage' in entry && entry.inMessage.length > 0) blocks.push('## In this message', list(entry.inMessage));
  blocks.push(
    '## Facts',
    table(
      ['', ''],
      entry.facts.map(({ label, value }) => [label, value]),
    ),
  );
  blocks.push(...sections(entry, '##'));
  if (entry.http !== undefined) blocks.push('## In HTTP', entry.http);
  if (entry.example !== undefined) blocks.push('## Example', fence(entry.example));
  if (entry.parts.length > 0)
    blocks.push(
      table(
        ['part', 'means'],
        entry.parts.map(([piece, meaning]) => [code(piece), meaning]),
      ),
    );
  if (entry.confusedWith.length > 0)
    blocks.push(
      '## Not to be confused with',
      list(entry.confusedWith.map((other) => `**${other.with}**: ${other.difference}`)),
    );
  if (entry.see.length > 0) blocks.push(`See also: ${entry.see.join(', ')}.`);
  return `${blocks.join('\n\n')}\n`;
}

/** A comparison as a page of Markdown: both sides, then what differs and what does not. */
export function comparisonMarkdown({ left, right, relation, differences, same, hint }: Comparison): string {
  const blocks = [`# ${left.title} or ${right.title}`, relation];
  if (hint !== undefined) blocks.push(`**How to tell them apart.** ${hint}`);
  for (const entry of [left, right])
    blocks.push(`## ${entry.title}`, `**${entry.summary}**`, entry.description, ...sections(entry, '###'));
  blocks.push('## Key differences');
  blocks.push(
    table(
      ['', left.name, right.name],
      differences.map((row) => [row.label, row.left || '-', row.right || '-']),
    ),
  );
  if (same.length > 0)
    blocks.push(
      '## The same for both',
      table(
        ['', ''],
        same.map(({ label, value }) => [label, value]),
      ),
    );
  if (left.send !== undefined && right.send !== undefined)
    blocks.push('## Which to use when', list([`**${left.name}**: ${left.send}`, `**${right.name}**: ${right.send}`]));
  return `${blocks.join('\n\n')}\n`;
}

function sections(entry: Explanation, heading: string): string[] {
  const blocks: string[] = [];
  if (entry.seen.length > 0) blocks.push(`${heading} When you see it`, list(entry.seen));
  if (entry.pitfalls.length > 0) blocks.push(`${heading} What goes wrong with it`, list(entry.pitfalls));
  const fixes = fixesOf(entry);
  if (fixes.length > 0) blocks.push(`${heading} How to fix it`, ...fixes.map(fixBlock));
  return blocks;
}

const fixBlock = ({ person, steps }: FixStep) => `**${person}**\n\n${list(steps)}`;
const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string) => `\`${text.replaceAll('`', "'")}\``;
const fence = (text: string) => `\`\`\`\n${text.trimEnd()}\n\`\`\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
