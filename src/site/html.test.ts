import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, joinHtml, jsonScript } from './html.ts';
import { answerComparison, renderNotFound, renderSearch } from './index.ts';

const NASTY = `"><img src=x onerror='alert(1)'>&</script>`;
const SAFE = '&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&lt;/script&gt;';

test('what is put into a template is text, unless it is HTML already', () => {
  assert.equal(html`<a title="${NASTY}">${NASTY}</a>`.text, `<a title="${SAFE}">${SAFE}</a>`);
  assert.equal(
    html`<b>${html`<i>${'<'}</i>`}${[html`1`, html`2`]}${false}${undefined}${3}</b>`.text,
    '<b><i>&lt;</i>123</b>',
  );
  assert.equal(joinHtml([html`<i></i>`, html`&amp;`], '<').text, '<i></i>&lt;&amp;');
});

test('data cannot end the script in which it stands', () => {
  const { text } = jsonScript({ x: `</script>\u2028` });
  assert.equal(text.indexOf('</script>'), text.length - '</script>'.length);
  assert.deepEqual(JSON.parse(text.replace(/<[^>]+>/g, '')), { x: `</script>\u2028` });
});

test('what a visitor asks for is shown as text', () => {
  const compared = answerComparison(NASTY, '401', { scripts: false });
  const texts = [
    renderSearch(NASTY, { scripts: false }).text,
    renderNotFound(`${NASTY}/`, { scripts: false }).text,
    'text' in compared ? compared.text : '',
  ];
  for (const text of texts) assert.doesNotMatch(text, /<img|onerror='/);
  assert.ok(texts[0].includes(SAFE));
  assert.ok(texts[2].includes(SAFE));
});
