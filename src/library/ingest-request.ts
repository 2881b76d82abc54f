import type { ExtensionRequest } from './extension-request.ts';
import type { PostTransformRequest } from './post-transform.ts';

/** Validated values of an upload: names as `sanitizeFileName` and `sanitizeFolderPath` return them. */
export type IngestRequest = {
  readonly fileName: string;
  /** `/`, or `/a/b` without a slash at the end. Made when it is not there. */
  readonly folder: string;
  /** Adds nine random characters to the name, so that it never meets another. */
  readonly useUniqueFileName: boolean;
  /** Whether a file of that name gets a new version (true) or the upload is refused (false). */
  readonly overwriteFile: boolean;
  /** Undefined: not sent. Empty: no tags. Trimmed, without duplicates. */
  readonly tags: readonly string[] | undefined;
  readonly isPrivateFile: boolean;
  readonly isPublished: boolean;
  /** `x,y,width,height`; undefined: not sent. */
  readonly customCoordinates: string | undefined;
  /** Undefined: not sent, a new version keeps the old one's. Empty: none. */
  readonly description: string | undefined;
  /** For a new version: whether the tags of the old one go when none were sent. */
  readonly overwriteTags: boolean;
  readonly overwriteAITags: boolean;
  /** The full set, as sent: checked against the fields. Undefined: not sent. */
  readonly customMetadata: Readonly<Record<string, unknown>> | undefined;
  readonly overwriteCustomMetadata: boolean;
  /** What is done with the file once it is there. */
  readonly extensions?: ExtensionRequest | undefined;
  /** Renditions that are made of it then. */
  readonly postTransforms?: PostTransformRequest | undefined;
};
