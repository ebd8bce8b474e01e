/** RFC 4475, SIP torture test messages, at the parser. */

import { rfc4475 } from './rfc4475-table.ts';
import { testTable } from './message-table.ts';

testTable('4475', 49, rfc4475, 'rfc4475', '.dat');
