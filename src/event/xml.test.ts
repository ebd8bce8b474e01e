/** Reading and writing XML (XML 1.0, Namespaces in XML 1.0). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8, Failure, SipError } from '../message/index.ts';
import { formatXml } from './write-xml.ts';
import { decodeXml, parseXml } from './xml.ts';
import { buildElement, XML_NAMESPACE, XmlElement } from './xml-element.ts';

function read(text: string): XmlElement {
  const root = parseXml(text);
  assert.ok(root instanceof XmlElement, `${text}: ${root instanceof Failure ? root.reason : ''}`);
  return root;
}

function refuse(text: string): Failure {
  const failure = parseXml(text);
  assert.ok(failure instanceof Failure, text);
  return failure;
}

describe('reading', () => {
  test('elements, attributes in either quotes, and text', () => {
    const root = read(
      `\ufeff<?xml version="1.0"?>\n<!-- <c> --><a x = '1"' y="2'" ><b/>te<?pi <d>?>xt<b z=""></b > </a>\n<!-- end -->`,
    );
    assert.deepEqual(
      root,
      new XmlElement(
        'a',
        '',
        [
          { name: 'x', namespace: '', value: '1"' },
          { name: 'y', namespace: '', value: "2'" },
        ],
        [new XmlElement('b', ''), 'text', new XmlElement('b', '', [{ name: 'z', namespace: '', value: '' }]), ' '],
      ),
    );
    assert.equal(root.text, 'text');
    assert.deepEqual(
      root.elements.map(({ offset }) => offset),
      [55, 73],
    );
  });

  test('references and CDATA (XML 1.0 2.7, 4.1, 4.6)', () => {
    assert.equal(
      read('<a>&lt;&amp;lt;&#65;&#x1F600;&gt;<![CDATA[<&amp;]]>&quot;&apos;</a>').text,
      '<&lt;A😀><&amp;"\'',
    );
    assert.equal(read('<a x="&#10;&lt;&quot;"/>').attribute('x'), '\n<"');
  });

  test('line ends become line feeds, and spaces in attributes (XML 1.0 2.11, 3.3.3)', () => {
    assert.deepEqual(read('<a>1\r\n2\r3\n4&#13;</a>').content, ['1\n2\n3\n4\r']);
    assert.deepEqual(read('<a><![CDATA[1\r\n2]]></a>').content, ['1\n2']);
    assert.equal(read('<a x="1\r\n2\t3\n4"/>').attribute('x'), '1 2 3 4');
  });

  test('prefixes stand for namespaces, in their element and no farther (Namespaces in XML 1.0 6)', () => {
    const root = read(
      '<p:a xmlns:p="urn:1" xmlns="urn:2" x="" p:x="1" xml:lang="en"><b/><c xmlns="" xmlns:p="urn:3"><p:d/><e/></c><p:f/><g/></p:a>',
    );
    const names = (element: XmlElement): string[] => [
      `${element.namespace} ${element.name}`,
      ...element.elements.flatMap(names),
    ];
    assert.deepEqual(names(root), ['urn:1 a', 'urn:2 b', ' c', 'urn:3 d', ' e', 'urn:1 f', 'urn:2 g']);
    assert.deepEqual(
      root.attributes.map(({ name, namespace }) => `${namespace} ${name}`),
      [' x', 'urn:1 x', `${XML_NAMESPACE} lang`],
    );
    assert.equal(root.attribute('lang', XML_NAMESPACE), 'en');
    assert.equal(root.child('b'), undefined);
    assert.equal(root.child('f')?.name, 'f');
  });

  test('what peers write although XML has it otherwise', () => {
    assert.equal(read(' \r\n<?xml version="1.0"?><a x="R&D <1>"y="">Q & A &c</a>').attribute('x'), 'R&D <1>');
    assert.equal(read('<a>Q & A &lt;&c &amp</a>').text, 'Q & A <&c &amp');
  });

  test('a DOCTYPE and what it could declare are refused', () => {
    assert.deepEqual(refuse('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), new Failure(0, 'a DOCTYPE is refused'));
    assert.deepEqual(refuse('<a>x&b;</a>'), new Failure(4, '&b; stands for nothing'));
    assert.equal(refuse('<a><!ENTITY b "c"></a>').offset, 3);
  });

  test('what is no XML is a failure, and its offset tells where', () => {
    const cases: Readonly<Record<string, number>> = {
      '': 0,
      ' ': 1,
      text: 0,
      '<a>': 3,
      '<a></b>': 3,
      '</a>': 0,
      '<a/><b/>': 4,
      '<a/>b': 4,
      '<a': 2,
      '<a b': 4,
      '<a b>': 4,
      '<a b=c>': 5,
      '<a b="c': 5,
      '<a b="" b=""/>': 8,
      '<a xmlns:p="urn:1" xmlns:q="urn:1" p:b="" q:b=""/>': 42,
      '<a xmlns="urn:1" xmlns="urn:2"/>': 17,
      '<p:a/>': 1,
      '<a p:b=""/>': 3,
      '<a><b xmlns:p="urn:1"/><p:c/></a>': 24,
      '<a xmlns:p=""/>': 3,
      '<a xmlns:xml="urn:1"/>': 3,
      '<a:b:c/>': 1,
      '<:a/>': 1,
      '<1/>': 1,
      '< a/>': 1,
      '<a/ >': 2,
      '<a><!-- </a>': 3,
      '<a><![CDATA[ </a>': 3,
      '<![CDATA[a]]>': 0,
      '<?xml': 0,
      '<a>\0</a>': 3,
      '<a>\ud800</a>': 3,
      '<a>&#0;</a>': 3,
      '<a>&#xD800;</a>': 3,
      '<a>&#x110000;</a>': 3,
      '<a>&#xFFFF;</a>': 3,
      '<a b="&#1;"/>': 6,
    };
    for (const [text, offset] of Object.entries(cases)) assert.equal(refuse(text).offset, offset, text);
  });

  test('what is beyond a limit is a failure', () => {
    const limits = { characters: 100, elements: 5, depth: 3, attributes: 2 };
    const reasons = [
      'x'.repeat(101),
      '<a><b/><b/><b/><b/><b/></a>',
      '<a><a><a><a/></a></a></a>',
      '<a b="" c="" d=""/>',
    ].map((text) => {
      const failure = parseXml(text, limits);
      return failure instanceof Failure ? failure.reason : '';
    });
    assert.deepEqual(reasons, [
      'more than 100 characters',
      'more than 5 elements',
      'deeper than 3 elements',
      'more than 2 attributes',
    ]);
    assert.ok(parseXml('<a><b/><b/><b/><b/></a>', limits) instanceof XmlElement);
    assert.ok(parseXml('<a><a><a b="" c=""/></a></a>', limits) instanceof XmlElement);
    assert.ok(parseXml('<a>'.repeat(20_000)) instanceof Failure);
  });
});

describe('the wire', () => {
  test('a body is UTF-8, unless it declares ISO-8859-1 (XML 1.0 4.3.3)', () => {
    assert.equal(decodeXml(encodeUtf8('<a>Zoë</a>')), '<a>Zoë</a>');
    assert.equal(decodeXml(encodeUtf8('<?xml version="1.0" encoding="utf-16"?><a>Zoë</a>')).at(-5), 'ë');
    assert.equal(decodeXml("<?xml version='1.0' encoding='ISO-8859-1'?><a>Zo\xeb</a>").at(-5), 'ë');
    assert.equal(read(decodeXml('\xef\xbb\xbf<a/>')).name, 'a');
  });
});

/** Whatever can stand in XML, and much of what is escaped. */
const characters = fc
  .string({ unit: fc.oneof(fc.constantFrom(...'<>&"\' \t\n\r]é😀'), fc.string({ unit: 'grapheme', maxLength: 1 })) })
  .map((text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').toWellFormed());
const names = fc.constantFrom('a', 'b', '_c', 'é-1.2', 'xmlnsa');
const namespaces = fc.constantFrom('', 'urn:1', 'urn:"2" & <3>');
const attributes = fc.uniqueArray(
  fc
    .tuple(names, fc.constantFrom('', 'urn:1', 'urn:4', XML_NAMESPACE), characters)
    .map(([name, namespace, value]) => ({ name, namespace, value })),
  { selector: ({ name, namespace }) => `${name} ${namespace}`, maxLength: 4 },
);
const { element } = fc.letrec<{ element: XmlElement; content: XmlElement | string }>((tie) => ({
  element: fc
    .tuple(names, namespaces, attributes, fc.array(tie('content'), { maxLength: 4 }))
    .map(([name, namespace, attributeList, parts]) => {
      const content: (XmlElement | string)[] = [];
      for (const part of parts)
        if (part !== '' && !(typeof part === 'string' && typeof content.at(-1) === 'string')) content.push(part);
      return new XmlElement(name, namespace, attributeList, content);
    }),
  content: fc.oneof({ maxDepth: 3 }, characters, tie('element')),
}));

describe('writing', () => {
  test('what was written reads as it was', () => {
    fc.assert(
      fc.property(element, (root) => {
        assert.deepEqual(parseXml(formatXml(root)), root);
        assert.deepEqual(parseXml(decodeUtf8(encodeUtf8(formatXml(root)))), root);
      }),
    );
  });

  test('each namespace is declared where it changes', () => {
    const inner = new XmlElement(
      'b',
      'urn:2',
      [{ name: 'c', namespace: 'urn:3', value: '"' }],
      [buildElement('', 'd', {})],
    );
    assert.equal(
      formatXml(buildElement('urn:1', 'a', { x: 1, y: undefined }, [buildElement('urn:1', 'e', {}), inner])),
      '<?xml version="1.0" encoding="UTF-8"?>\r\n' +
        '<a xmlns="urn:1" x="1"><e/><b xmlns="urn:2" xmlns:n1="urn:3" n1:c="&quot;"><d xmlns=""/></b></a>\r\n',
    );
  });

  test('a character that XML does not have is replaced', () => {
    assert.equal(read(formatXml(buildElement('', 'a', { x: '\0' }, ['\ud800\u0001']))).text, '\ufffd\ufffd');
  });

  test('names that are none are a misuse', () => {
    const wrong = [
      buildElement('', '', {}),
      buildElement('', 'a b', {}),
      buildElement('', 'p:a', {}),
      buildElement('', 'a', { xmlns: 'urn:1' }),
      buildElement('', 'a', { '"': '' }),
      new XmlElement('a', '', [
        { name: 'b', namespace: '', value: '1' },
        { name: 'b', namespace: '', value: '2' },
      ]),
    ];
    for (const root of wrong)
      assert.throws(
        () => formatXml(root),
        (error) => error instanceof SipError && error.code === 'SIP_XML_NAME',
      );
  });
});

test('no text throws', () => {
  const pieces = fc.constantFrom(
    ...[
      '<',
      '</',
      '/>',
      '>',
      'a',
      ':',
      ' ',
      '=',
      '"',
      "'",
      '&',
      '&amp;',
      '&#',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
    ],
    ...['xmlns', 'xml', '<a>', '</a>', '\0', '\ud800', 'é', '<!'],
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const result = parseXml(text);
      if (result instanceof Failure) assert.ok(result.offset >= 0 && result.offset <= text.length);
      else assert.deepEqual(parseXml(formatXml(result)), result);
    }),
    { numRuns: 1000 },
  );
});
