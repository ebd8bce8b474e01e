/** RFC 5118, SIP torture test messages for IPv6, at the parser. */

import { testTable } from './message-table.ts';
import { rfc5118 } from './rfc5118-table.ts';

testTable('5118', 12, rfc5118, 'rfc5118', '.sip');
