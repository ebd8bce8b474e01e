/**
 * The time that a hostile body costs is linear in its length. Time is not measured: the steps are counted, which are the
 * executions of each block of our code (V8's coverage) and the characters that `indexOf` passes over.
 */

import assert from 'node:assert/strict';
import { Session } from 'node:inspector';
import { test } from 'node:test';
import { parseDialogInfo } from './dialog-info.ts';
import { DialogInfoTable } from './dialog-info-table.ts';
import { parseMessageSummary } from './message-summary.ts';
import { parsePidf } from './pidf.ts';
import { parseReginfo } from './reginfo.ts';
import { ReginfoTable } from './reginfo-table.ts';
import { parseSipfrag } from './sipfrag.ts';
import { formatXml } from './write-xml.ts';
import { parseXml, type XmlLimits } from './xml.ts';
import { XmlElement } from './xml-element.ts';

const unlimited: XmlLimits = { characters: 1e9, elements: 1e9, depth: 1e9, attributes: 1e9 };

function xml(text: string): void {
  const root = parseXml(text, unlimited);
  // Nothing is written as deep as this reads, and the writer is for what we have read within the limits.
  if (root instanceof XmlElement && root.elements.length !== 1) formatXml(root);
}

function dialogs(text: string): void {
  const document = parseDialogInfo(text);
  if ('dialogs' in document) new DialogInfoTable().receive(document);
}

function registrations(text: string): void {
  const document = parseReginfo(text);
  if ('registrations' in document) new ReginfoTable().receive(document);
}

const dialogInfo = (inner: string) =>
  `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:a@b">${inner}</dialog-info>`;
const reginfo = (inner: string) =>
  `<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="1" state="partial"><registration aor="sip:a@b" id="1" state="active">${inner}</registration></reginfo>`;
const pidf = (inner: string) => `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@b">${inner}</presence>`;
const numbered = (n: number, one: (i: number) => string) => Array.from({ length: n }, (_, i) => one(i)).join('');

type Shape = readonly [read: (text: string) => void, shape: (n: number) => string];

