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

/** The same of the fields that the API does not know, by the names they were sent with. */
export type OtherFields = ReadonlyMap<string, readonly string[]>;

/** The field a form name stands for: `tags[]` is how some clients write a list. */
export function uploadField(name: string): UploadField | undefined {
  const bare = name.endsWith('[]') ? name.slice(0, -2) : name;
  return UPLOAD_FIELDS.find((field) => field === bare);
}

/**
 * Whether a value is none. Old SDKs write unset options as the words `undefined` and `null`, which mean "absent" in
 * every field but the name of the file (rest-api.md 1.6).
 */
export function isAbsent(name: string, value: string): boolean {
  return name !== 'fileName' && (value === 'undefined' || value === 'null');
}

/** The values that were really sent. */
export function values(fields: FormFields, name: UploadField): readonly string[] {
  return (fields.get(name) ?? []).filter((value) => !isAbsent(name, value));
}

/** Where a field is repeated, its last value counts. Undefined: not sent. */
export function lastValue(fields: FormFields, name: UploadField): string | undefined {
  return values(fields, name).at(-1);
}
