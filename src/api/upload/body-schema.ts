/** The form of an upload for the documentation (rest-api.md 2.3). Its fields are text, whatever they mean. */
import { Type } from 'typebox';
import type { UploadField } from './fields.ts';

const trueByDefault = '`true` (default) or `false`';
const falseByDefault = '`true` or `false` (default)';

const MEANINGS: Readonly<Record<UploadField, string>> = {
  fileName: 'Name of the file; what a name may not contain becomes `_`.',
  publicKey: 'Clients without a private key: the public one.',
  signature: 'Clients without a private key: HMAC-SHA1 of `token` and `expire` with the private key, in hex.',
  expire: 'Clients without a private key: Unix time in seconds, at most an hour ahead.',
  token: 'Clients without a private key: what makes this one upload; it is taken once.',
  useUniqueFileName: `${trueByDefault}: whether a random suffix is added to the name.`,
  tags: 'Comma-separated; at most 500 characters together.',
  folder: 'Where to put it; `/` by default. Folders that are not there are made.',
  isPrivateFile: `${falseByDefault}: whether its URLs must be signed.`,
  isPublished: `${trueByDefault}: whether it is delivered at all.`,
  customCoordinates: '`x,y,width,height` of what matters in an image.',
  responseFields:
    'Comma-separated, to have them in the answer: `tags`, `customCoordinates`, `isPrivateFile`, `embeddedMetadata`, `isPublished`, `customMetadata`, `metadata`, `selectedFieldsSchema`.',
  extensions: 'JSON list of extensions, which begin when the file is stored.',
  webhookUrl: 'Where the outcome of extensions is told.',
  overwriteFile: `${trueByDefault}: whether a file of this name gets a new version; otherwise the upload is refused.`,
  overwriteAITags: `${trueByDefault}: whether a new version loses the AITags of the one before.`,
  overwriteTags: `${trueByDefault}: whether a new version without tags loses those of the one before.`,
  overwriteCustomMetadata: `${trueByDefault}: whether a new version without values loses those of the one before.`,
  customMetadata: 'JSON object of values, by the names of custom metadata fields.',
  transformation:
    'JSON: `pre`, applied before the file is stored, and `post`, a list of what to prepare afterwards.',
  checks: 'What must be true of the file and the request, such as `"file.size" < "1mb"`; else it is refused.',
  description: 'Text about the file.',
};

/** Fields that only clients without a private key send. */
const CLIENT_FIELDS: readonly UploadField[] = ['publicKey', 'signature', 'expire', 'token'];

/**
 * @param clientFields which of those the version of the API has
 * @param token what its `token` is, where it is not the usual one
 */
export function uploadBodySchema(clientFields: readonly UploadField[], token?: string) {
  const optional = (Object.keys(MEANINGS) as UploadField[]).filter(
    (name) => name !== 'fileName' && (!CLIENT_FIELDS.includes(name) || clientFields.includes(name)),
  );
  return Type.Object({
    file: Type.String({ description: 'A file, base64, a data URI or an http(s) URL.' }),
    fileName: Type.String({ description: MEANINGS.fileName }),
    ...Object.fromEntries(
      optional.map((name) => [
        name,
        Type.Optional(
          Type.String({ description: name === 'token' ? (token ?? MEANINGS.token) : MEANINGS[name] }),
        ),
      ]),
    ),
  });
}