const shapes: Readonly<Record<string, Shape>> = {
  'open elements': [xml, (n) => '<a>'.repeat(n)],
  'elements in each other': [xml, (n) => '<a>'.repeat(n) + '</a>'.repeat(n)],
  'elements side by side': [xml, (n) => `<a>${'<b/>'.repeat(n)}</a>`],
  'end tags': [xml, (n) => '</a>'.repeat(n)],
  attributes: [xml, (n) => `<a ${numbered(n, (i) => `a${i}="" `)}/>`],
  'one attribute twice, far apart': [xml, (n) => `<a b="" ${numbered(n, (i) => `a${i}="" `)} b=""/>`],
  namespaces: [xml, (n) => `<a ${numbered(n, (i) => `xmlns:a${i}="urn:${i}" `)}>${'<b/>'.repeat(n)}</a>`],
  'namespaces in each other': [xml, (n) => numbered(n, (i) => `<a xmlns="${i}">`) + '</a>'.repeat(n)],
  'namespaces declared again and again': [xml, (n) => `<a>${'<b xmlns:p="urn:1"><p:c/></b>'.repeat(n)}</a>`],
  comments: [xml, (n) => '<!---->'.repeat(n)],
  'comments that do not end': [xml, (n) => '<!--'.repeat(n)],
  'texts between comments': [xml, (n) => `<a>${'b<!---->'.repeat(n)}</a>`],
  'instructions that do not end': [xml, (n) => '<?a '.repeat(n)],
  'CDATA that does not end': [xml, (n) => `<a>${'<![CDATA['.repeat(n)}`],
  'empty CDATA': [xml, (n) => `<a>${'<![CDATA[]]>'.repeat(n)}</a>`],
  'bare ampersands': [xml, (n) => `<a>${'&'.repeat(n)}</a>`],
  references: [xml, (n) => `<a>${'&lt;'.repeat(n)}</a>`],
  'references that do not end': [xml, (n) => `<a b="${'&#1'.repeat(n)}"/>`],
  'digits of a reference': [xml, (n) => `<a>&#${'1'.repeat(n)};</a>`],
  'carriage returns': [xml, (n) => `<a>${'\r'.repeat(n)}</a>`],
  'a name': [xml, (n) => `<${'a'.repeat(n)}/>`],
  'a name of colons': [xml, (n) => `<${':'.repeat(n)}/>`],
  blanks: [xml, (n) => `<a${' '.repeat(n)}b${' '.repeat(n)}=${' '.repeat(n)}''${' '.repeat(n)}/>`],
  'blanks and nothing': [xml, (n) => ' '.repeat(n)],
  quotes: [xml, (n) => `<a ${'"'.repeat(n)}`],
  dialogs: [dialogs, (n) => dialogInfo(numbered(n / 20, (i) => `<dialog id="${i}"><state>early</state></dialog>`))],
  'one dialog again and again': [
    dialogs,
    (n) => dialogInfo('<dialog id="1"><state>early</state></dialog>'.repeat(n / 20)),
  ],
  'states in a dialog': [
    dialogs,
    (n) => dialogInfo(`<dialog id="1">${'<state>early</state>'.repeat(n / 20)}</dialog>`),
  ],
  'blanks around a state': [
    dialogs,
    (n) => dialogInfo(`<dialog id="1"><state>${' '.repeat(n)}early${' '.repeat(n)}</state></dialog>`),
  ],
  'digits for a duration': [
    dialogs,
    (n) => dialogInfo(`<dialog id="1"><state>early</state><duration>${'1'.repeat(n)}</duration></dialog>`),
  ],
  'params of a target': [
    dialogs,
    (n) =>
      dialogInfo(
        `<dialog id="1"><state>early</state><local><target uri="a">${'<param pname="a"/>'.repeat(n / 20)}</target></local></dialog>`,
      ),
  ],
  contacts: [
    registrations,
    (n) => reginfo(numbered(n / 20, (i) => `<contact id="${i}" state="active" event="created"><uri>a</uri></contact>`)),
  ],
  'digits for a q': [
    registrations,
    (n) => reginfo(`<contact id="1" state="active" q="0.${'0'.repeat(n)}x"><uri>a</uri></contact>`),
  ],
  tuples: [parsePidf, (n) => pidf(numbered(n / 20, (i) => `<tuple id="a${i}"><status/></tuple>`))],
  notes: [parsePidf, (n) => pidf('<note/>'.repeat(n / 20))],
  extensions: [parsePidf, (n) => pidf('<a xmlns="urn:1"/>'.repeat(n / 20))],
  'digits of a timestamp': [
    parsePidf,
    (n) => pidf(`<tuple id="a"><timestamp>2001-01-01T00:00:00.${'0'.repeat(n)}x</timestamp></tuple>`),
  ],
  'lines of a summary': [parseMessageSummary, (n) => 'a:\n'.repeat(n / 20)],
  'empty lines of a summary': [parseMessageSummary, (n) => '\r\n'.repeat(n)],
  'a summary without line ends': [parseMessageSummary, (n) => 'a'.repeat(n)],
  'blanks in a count': [
    parseMessageSummary,
    (n) => `Voice-Message: 1${' '.repeat(n)}/${' '.repeat(n)}2${' '.repeat(n)}x`,
  ],
  'digits of a count': [parseMessageSummary, (n) => `Voice-Message: ${'1'.repeat(n)}`],
  'counts of one context': [parseMessageSummary, (n) => `Messages-Waiting: no\n${'a: 1/1\n'.repeat(n / 40)}`],
  'a fragment of blanks': [parseSipfrag, (n) => `${' '.repeat(n)}x`],
  'a fragment of one line': [parseSipfrag, (n) => `SIP/2.0 200 ${'x'.repeat(n)}`],
};

const session = new Session();
session.connect();

function stepsOf(work: () => void): number {
  let passed = 0;
  const { indexOf } = String.prototype;
  String.prototype.indexOf = function (this: string, wanted: string, from = 0): number {
    const at = indexOf.call(this, wanted, from);
    passed += (at < 0 ? this.length : at) - Math.min(from, this.length);
    return at;
  };
  session.post('Profiler.takePreciseCoverage');
  try {
    work();
  } finally {
    String.prototype.indexOf = indexOf;
  }
  let blocks = 0;
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    assert.equal(error, null);
    for (const script of result)
      if (/\/src\/(?:event|message)\/[a-z-]+\.ts$/.test(script.url) && !script.url.endsWith('.test.ts'))
        for (const { functions } of [script])
          for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
  });
  assert.ok(blocks > 0, 'nothing was counted');
  return blocks + passed;
}

test('the counting sees a quadratic loop', () => {
  const steps = stepsOf(
    () => 'x'.repeat(1000).indexOf('y') + 'x'.repeat(2000).indexOf('y') + Number('offset' in parseXml('')),
  );
  assert.ok(steps > 3000 && steps < 3100, String(steps));
});

session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

for (const [name, [read, shape]] of Object.entries(shapes)) {
  test(`linear: ${name}`, () => {
    const [short, long] = [shape(2000), shape(8000)].map((text) => {
      read(text);
      return { length: text.length, steps: stepsOf(() => read(text)) };
    });
    const growth = (long.steps - short.steps) / (long.length - short.length);
    assert.ok(
      growth <= (1.5 * short.steps) / short.length + 1,
      `${short.steps} steps for ${short.length}, ${long.steps} for ${long.length}`,
    );
    assert.ok(long.steps <= 60 * long.length, `${long.steps} steps for ${long.length}`);
  });
}
