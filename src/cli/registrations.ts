/** `sipwright registrations`: who is registered, and where. */
import { formatDuration, type Registration } from '../server/index.ts';
import { openServer, withControl } from './control.ts';
import { type Io, say } from './io.ts';
import { printRows } from './print-rows.ts';
import { servedDomainsOf, splitAddress } from './user.ts';

export interface RegistrationsOptions {
  readonly config?: string;
  readonly address?: string;
  readonly domain?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

const COLUMNS = [
  { title: 'USER', width: 32, value: ({ aor }: Registration) => aor },
  { title: 'EXPIRES', width: 8, value: ({ expires }: Registration) => formatDuration(expires * 1000) },
  { title: 'FROM', width: 26, value: ({ flow, path }: Registration) => path[0] ?? flow ?? '-' },
  { title: 'CONTACT', width: 44, value: ({ contact }: Registration) => contact },
  { title: 'USER AGENT', width: 1, value: ({ userAgent }: Registration) => userAgent },
];

export async function registrations(io: Io, options: RegistrationsOptions): Promise<void> {
  await withControl(openServer(io, options.config), async (control) => {
    let aor: string | undefined;
    if (options.address !== undefined) {
      const { user, domain } = splitAddress(options.address);
      aor = `${user}@${domain ?? (await servedDomainsOf(control))[0].name}`;
    }
    const { limit } = options;
    let more = false;
    const rows = async function* (): AsyncGenerator<Registration> {
      const result = yield* control.request('registrations', {
        aor,
        domain: options.domain?.toLowerCase(),
        limit,
      }) as AsyncGenerator<Registration, { more: boolean }>;
      more = result.more;
    };
    const count = await printRows(io, rows(), COLUMNS, options.json === true);
    if (count === 0 && !options.json) say(io, 'nobody is registered');
    if (more) say(io, `there are more than ${count}`);
  });
}
