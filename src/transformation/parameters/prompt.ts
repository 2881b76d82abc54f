/** Prompts of what is generated: `prompt-<text>` or `prompte-<base64>` (spec 7). */
import { decodeBase64, encodeBase64 } from '../values/index.ts';
import type { Grammar } from './grammar.ts';

export const prompt: Grammar<string> = {
  allowed: 'prompt-<text>, or prompte-<base64 of the text>',
  read: (text) => {
    if (text.startsWith('prompt-')) return text.slice('prompt-'.length) || undefined;
    return text.startsWith('prompte-') ? decodeBase64(text.slice('prompte-'.length)) || undefined : undefined;
  },
  write: (words) => (/^[A-Za-z0-9 ._-]+$/.test(words) ? `prompt-${words}` : `prompte-${encodeBase64(words)}`),
};
