/** The programs in docs/clients.md. */
import { readFileSync } from 'node:fs';

const TEXT = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8');

/** The blocks of one kind, such as `js run`, each with the heading that it stands under. */
export function documentBlocks(kind: string): readonly { readonly heading: string; readonly code: string }[] {
  return TEXT.split(/^## /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'));
    const found = section.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, 'gms'));
    return [...found].map(([, code = '']) => ({ heading, code }));
  });
}
