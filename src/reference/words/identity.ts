/** Words for who is calling: caller ID, signatures, abuse. */

import type { WordText } from '../texts.ts';

export const identityWords: readonly WordText[] = [
  {
    name: 'caller ID',
    also: [
      'calling line identification',
      'CLI',
      'CLIP',
      'CLIR',
      'CNAM',
      'caller id spoofing',
      'spoofing',
      'caller number',
    ],
    summary: 'The number and name that the called phone shows, and which need not be true.',
    description:
      'Phones show From, or P-Asserted-Identity if their server put it there; Remote-Party-ID is the older form. From can be written by anybody, which is spoofing; a carrier is to check it or sign the call by STIR/SHAKEN. Wrong number shown: find which of these fields the trunk takes. To withhold it, Privacy: id with an anonymous From; some lines refuse such ' +
      'calls with 433.',
    example: 'P-Asserted-Identity: "Alice" <sip:+12025550123@example.com>',
    see: ['From', 'P-Asserted-Identity', 'Privacy', 'STIR/SHAKEN', '433'],
    rfc: '3325',
  },
  {
    name: 'STIR/SHAKEN',
    also: ['STIR', 'SHAKEN', 'call authentication', 'caller ID authentication', 'signed calls'],
    summary: 'Carriers sign the calling number of a call, and the last one checks the signature.',
    description:
      'The first carrier adds Identity, which holds a PASSporT with both numbers, the time and an attestation; the last verifies it with the certificate named there and may show a tick or a warning. Required in the USA, Canada and France. Faults: 428 (none there), 436 and 437 (certificate), 438 (signature or numbers do not fit). It proves who signed, not ' +
      'that the caller is honest. It does not survive telephone lines without IP.',
    see: ['PASSporT', 'attestation', 'Identity', '428', '438'],
    rfc: '8224',
  },
  {
    name: 'PASSporT',
    also: ['personal assertion token', 'Identity token', 'JWT of a call'],
    summary: 'The signed token in Identity: who calls whom, since when, signed by whom.',
    description:
      'Three parts in base64url joined by dots: header (alg ES256, ppt shaken, x5u the address of the certificate), payload (orig, dest, iat, attest, origid), signature. Decode it to see the numbers. It is old after about a minute, so a wrong clock makes good calls fail. Numbers are in E.164 without +; if a server on the way rewrites From or the called number, the check ' +
      'fails with 438.',
    example:
      '{"attest":"A","dest":{"tn":["12025550187"]},"iat":1767225600,"orig":{"tn":"12025550123"},"origid":"8b1a6a1e-2c4f-4d5e-9f10-3c2b1a0d9e8f"}',
    see: ['STIR/SHAKEN', 'attestation', 'Identity', '438', 'Date'],
    rfc: '8225',
  },
  {
    name: 'attestation',
    also: ['attestation level', 'full attestation', 'partial attestation', 'gateway attestation'],
    summary: 'How sure the signing carrier is: A full, B partial, C gateway.',
    description:
      'A: we know the customer, and the number is his. B: we know the customer, not whether he may use the number. C: we only know where the call entered, for instance from abroad. Calls with B or C are marked as possible spam more often. A customer who gets B although the number is his should show the carrier proof, above all for numbers from ' +
      'another carrier.',
    example: '"attest":"A"',
    see: ['STIR/SHAKEN', 'PASSporT', 'robocall', 'caller ID'],
    rfc: '8588',
  },
  {
    name: 'robocall',
    also: ['spam call', 'nuisance call', 'call blocking', 'automated call', 'auto dialler'],
    summary: 'A call by a machine to very many numbers, mostly unwanted, often with a false number.',
    description:
      'Networks and phone apps block by signature, reputation of the number and behaviour. Refusals by such filters are 607 (the person does not want it), 608 (an analytics engine on the way, with a contact for redress in Call-Info) or 603 with the phrase Network Blocked in North America. Honest callers with many short calls are hit too: register the numbers with the analytics companies, ' +
      'get attestation A.',
    see: ['607', '608', '603', 'STIR/SHAKEN', 'attestation'],
    rfc: '7340',
  },
  {
    name: 'scanner',
    also: ['SIP scanner', 'sipvicious', 'friendly-scanner', 'brute force', 'port scan', 'ghost calls'],
    summary: 'A program that searches the Internet for SIP servers and tries names and passwords.',
    description:
      'Every open port 5060 gets visits within hours: OPTIONS, REGISTER for 100, 101, 102, INVITEs to foreign numbers with many prefixes. Phones that ring at night from 100 or 1000 with nobody there are hit directly (ghost calls): let them accept calls from their server only. Answer unknown and known names alike, block addresses after a few failures, use long passwords, and TLS or another ' +
      'port against noise.',
    example: 'User-Agent: friendly-scanner',
    see: ['User-Agent fingerprint', 'toll fraud', 'SBC', '401'],
    rfc: '3261 26.1',
  },
  {
    name: 'User-Agent fingerprint',
    also: ['SIP fingerprint', 'user agent string', 'device fingerprint'],
    summary: 'Telling what program a peer is by its User-Agent, its order of header fields and its habits.',
    description:
      'User-Agent and Server name maker, model and version: handy for support, and for attackers who look for old versions, so servers often shorten it. It is easily forged. The order of fields, the form of tags, branch and Call-ID say more. Blocking friendly-scanner keeps the lazy away; it is no protection. Phones of one kind failing together point to their ' +
      'firmware.',
    example: 'User-Agent: Yealink SIP-T46U 108.86.0.20',
    see: ['User-Agent', 'Server', 'scanner'],
    rfc: '3261 20.41',
  },
];
