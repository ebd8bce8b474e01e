/** 701 No response from destination server, told (PJSIP, never on the wire). */

import type { CodeText } from '../texts.ts';

export const code701: CodeText = {
  name: '701',
  summary: 'An old PJSIP program tells itself that nobody answered its request in time.',
  description:
    'SIP ends at 699. Early versions of the PJSIP library counted on to report to the application what no server had said: 701 is the time-out of a transaction, 32 seconds after the first sending. No packet with it exists. Later versions report 408 instead, but still keep the text in their table, and software that copied the table shows it.',
  seen: [
    'An old softphone shows 701 half a minute after dialling or registering; the trace has the same request again and again (after 0.5, 1, 2, 4 seconds) and no response.',
    'A call list or a report of a dialler has 701 in its column of codes, next to real ones.',
    'The server answers, but to the private address in Via, so that the responses end at the router.',
  ],
  fix: {
    phone: [
      'Compare server address, port and transport with those that the provider gave; try TCP if UDP stays unanswered.',
      'Switch the SIP helper (ALG) of the router off, and use rport in the phone.',
      'Update the program: a current one shows 408 for the same.',
    ],
    operator: [
      'Look for the request in a trace at the server: if it is not there, a firewall in between drops it; if it is, see to which address the response goes.',
    ],
  },
  send: 'Never: a status code on the wire is from 100 to 699. A proxy that waited in vain on an INVITE sends 408.',
  example: `14:20:37.815  pjsua_reg.c SIP registration failed, status=701 (No response from destination server)
`,
  confusedWith: [
    {
      with: '408',
      difference:
        '408 means the same and is what newer PJSIP reports; it can also come from a server as a real response.',
    },
    { with: '703', difference: '703: sending itself failed, at once. 701: it was sent, and silence followed.' },
  ],
};
