import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dark, light, type Palette } from './palette.ts';

/** WCAG 2: relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

test('text has the contrast of WCAG AA on everything it stands on, light and dark', () => {
  assert.equal(contrast('#ffffff', '#000000'), 21);
  const texts = ['ink', 'soft', 'link', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'] as const;
  for (const palette of [light, dark]) {
    const behind = (name: keyof Palette) =>
      name === 'ink' || name === 'link' ? ['paper', 'card', 'tip', 'hint'] : ['paper', 'card', 'tip'];
    for (const text of texts)
      for (const ground of behind(text) as (keyof Palette)[])
        assert.ok(contrast(palette[text], palette[ground]) >= 4.5, `${text} on ${ground}`);
    // The button of the comparison, and the edges of fields.
    assert.ok(contrast(palette.paper, palette.link) >= 4.5);
    for (const ground of ['paper', 'card', 'tip'] as const)
      assert.ok(contrast(palette.edge, palette[ground]) >= 3, ground);
  }
});
