/** The 12 messages of RFC 5118 (IPv6 in SIP), each with what becomes of it, and one of our own for its point. */

import { compose, type Row } from './message-facts.ts';

const via1 = 'UDP [2001:db8::9:1] z9hG4bKas3-111';

export const rfc5118: readonly Row[] = [
  {
    name: 'ipv6-good',
    section: '4.1',
    says: 'an IPv6 reference in the Request-URI',
    file: {
      facts: {
        method: 'REGISTER',
        uri: 'sip:[2001:db8::10]',
        host: '2001:db8::10',
        port: 0,
        vias: [via1],
        contacts: [['Caller', 'sip:caller@[2001:db8::1]', '']],
      },
    },
    live: { registrar: 'accept' },
    own: { text: compose('REGISTER sip:[2001:DB8:7::A] SIP/2.0'), facts: { host: '2001:db8:7::a', port: 0 } },
  },
  {
    name: 'ipv6-bad',
    section: '4.2',
    says: 'an IPv6 address without brackets is no host',
    file: { defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: 'db8::10 SIP/2.0' } },
    live: { registrar: 400, proxy: 400 },
    own: {
      text: compose('OPTIONS sip:ben@2001:db8:7::a SIP/2.0'),
      defect: { code: 'SIP_URI', status: 400, where: 'Request-URI', at: 'db8:7::a' },
    },
  },
  {
    name: 'port-ambiguous',
    section: '4.3',
    says: 'what looks like a port inside the brackets is a part of the address',
    file: { facts: { host: '2001:db8::10:5070', port: 0 } },
    live: { registrar: 'accept' },
    own: { text: compose('OPTIONS sip:ben@[2001:db8::7:5060] SIP/2.0'), facts: { host: '2001:db8::7:5060', port: 0 } },
  },
  {
    name: 'port-unambiguous',
    section: '4.4',
    says: 'a port behind the brackets',
    file: { facts: { host: '2001:db8::10', port: 5070 } },
    live: { registrar: 'accept' },
    own: { text: compose('OPTIONS sip:ben@[2001:db8::7]:5061;x SIP/2.0'), facts: { host: '2001:db8::7', port: 5061 } },
  },
  {
    name: 'via-received-param-with-delim',
    section: '4.5',
    says: 'received with brackets, which RFC 3261 does not have',
    file: { facts: { method: 'BYE', received: '[2001:db8::9:255]', vias: [via1] } },
    live: { proxy: 'forward' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', {
        Via: 'SIP/2.0/UDP [::1]:5;received=[2001:db8::7];branch=z9hG4bK7',
      }),
      facts: { received: '[2001:db8::7]', vias: ['UDP [::1]:5 z9hG4bK7'] },
    },
  },
  {
    name: 'via-received-param-no-delim',
    section: '4.5',
    says: 'received without brackets',
    file: { facts: { method: 'OPTIONS', received: '2001:db8::9:255', vias: ['UDP [2001:db8::9:1] z9hG4bKas3'] } },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', { Via: 'SIP/2.0/UDP [::1];received=2001:db8::7;rport=5' }),
      facts: { received: '2001:db8::7', vias: ['UDP [::1]'] },
    },
  },
  {
    name: 'ipv6-in-sdp',
    section: '4.6',
    says: 'a body with IPv6 addresses is kept as it is',
    file: { facts: { method: 'INVITE', host: '2001:db8::10', contentType: 'application/sdp', bodyBytes: 251 } },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose(
        'INVITE sip:ben@[::1] SIP/2.0',
        { 'Content-Type': 'application/sdp' },
        'v=0\r\no=- 1 1 IN IP6 ::1\r\n',
      ),
      facts: { host: '::1', body: 'v=0\r\no=- 1 1 IN IP6 ::1\r\n' },
    },
  },
  {
    name: 'mult-ip-in-header',
    section: '4.7',
    says: 'IPv4 and IPv6 in the Via of one message',
    file: {
      facts: {
        method: 'BYE',
        vias: [
          'UDP [2001:db8::9:1]:6050 z9hG4bKas3-111',
          'UDP 192.0.2.1 z9hG4bKjhja8781hjuaij65144',
          'TCP [2001:db8::9:255] z9hG4bK451jj',
        ],
        received: '',
      },
    },
    live: { proxy: 'forward' },
    own: {
      text: compose('OPTIONS sip:ben@example.com SIP/2.0', {
        Via: 'SIP/2.0/UDP 192.0.2.7:7, SIP/2.0/TLS [2001:db8::7];received=192.0.2.8',
      }),
      facts: { vias: ['UDP 192.0.2.7:7', 'TLS [2001:db8::7]'], received: '' },
    },
  },
  {
    name: 'mult-ip-in-sdp',
    section: '4.8',
    says: 'IPv4 and IPv6 in one body',
    file: { facts: { method: 'INVITE', contentType: 'application/sdp', bodyBytes: 189 } },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose(
        'INVITE sip:ben@example.com SIP/2.0',
        { 'Content-Type': 'application/sdp' },
        'v=0\r\no=- 1 1 IN IP6 ::7\r\nc=IN IP4 192.0.2.7\r\n',
      ),
      facts: { body: 'v=0\r\no=- 1 1 IN IP6 ::7\r\nc=IN IP4 192.0.2.7\r\n' },
    },
  },
  {
    name: 'ipv4-mapped-ipv6',
    section: '4.9',
    says: 'IPv4 addresses mapped into IPv6',
    file: {
      facts: {
        vias: ['UDP [::ffff:192.0.2.10]:19823 z9hG4bKbh19', 'UDP [::ffff:192.0.2.2] z9hG4bKas3-111'],
        contacts: [['T. desk phone', 'sip:ted@[::ffff:192.0.2.2]', '']],
      },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@[::FFFF:192.0.2.7] SIP/2.0', { Via: 'SIP/2.0/UDP [::ffff:192.0.2.8]:8' }),
      facts: { host: '::ffff:192.0.2.7', vias: ['UDP [::ffff:192.0.2.8]:8'] },
    },
  },
  {
    name: 'ipv6-bug-abnf-3-colons',
    section: '4.10',
    says: 'a colon too many, as the grammar of RFC 3261 once had it, is to be taken',
    file: {
      facts: { method: 'OPTIONS', host: '2001:db8:::192.0.2.1', to: ['', 'sip:user@[2001:db8:::192.0.2.1]', ''] },
    },
    live: { proxy: 'forward', uas: 'accept' },
    own: {
      text: compose('OPTIONS sip:ben@[2001:db8:7:::192.0.2.7] SIP/2.0'),
      facts: { host: '2001:db8:7:::192.0.2.7' },
    },
  },
  {
    name: 'ipv6-correct-abnf-2-colons',
    section: '4.10',
    says: 'and without it',
    file: { facts: { method: 'OPTIONS', host: '2001:db8::192.0.2.1' } },
    live: { proxy: 'forward', uas: 'accept' },
    own: { text: compose('OPTIONS sip:ben@[2001:db8:7::192.0.2.7] SIP/2.0'), facts: { host: '2001:db8:7::192.0.2.7' } },
  },
];
