/** The text fields of an upload. */

/** What the API knows of an upload (rest-api.md 2.3). Any other field is ignored, as ImageKit does. */
export const UPLOAD_FIELDS = [
  'fileName',
  'publicKey',
  'signature',
  'expire',
  'token',
  'useUniqueFileName',
  'tags',
  'folder',
  'isPrivateFile',
  'isPublished',
  'customCoordinates',
  'responseFields',
  'extensions',
  'webhookUrl',
  'overwriteFile',
  'overwriteAITags',
  'overwriteTags',
  'overwriteCustomMetadata',
  'customMetadata',
  'transformation',
  'checks',
  'description',
] as const;

export type UploadField = (typeof UPLOAD_FIELDS)[number];

/** All values of each field, in their order. */
export type FormFields = ReadonlyMap<UploadField, readonly string[]>;

/** The field a form name stands for: `tags[]` is how some clients write a list. */
export function uploadField(name: string): UploadField | undefined {
  const bare = name.endsWith('[]') ? name.slice(0, -2) : name;
  return UPLOAD_FIELDS.find((field) => field === bare);
}

/**
 * The values that were really sent. Old SDKs write unset options as the words `undefined` and `null`, which mean
 * "absent" in every field but the name of the file (rest-api.md 1.6).
 */
export function values(fields: FormFields, name: UploadField): readonly string[] {
  const given = fields.get(name) ?? [];
  return name === 'fileName' ? given : given.filter((value) => value !== 'undefined' && value !== 'null');
}

/** Where a field is repeated, its last value counts. Undefined: not sent. */
export function lastValue(fields: FormFields, name: UploadField): string | undefined {
  return values(fields, name).at(-1);
}
