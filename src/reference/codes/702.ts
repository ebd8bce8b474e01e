/** 702 Unable to resolve destination server, told (PJSIP, never on the wire). */

import type { CodeText } from '../texts.ts';

export const code702: CodeText = {
  name: '702',
  summary: 'An old PJSIP program tells itself that DNS has no address for the server name.',
  description:
    'The number was made up by the first versions of the PJSIP library for an error before anything is sent: the host of the registrar, proxy or called URI cannot be resolved. It was soon taken out of use; its text stays in the table of phrases. PJSIP of today reports 502 with the error of the resolver in the phrase.',
  seen: [
    'A softphone fails within a second, without one SIP packet in the trace; only DNS queries are there, answered with "no such name" or not at all.',
    'The server name has a typing error, or exists only inside a company network and the laptop is at home without VPN.',
    'A program translates PJSIP codes by a copied table and prints 702 for its own DNS errors.',
  ],
  fix: {
    phone: [
      'Test the server name on the same device: nslookup sip.example.com.',
      'Enter another DNS server, or the IP address of the SIP server, to see whether DNS is the cause.',
      'Update the program, which then shows 502 and the text of the resolver.',
    ],
    operator: [
      'Publish A or AAAA records for the name in public DNS, and SRV records (_sip._udp, _sips._tcp) that point to names which exist.',
    ],
  },
  send: 'Never: it is not a SIP status. A proxy that cannot resolve the next hop sends 404 or 500.',
  example: `14:20:05.312  pjsua_reg.c SIP registration failed, status=702 (Unable to resolve destination server)
`,
  confusedWith: [
    {
      with: '502',
      difference: '502 is what PJSIP reports today for the same; from a server it means a useless answer from behind.',
    },
    {
      with: '478',
      difference:
        '478 is a real response, of a Kamailio that could not resolve the next hop; 702 is the DNS error of the phone.',
    },
  ],
};
