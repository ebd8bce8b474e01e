/** Where the findings of the diagnosis have their pages. */

import { rules } from '../explain/index.ts';

export const FINDINGS_PATH = 'findings/';

export const findingPath = (id: string) => `${FINDINGS_PATH}${id}/`;

/** The paths of the list and of all findings. */
export function findingPaths(): string[] {
  return [FINDINGS_PATH, ...rules.map(({ id }) => findingPath(id))];
}
