/** The 49 messages of RFC 4475, each with what becomes of it at the parser and at a live element, and one of our own for its point. */

import { compose, type Row } from './message-facts.ts';

const sdpType = { 'Content-Type': 'application/sdp' };

export const rfc4475: readonly Row[] = [
  // 3.1.1 valid messages
  {
    name: 'wsinv',
    section: '3.1.1.1',
    says: 'white space, folds, odd case, compact forms and unknown fields wherever the grammar lets them',
    file: {
      facts: {
        method: 'INVITE',
        uri: 'sip:vivekg@chair-dnrc.example.com;unknownparam',
        to: ['', 'sip:vivekg@chair-dnrc.example.com', 'tag=1918181833n'],
        from: ['J Rosenberg \\"', 'sip:jdrosen@example.com', 'tag=98asjd8'],
        maxForwards: 68,
        callId: 'wsinv.ndaksdj@192.0.2.1',
        cseq: '9 INVITE',
        vias: ['UDP 192.0.2.2 390skdjuw', 'TCP spindle.example.com z9hG4bK9ikj8', 'UDP 192.168.255.111 z9hG4bK30239'],
        cookie: false,
        subject: '',
        routes: ['sip:services.example.com;lr;unknownwith=value;unknown-no-value'],
        contacts: [['Quoted string ""', 'sip:jdrosen@example.com', 'newparam=newvalue;secondparam;q=0.33']],
        named: {
          newfangledheader: ['newfangled value continued newfangled value'],
          unknownheaderwithunusualvalue: [';;,,;;,;'],
        },
        bodyBytes: 150,
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: [
        'OPTIONS sip:ben@example.com;odd SIP/2.0',
        'tO\t:\r\n  "B \\"\\\\ n"<sip:ben@example.com>',
        'fROM  : Ann\r\n\tOther <sip:ann@example.org> \r\n ;\r\n TAG  =  x1',
        'v : SIP/\t2.0 /UDP\r\n  192.0.2.7 ; branch  = old7 ,\r\n SIP  / 2.0/ SCTP host.example.org:5071;branch\r\n =z9hG4bK7',
        'I:odd-1@example.org',
        'CSEQ:007\r\n\tOPTIONS',
        'max-forwards : 0012',
        'X-Odd: ,;=,',
        'X-Empty:',
        'l : 0',
        '',
        '',
      ].join('\r\n'),
      facts: {
        uri: 'sip:ben@example.com;odd',
        to: ['B "\\ n', 'sip:ben@example.com', ''],
        from: ['Ann Other', 'sip:ann@example.org', 'tag=x1'],
        vias: ['UDP 192.0.2.7 old7', 'SCTP host.example.org:5071 z9hG4bK7'],
        cookie: false,
        callId: 'odd-1@example.org',
        cseq: '7 OPTIONS',
        maxForwards: 12,
        named: { 'x-odd': [',;=,'], 'x-empty': [''] },
        bodyBytes: 0,
      },
    },
  },
  {
    name: 'intmeth',
    section: '3.1.1.2',
    says: 'every character that the grammar allows in a method, a user part, a display name, a tag, a Call-ID',
    file: {
      facts: {
        method: "!interesting-Method0123456789_*+`.%indeed'~",
        user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
        host: 'example.com',
        vias: ["TCP host1.example.com z9hG4bK-.!%66*_+`'~"],
        to: ['BEL:\x07 NUL:\0 DEL:\x7f', "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com", ''],
        from: [
          "token1~` token2'+_ token3*%!.-",
          'sip:mundane@example.com',
          "fromparam''~+*_!.-%=\xd1\x80\xd0\xb0\xd0\xb1\xd0\xbe\xd1\x82\xd0\xb0\xd1\x8e\xd1\x89\xd0\xb8\xd0\xb9;tag=_token~1'+`*%!-.",
        ],
        callId: 'intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
        cseq: "139122385 !interesting-Method0123456789_*+`.%indeed'~",
        maxForwards: 255,
        named: { "extensionheader-!.%*+_`'~": ['\xef\xbb\xbf\xe5\xa4\xa7\xe5\x81\x9c\xe9\x9b\xbb'] },
      },
    },
    live: { proxy: 'forward', uas: 501 },
    own: {
      text: compose("%m.!*_+`'~-9 sip:(b)_e!n~*'&=+$,;?/:pw$,@example.com SIP/2.0", {
        From: '"\\\x01\\\x7fé" <sip:ann@example.org>;tag=-.!%*_+`\'~',
        'Call-ID': '-.!%*_+`\'~()<>:\\"/[]?{}@x',
        "X-!%*_+.`'~": '\xc3\xa9',
      }),
      facts: {
        method: "%m.!*_+`'~-9",
        user: "(b)_e!n~*'&=+$,;?/",
        host: 'example.com',
        from: ['\x01\x7f\ufffd', 'sip:ann@example.org', "tag=-.!%*_+`'~"],
        callId: '-.!%*_+`\'~()<>:\\"/[]?{}@x',
        named: { "x-!%*_+.`'~": ['\xc3\xa9'] },
      },
    },
  },
  {
    name: 'esc01',
    section: '3.1.1.3',
    says: 'escapes in user parts and URI parameters are resolved once, never twice',
    file: {
      facts: {
        uri: 'sip:sips%3Auser%40example.com@example.net',
        user: 'sips:user@example.com',
        host: 'example.net',
        to: ['', 'sip:%75se%72@example.com', ''],
        contactUser: 'caller',
        contactParams: 'lr;name=value%41',
        bodyBytes: 150,
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:be%6E%2540x@example.com SIP/2.0', {
        Contact: '<sip:%41%3a@h.example.org;%74tl=%2531>',
      }),
      facts: { user: 'ben%40x', contactUser: 'A:', contactParams: 'ttl=%31' },
    },
  },
  {
    name: 'escnull',
    section: '3.1.1.4',
    says: 'an escaped NUL ends nothing',
    file: {
      facts: {
        method: 'REGISTER',
        to: ['', 'sip:null-%00-null@example.com', ''],
        contacts: [
          ['', 'sip:%00@host5.example.com', ''],
          ['', 'sip:%00%00@host5.example.com', ''],
        ],
        contactUser: '\0',
      },
    },
    live: { registrar: 'accept' },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', {
        To: 'sip:a%00b@example.com',
        Contact: ['<sip:c%00@h>', '<sip:c%00%00@h>'],
      }),
      facts: {
        to: ['', 'sip:a%00b@example.com', ''],
        contactUser: 'c\0',
        contacts: [
          ['', 'sip:c%00@h', ''],
          ['', 'sip:c%00%00@h', ''],
        ],
      },
    },
  },
  {
    name: 'esc02',
    section: '3.1.1.5',
    says: 'percent signs are no escapes in methods, display names and field names',
    file: {
      facts: {
        method: 'RE%47IST%45R',
        cseq: '29344 RE%47IST%45R',
        to: ['%Z%45', 'sip:resource@example.com', ''],
        vias: ['TCP host.example.com z9hG4bK209%fzsnel234'],
        contacts: [
          ['', 'sip:alias1@host1.example.com', ''],
          ['', 'sip:alias3@host3.example.com', ''],
        ],
        named: { 'c%6Fntact': ['<sip:alias2@host2.example.com>'] },
      },
    },
    live: { proxy: 'forward', uas: 501, registrar: 501 },
    own: {
      text: compose('%4FPTIONS sip:ben@example.com SIP/2.0', {
        From: '%41nn <sip:ann@example.org>;tag=%31',
        '%43ontact': '<sip:a@h>',
        Contact: '<sip:b@h>',
      }),
      facts: {
        method: '%4FPTIONS',
        cseq: '1 %4FPTIONS',
        contacts: [['', 'sip:b@h', '']],
        named: { '%43ontact': ['<sip:a@h>'] },
      },
    },
  },
  {
    name: 'lwsdisp',
    section: '3.1.1.6',
    says: 'nothing need stand between a display name and its <',
    file: { facts: { method: 'OPTIONS', from: ['caller', 'sip:caller@example.com', 'tag=323'] } },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', {
        From: 'A n-n<sip:ann@example.org>;tag=2',
        To: '"Ben"<sip:ben@example.com>',
      }),
      facts: { from: ['A n-n', 'sip:ann@example.org', 'tag=2'], to: ['Ben', 'sip:ben@example.com', ''] },
    },
  },
  {
    name: 'longreq',
    section: '3.1.1.7',
    says: 'long names, values and parameters, and 34 Via values, some in lines of their own case and form',
    file: {
      facts: {
        method: 'INVITE',
        callId: `longreq.one${'really'.repeat(20)}longcallid`,
        cseq: '3882340 INVITE',
        maxForwards: 70,
        cookie: false,
        vias: [
          ...Array.from({ length: 33 }, (_, i) => `TCP sip${33 - i}.example.com`),
          `TCP host.example.com very${'long'.repeat(50)}branchvalue`,
        ],
        contacts: [['', `sip:${'amazinglylongcallername'.repeat(5)}@host5.example.net`, '']],
        lines: 43,
        bodyBytes: 150,
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', {
        Via: Array.from({ length: 40 }, (_, i) => `SIP/2.0/TCP h${i}.example.org`),
        From: `"${'n'.repeat(500)}" <sip:${'a'.repeat(400)}@example.org>;tag=${'7'.repeat(300)}`,
        'Call-ID': 'c'.repeat(1000),
        [`X-${'Long'.repeat(50)}`]: 'v'.repeat(2000),
      }),
      facts: {
        vias: Array.from({ length: 40 }, (_, i) => `TCP h${i}.example.org`),
        from: ['n'.repeat(500), `sip:${'a'.repeat(400)}@example.org`, `tag=${'7'.repeat(300)}`],
        callId: 'c'.repeat(1000),
        named: { [`x-${'long'.repeat(50)}`]: ['v'.repeat(2000)] },
      },
    },
  },
  {
    name: 'dblreq',
    section: '3.1.1.8',
    says: 'what stands behind the announced body of a datagram is not there',
    file: { facts: { method: 'REGISTER', callId: 'dblreq.0ha0isndaksdj99sdfafnl3lk233412', bodyBytes: 0, lines: 8 } },
    live: { registrar: 'accept' },
    own: {
      text: `${compose('REGISTER sip:example.com SIP/2.0')}${compose('INVITE sip:ben@example.com SIP/2.0')}`,
      facts: { method: 'REGISTER', bodyBytes: 0, lines: 7 },
    },
  },
  {
    name: 'semiuri',
    section: '3.1.1.9',
    says: 'a semicolon before the @ belongs to the user part',
    file: {
      facts: {
        user: 'user;par=u@example.net',
        host: 'example.com',
        accept: [
          'application/sdp',
          'application/pkcs7-mime',
          'multipart/mixed',
          'multipart/signed',
          'message/sip',
          'message/sipfrag',
        ],
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben;x=1;y%3b@example.com;z SIP/2.0'),
      facts: { user: 'ben;x=1;y;', host: 'example.com', uri: 'sip:ben;x=1;y%3b@example.com;z' },
    },
  },
  {
    name: 'transports',
    section: '3.1.1.10',
    says: 'any transport may stand in Via',
    file: {
      facts: {
        vias: [
          'UDP t1.example.com z9hG4bKkdjuw',
          'SCTP t2.example.com z9hG4bKklasjdhf',
          'TLS t3.example.com z9hG4bK2980unddj',
          'UNKNOWN t4.example.com z9hG4bKasd0f3en',
          'TCP t5.example.com z9hG4bK0a9idfnee',
        ],
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', {
        Via: ['SIP/2.0/WSS a', 'SIP/2.0/DTLS-UDP b', 'SIP/2.0/x c'],
      }),
      facts: { vias: ['WSS a', 'DTLS-UDP b', 'X c'] },
    },
  },
  {
    name: 'mpart01',
    section: '3.1.1.11',
    says: 'a multipart body with binary parts is kept byte for byte',
    file: {
      facts: {
        method: 'MESSAGE',
        contentType: 'multipart/mixed;boundary=7a9cbec02ceef655',
        routes: ['sip:127.0.0.1:5080'],
        bodyBytes: 553,
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose(
        'MESSAGE sip:ben@example.com SIP/2.0',
        { 'Content-Type': 'multipart/mixed;boundary=b' },
        '--b\r\n\r\nHi\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n\0\r\n\r\n\n\xff\xfe--b--',
      ),
      facts: {
        body: '--b\r\n\r\nHi\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n\0\r\n\r\n\n\xff\xfe--b--',
      },
    },
  },
  {
    name: 'unreason',
    section: '3.1.1.12',
    says: 'a reason phrase in UTF-8',
    file: { facts: { status: 200, reason: '= 2**3 * 5**2 но сто девяносто девять - простое', cseq: '35 INVITE' } },
    live: { proxy: 'silence', uas: 'silence' },
    own: { text: compose('SIP/2.0 200 \xc3\x9c\xe2\x82\xac'), facts: { status: 200, reason: 'Ü€' } },
  },
  {
    name: 'noreason',
    section: '3.1.1.13',
    says: 'an empty reason phrase',
    file: { facts: { status: 100, reason: '', cseq: '35 INVITE' } },
    live: { proxy: 'silence', uas: 'silence' },
    own: { text: compose('SIP/2.0 486 '), facts: { status: 486, reason: '' } },
  },

  // 3.1.2 invalid messages
  {
    name: 'badinv01',
    section: '3.1.2.1',
    says: 'semicolons and commas without anything between them in Via and Contact',
    file: { defect: { code: 'SIP_VIA', status: 400, where: 'Via', at: ';,;,,' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { Via: 'SIP/2.0/UDP h;branch=z9hG4bK1;;x' }),
      defect: { code: 'SIP_VIA', status: 400, where: 'Via', at: ';x' },
    },
  },
  {
    name: 'clerr',
    section: '3.1.2.2',
    says: 'a Content-Length beyond the end of the datagram',
    file: { defect: { code: 'SIP_BODY_SHORT', status: 400, where: 'Content-Length', at: '9999' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('MESSAGE sip:ben@example.com SIP/2.0', { 'Content-Length': '6' }, 'short'),
      defect: { code: 'SIP_BODY_SHORT', status: 400, where: 'Content-Length', at: '6\r\n' },
    },
  },
  {
    name: 'ncl',
    section: '3.1.2.3',
    says: 'a negative Content-Length',
    file: { defect: { code: 'SIP_CONTENT_LENGTH', status: 400, where: 'Content-Length', at: '-999' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('MESSAGE sip:ben@example.com SIP/2.0', { 'Content-Length': '-5' }, 'short'),
      defect: { code: 'SIP_CONTENT_LENGTH', status: 400, where: 'Content-Length', at: '-5' },
    },
  },
  {
    name: 'scalar02',
    section: '3.1.2.4',
    says: 'numbers beyond their range in a request',
    file: { defect: { code: 'SIP_CSEQ', status: 400, where: 'CSeq', at: '36893488147419103232' } },
    live: { registrar: 400, proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { 'Max-Forwards': '256' }),
      defect: { code: 'SIP_MAX_FORWARDS', status: 400, where: 'Max-Forwards', at: '256' },
    },
  },
  {
    name: 'scalarlg',
    section: '3.1.2.5',
    says: 'numbers beyond their range in a response: it is dropped',
    file: { defect: { code: 'SIP_CSEQ', status: 400, where: 'CSeq', at: '9292394834772304023312' } },
    live: { proxy: 'silence', uas: 'silence' },
    own: {
      text: compose('SIP/2.0 503 Later', { CSeq: '4294967296 OPTIONS' }),
      defect: { code: 'SIP_CSEQ', status: 400, where: 'CSeq', at: '4294967296' },
    },
  },
  {
    name: 'quotbal',
    section: '3.1.2.6',
    says: 'a display name whose quote is not closed',
    file: { defect: { code: 'SIP_TO', status: 400, where: 'To', at: '"Mr. J. User' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { From: '"Ann\\" <sip:ann@example.org>;tag=1' }),
      defect: { code: 'SIP_FROM', status: 400, where: 'From', at: '"Ann\\"' },
    },
  },
  {
    name: 'ltgtruri',
    section: '3.1.2.7',
    says: '< > around the Request-URI',
    file: { defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: '<sip:user@example.com>' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS <sip:ben@example.com;lr> SIP/2.0'),
      defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: '<sip:ben@example.com;lr>' },
    },
  },
  {
    name: 'lwsruri',
    section: '3.1.2.8',
    says: 'a space in the Request-URI',
    file: { defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: ' lr SIP/2.0' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com;x ;y SIP/2.0'),
      defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: ' ;y' },
    },
  },
  {
    name: 'lwsstart',
    section: '3.1.2.9',
    says: 'more than one space between the parts of the start line',
    file: {
      defect: { code: 'SIP_START_LINE', status: 400, where: 'start line', at: ' sip:user@example.com  SIP/2.0' },
    },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com  SIP/2.0'),
      defect: { code: 'SIP_START_LINE', status: 400, where: 'start line', at: 'sip:ben@example.com  SIP' },
    },
  },
  {
    name: 'trws',
    section: '3.1.2.10',
    says: 'spaces behind the start line',
    file: { defect: { code: 'SIP_START_LINE', status: 400, where: 'start line', at: '  \r\nVia' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0\t'),
      defect: { code: 'SIP_START_LINE', status: 400, where: 'start line', at: '\t\r\n' },
    },
  },
  {
    name: 'escruri',
    section: '3.1.2.11',
    says: 'header fields in the Request-URI',
    file: { defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: '?Route=%3Csip' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:be?n@example.com?Subject=x SIP/2.0'),
      defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: '?Subject=x' },
    },
  },
  {
    name: 'baddate',
    section: '3.1.2.12',
    says: 'a Date that is not GMT, which matters to nobody here',
    file: {
      facts: { method: 'INVITE', bodyBytes: 150 },
      broken: { field: 'Date', at: 'Fri, 01 Jan 2010 16:00:00 EST' },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { Date: 'Wed, 30 Feb 2011 10:00:00 GMT' }),
      facts: { method: 'OPTIONS' },
      broken: { field: 'Date', at: 'Wed, 30 Feb 2011' },
    },
  },
  {
    name: 'regbadct',
    section: '3.1.2.13',
    says: 'a Contact whose URI has headers, without < >',
    file: { facts: { method: 'REGISTER' }, broken: { field: 'Contact', at: '?Route=%3Csip' } },
    live: { registrar: 400 },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', {
        To: 'sip:ann@example.com',
        Contact: 'sip:ann@h;q=1, sip:ann@i?Subject=x',
      }),
      facts: { method: 'REGISTER' },
      broken: { field: 'Contact', at: '?Subject=x' },
    },
  },
  {
    name: 'badaspec',
    section: '3.1.2.14',
    says: 'spaces inside the < > of an address',
    file: { defect: { code: 'SIP_TO', status: 400, where: 'To', at: ' sip:t.watson@example.org >' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { From: '<sip:ann@example.org >;tag=1' }),
      defect: { code: 'SIP_FROM', status: 400, where: 'From', at: ' >;tag=1' },
    },
  },
  {
    name: 'baddn',
    section: '3.1.2.15',
    says: 'a display name that needs quotes and has none',
    file: { defect: { code: 'SIP_FROM', status: 400, where: 'From', at: ', Alexander' } },
    completedBy: '\r\n',
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { To: 'Ben (office) <sip:ben@example.com>' }),
      defect: { code: 'SIP_TO', status: 400, where: 'To', at: '(office)' },
    },
  },
  {
    name: 'badvers',
    section: '3.1.2.16',
    says: 'a version that nobody speaks',
    file: { defect: { code: 'SIP_VERSION', status: 505, where: 'start line', at: 'SIP/7.0' } },
    live: { proxy: 505, uas: 505 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.1'),
      defect: { code: 'SIP_VERSION', status: 505, where: 'start line', at: 'SIP/2.1' },
    },
  },
  {
    name: 'mismatch01',
    section: '3.1.2.17',
    says: 'another method in CSeq than in the start line',
    file: { defect: { code: 'SIP_CSEQ_METHOD', status: 400, where: 'CSeq', at: '8 INVITE' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { CSeq: '7 options' }),
      defect: { code: 'SIP_CSEQ_METHOD', status: 400, where: 'CSeq', at: '7 options' },
    },
  },
  {
    name: 'mismatch02',
    section: '3.1.2.18',
    says: 'the same with an unknown method: 501 would be as right as 400',
    file: { defect: { code: 'SIP_CSEQ_METHOD', status: 400, where: 'CSeq', at: '8 INVITE' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('FROBNICATE sip:ben@example.com SIP/2.0', { CSeq: '7 OPTIONS' }),
      defect: { code: 'SIP_CSEQ_METHOD', status: 400, where: 'CSeq', at: '7 OPTIONS' },
    },
  },
  {
    name: 'bigcode',
    section: '3.1.2.19',
    says: 'a status code beyond 699: the response is dropped',
    file: { dropped: true },
    live: { proxy: 'silence', uas: 'silence' },
    own: { text: compose('SIP/2.0 700 Too much'), dropped: true },
  },

  // 3.2 transactions
  {
    name: 'badbranch',
    section: '3.2.1',
    says: "a branch that is the magic cookie and nothing else: matched by RFC 2543's rules",
    file: { facts: { method: 'OPTIONS', vias: ['UDP 192.0.2.1 z9hG4bK'], cookie: false } },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { Via: 'SIP/2.0/TCP h;Branch=z9hG4bK' }),
      facts: { vias: ['TCP h z9hG4bK'], cookie: false },
    },
  },

  // 3.3 applications
  {
    name: 'insuf',
    section: '3.3.1',
    says: 'no Call-ID, From or To',
    file: { defect: { code: 'SIP_MISSING', status: 400, where: 'From', at: '\r\nv=0' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { 'Call-ID': null }, 'x'),
      defect: { code: 'SIP_MISSING', status: 400, where: 'Call-ID', at: '\r\nx' },
    },
  },
  {
    name: 'unkscm',
    section: '3.3.2',
    says: 'a Request-URI of an unknown scheme',
    file: {
      facts: { scheme: 'nobodyknowsthisscheme', uri: 'nobodyKnowsThisScheme:totallyopaquecontent', host: '', user: '' },
    },
    live: { proxy: 416, uas: 416 },
    own: {
      text: compose('OPTIONS x-y.z+1:;;what/ever?# SIP/2.0'),
      facts: { scheme: 'x-y.z+1', uri: 'x-y.z+1:;;what/ever?#' },
    },
  },
  {
    name: 'novelsc',
    section: '3.3.3',
    says: 'a Request-URI of a registered scheme that is not ours',
    file: { facts: { scheme: 'soap.beep', uri: 'soap.beep://192.0.2.103:3002' } },
    live: { proxy: 416, uas: 416 },
    own: {
      text: compose('OPTIONS http://example.com/ben SIP/2.0'),
      facts: { scheme: 'http', uri: 'http://example.com/ben' },
    },
  },
  {
    name: 'unksm2',
    section: '3.3.4',
    says: 'other schemes in To, From and Contact; a registrar has no such address-of-record',
    file: {
      facts: {
        method: 'REGISTER',
        to: ['', 'isbn:2983792873', ''],
        from: ['', 'http://www.example.com', 'tag=3234233'],
        contacts: [['', 'name:John_Smith', '']],
      },
    },
    live: { registrar: 400 },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', { To: '<mailto:ann@example.com>', Contact: 'urn:x:y;q=1' }),
      facts: { to: ['', 'mailto:ann@example.com', ''], contacts: [['', 'urn:x:y', 'q=1']] },
    },
  },
  {
    name: 'bext01',
    section: '3.3.5',
    says: 'extensions that nobody has, required of proxies and of the user agent',
    file: {
      facts: {
        require: ['nothingSupportsThis', 'nothingSupportsThisEither'],
        proxyRequire: ['noProxiesSupportThis', 'norDoAnyProxiesSupportThis'],
      },
    },
    live: { proxy: 420, uas: 420, header: 'Unsupported: noProxiesSupportThis, norDoAnyProxiesSupportThis' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', {
        Require: ['x-one', 'x-two, x-three'],
        'Proxy-Require': 'x-four',
      }),
      facts: { require: ['x-one', 'x-two', 'x-three'], proxyRequire: ['x-four'] },
    },
  },
  {
    name: 'invut',
    section: '3.3.6',
    says: 'a body of an unknown type',
    file: { facts: { contentType: 'application/unknownformat', bodyBytes: 40 } },
    live: { proxy: 'forward', uas: 415 },
    own: {
      text: compose(
        'INVITE sip:ben@example.com SIP/2.0',
        { 'Content-Type': 'application/x-odd;v=2', Contact: '<sip:ann@h>' },
        '<odd/>',
      ),
      facts: { contentType: 'application/x-odd;v=2', body: '<odd/>' },
    },
  },
  {
    name: 'regaut01',
    section: '3.3.7',
    says: 'credentials of an unknown scheme count as none',
    file: { facts: { method: 'REGISTER', named: { authorization: ['NoOneKnowsThisScheme opaque-data=here'] } } },
    live: { registrar: 401 },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', { To: '<sip:ann@example.com>', Authorization: 'Odd abc==' }),
      facts: { named: { authorization: ['Odd abc=='] } },
    },
  },
  {
    name: 'multi01',
    section: '3.3.8',
    says: 'fields twice that may stand once',
    file: { defect: { code: 'SIP_REPEATED', status: 400, where: 'CSeq', at: 'CSeq: 59 INVITE' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { i: 'torture-2@example.org' }),
      defect: { code: 'SIP_REPEATED', status: 400, where: 'Call-ID', at: 'i: torture-2' },
    },
  },
  {
    name: 'mcl01',
    section: '3.3.9',
    says: 'two Content-Length that disagree',
    file: { defect: { code: 'SIP_REPEATED', status: 400, where: 'Content-Length', at: 'Content-Length: 5' } },
    live: { proxy: 400, uas: 400 },
    own: {
      text: compose('MESSAGE sip:ben@example.com SIP/2.0', { l: '3' }, 'short'),
      defect: { code: 'SIP_REPEATED', status: 400, where: 'Content-Length', at: 'l: 3' },
    },
  },
  {
    name: 'bcast',
    section: '3.3.10',
    says: 'a response whose next Via is the broadcast address: it fits no transaction, and goes nowhere',
    file: {
      facts: {
        status: 200,
        vias: ['UDP 192.0.2.198 z9hG4bK1324923', 'UDP 255.255.255.255 z9hG4bK1saber23'],
        bodyBytes: 154,
      },
    },
    live: { proxy: 'silence', uas: 'silence' },
    own: {
      text: compose('SIP/2.0 200 OK', {
        Via: ['SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK9', 'SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK8'],
      }),
      facts: { vias: ['UDP 192.0.2.9 z9hG4bK9', 'UDP 255.255.255.255 z9hG4bK8'] },
    },
  },
  {
    name: 'zeromf',
    section: '3.3.11',
    says: 'Max-Forwards 0: the end of the way for a proxy, nothing special to a user agent',
    file: { facts: { method: 'OPTIONS', maxForwards: 0 } },
    live: { proxy: 483, uas: 'accept' },
    own: { text: compose('OPTIONS sip:ben@example.com SIP/2.0', { 'Max-Forwards': '00' }), facts: { maxForwards: 0 } },
  },
  {
    name: 'cparam01',
    section: '3.3.12',
    says: 'without < > a parameter is the field’s',
    file: { facts: { contacts: [['', 'sip:+19725552222@gw1.example.net', 'unknownparam']], contactParams: '' } },
    live: { registrar: 'accept' },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', {
        To: '<sip:ann@example.com>',
        Contact: 'sip:ann@h;transport=tcp;x',
      }),
      facts: { contacts: [['', 'sip:ann@h', 'transport=tcp;x']], contactParams: '' },
    },
  },
  {
    name: 'cparam02',
    section: '3.3.13',
    says: 'within < > it is the URI’s',
    file: {
      facts: { contacts: [['', 'sip:+19725552222@gw1.example.net;unknownparam', '']], contactParams: 'unknownparam' },
    },
    live: { registrar: 'accept' },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', {
        To: '<sip:ann@example.com>',
        Contact: '<sip:ann@h;transport=tcp;x>;y',
      }),
      facts: { contacts: [['', 'sip:ann@h;transport=tcp;x', 'y']], contactParams: 'transport=tcp;x' },
    },
  },
  {
    name: 'regescrt',
    section: '3.3.14',
    says: 'headers in a Contact URI are kept with the binding',
    file: {
      facts: {
        contacts: [['', 'sip:user@example.com?Route=%3Csip:sip.example.com%3E', '']],
        contactHeaders: 'Route=%3Csip:sip.example.com%3E',
      },
    },
    live: { registrar: 'accept' },
    own: {
      text: compose('REGISTER sip:example.com SIP/2.0', {
        To: '<sip:ann@example.com>',
        m: '<sip:ann@h?Subject=a%20b&Priority=urgent>',
      }),
      facts: {
        contacts: [['', 'sip:ann@h?Subject=a%20b&Priority=urgent', '']],
        contactHeaders: 'Subject=a%20b&Priority=urgent',
      },
    },
  },
  {
    name: 'sdp01',
    section: '3.3.15',
    says: 'an INVITE that accepts nothing that we could answer with',
    file: { facts: { accept: ['text/nobodyKnowsThis'], contentType: 'application/sdp', bodyBytes: 150 } },
    live: { proxy: 'forward', uas: 406 },
    own: {
      text: compose(
        'INVITE sip:ben@example.com SIP/2.0',
        { ...sdpType, Accept: 'text/x-odd', Contact: '<sip:ann@h>' },
        'v=0\r\n',
      ),
      facts: { accept: ['text/x-odd'], contentType: 'application/sdp', bodyBytes: 5 },
    },
  },

  // 3.4 backward compatibility
  {
    name: 'inv2543',
    section: '3.4.1',
    says: 'an INVITE of RFC 2543: no branch, no From tag, no Max-Forwards, no Contact, no Content-Length',
    file: {
      facts: {
        method: 'INVITE',
        vias: ['UDP iftgw.example.com'],
        cookie: false,
        from: ['', 'sip:+13035551111@ift.client.example.net;user=phone', ''],
        to: ['', 'sip:+16505552222@ss1.example.net', 'user=phone'],
        recordRoutes: ['sip:UserB@example.com;maddr=ss1.example.com'],
        contacts: [],
        contentType: 'application/sdp',
        bodyBytes: 105,
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose(
        'INVITE sip:ben@example.com SIP/2.0',
        {
          Via: 'SIP/2.0/UDP old.example.org',
          'Max-Forwards': null,
          From: '<sip:ann@example.org>',
          'Content-Length': null,
          ...sdpType,
        },
        'v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\n',
      ),
      facts: {
        vias: ['UDP old.example.org'],
        cookie: false,
        from: ['', 'sip:ann@example.org', ''],
        bodyBytes: 31,
        contacts: [],
      },
    },
  },
];
