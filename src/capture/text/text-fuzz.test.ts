import assert from 'node:assert/strict';
import { Session } from 'node:inspector';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_MESSAGE } from './message-lines.ts';
import {
  betweenFormats,
  bytesOf,
  hexDump,
  invite,
  ok,
  pastedForms,
  placelessFormats,
  readText,
  receivedFormats,
} from './test-texts.ts';

const renders = Object.values({ ...betweenFormats, ...receivedFormats, ...placelessFormats, ...pastedForms });
const dissection =
  'Frame 1: 9 bytes on wire\n    Epoch Time: 1704198896.789000000 seconds\nUser Datagram Protocol, Src Port: 1, Dst Port: 2\n' +
  'Session Initiation Protocol (BYE)\n    Request-Line: BYE sip:a SIP/2.0\n    Message Header\n        Via: x\n    Message Body\n        x\\r\\n\n\n';
const dump = hexDump(bytesOf(invite), (at) => `${at.toString(16).padStart(4, '0')}  `, 1, '   ');
const follow = '===\nFollow: udp,hex\nNode 0: 192.0.2.1:5060\nNode 1: :0\n\t12\n';
const samples = [...renders.map((render) => render(invite, 0) + render(ok, 1)), dissection, dump, follow + dump];

/** A piece of one sample put into another, a piece taken out, a character changed. */
const anyText = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(
      fc.tuple(
        fc.constantFrom('cut', 'insert', 'change', 'repeat'),
        fc.nat(),
        fc.nat(200),
        fc.constantFrom(...samples),
        fc.nat(255),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([sample, edits]) => {
    let text = sample;
    for (const [edit, where, length, other, code] of edits) {
      const at = where % (text.length + 1);
      const [before, behind] = [text.slice(0, at), text.slice(at)];
      if (edit === 'cut') text = before + behind.slice(length);
      else if (edit === 'insert') text = before + other.slice(where % other.length).slice(0, length * 3) + behind;
      else if (edit === 'change') text = before + String.fromCharCode(code) + behind.slice(1);
      else text = before + behind.slice(0, length).repeat(3) + behind;
    }
    return text;
  });

test('no text that was damaged makes the reader throw, and pieces of any size make no difference', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 300 }), (text, size) => {
      const whole = readText(text);
      assert.deepEqual(readText(text, size), whole);
      assert.equal(whole.frames, whole.messages.length);
      for (const message of whole.messages) {
        assert.ok(message.text.length <= 2 * MAX_MESSAGE);
        assert.match(message.text, /^[^\r\n]+\r\n/);
        for (let i = 0; i < message.text.length; i++) assert.ok(message.text.charCodeAt(i) < 256);
      }
    }),
    { numRuns: 300 },
  );
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
      const text = String.fromCharCode(...bytes);
      assert.deepEqual(readText(text, size), readText(text));
    }),
  );
});

const lineShapes: Readonly<Record<string, string>> = {
  'empty lines': '\n',
  'carriage returns': '\r',
  'lines of a log': '2024-01-02 12:34:56 INFO something happened to 192.0.2.1:5060\n',
  'start lines': 'INVITE sip:bob@example.com SIP/2.0\n',
  'start lines spoken of': 'then INVITE sip:bob@example.com SIP/2.0\n',
  'header lines': 'Via: SIP/2.0/UDP 192.0.2.1\n',
  'lines of SDP': 'a=rtpmap:0 PCMU/8000\n',
  'lines that break off': 'a,\n',
  'announcements without messages': 'U 192.0.2.1:5060 -> 192.0.2.2:5060\n',
  'loose announcements': 'received from 192.0.2.1:5060\nINVITE sip:bob@example.com SIP/2.0\n',
  rules: `${'-'.repeat(72)}\n`,
  'quote marks': '> '.repeat(100),
  'a line of spaces': ' '.repeat(100),
  'a line of tokens': 'INVITE sip:a '.repeat(8),
  'a line of versions': ' SIP/2.0 200 '.repeat(8),
  'a line of colons': ':'.repeat(100),
  'a line of digits': '0123456789'.repeat(10),
  'lines of digits': '0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n',
  'a line of escapes': String.raw`INVITE sip:a SIP/2.0\r\nVia: x\r\n`,
  'lines of a dissection': '        Via: SIP/2.0/UDP 192.0.2.1\n',
  'frames of a dissection': dissection,
  'attributes of sipdump': 'tag: rcv\npid: 1\n',
  'strings of JSON': String.raw`"INVITE sip:a SIP/2.0\r\nVia: x\r\n"`,
  'colour codes': '\x1b[36;1m',
  arrows: 'a:1 -> b:2 ',
  messages: invite,
  'messages of ngrep': betweenFormats.ngrep(invite, 0),
};

const heads: Readonly<Record<string, string>> = {
  nothing: '',
  'the start of a message': 'INVITE sip:bob@example.com SIP/2.0\nVia: x\n',
  'a body without end':
    'MESSAGE sip:bob@example.com SIP/2.0\nVia: x\nContent-Type: text/plain\nContent-Length: 99999999\n\n',
  'a message of a log with an end mark': betweenFormats['Kamailio sipdump'](invite, 0).slice(0, -22),
  'a dissection': dissection.slice(0, dissection.indexOf('        Via')),
  'a dump': dump.slice(0, 200),
};

/** Executions of each block of our code, and characters that regular expressions and `indexOf` were given. */
function stepsOf(work: () => void): number {
  const { exec } = RegExp.prototype;
  const { indexOf } = String.prototype;
  let passed = 0;
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const from = this.global || this.sticky ? Math.min(this.lastIndex, text.length) : 0;
    const match = exec.call(this, text);
    const to = match !== null ? match.index + match[0].length : this.sticky ? from + 1 : text.length;
    passed += to - from;
    return match;
  };
  String.prototype.indexOf = function (this: string, wanted: string, from = 0): number {
    const at = indexOf.call(this, wanted, from);
    passed += (at < 0 ? this.length : at) - Math.min(from, this.length);
    return at;
  };
  session.post('Profiler.takePreciseCoverage');
  try {
    work();
  } finally {
    RegExp.prototype.exec = exec;
    String.prototype.indexOf = indexOf;
  }
  let blocks = 0;
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    assert.equal(error, null);
    for (const script of result)
      if (/\/src\/capture\/(?:text|file)\/[a-z-]+\.ts$/.test(script.url) && !script.url.includes('test'))
        for (const { ranges } of script.functions) for (const { count } of ranges) blocks += count;
  });
  assert.ok(blocks > 0, 'nothing was counted');
  return blocks + passed;
}

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

for (const [headName, head] of Object.entries(heads)) {
  for (const [name, shape] of Object.entries(lineShapes)) {
    test(`linear: ${name} behind ${headName}`, () => {
      const [short, long] = [3000, 12_000].map((length) => {
        const text = head + shape.repeat(Math.ceil(length / shape.length));
        readText(text);
        return { length: text.length, steps: stepsOf(() => void readText(text)) };
      });
      const growth = (long.steps - short.steps) / (long.length - short.length);
      assert.ok(
        growth <= (1.5 * short.steps) / short.length + 1,
        `${short.steps} steps for ${short.length}, ${long.steps} for ${long.length}`,
      );
    });
  }
}
