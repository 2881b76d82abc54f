/** What the readers of the two form encodings have in common. */

/** One part of a form, its body still on its way. */
export type FormPart = {
  readonly name: string;
  /** Whether the part says that it is a file: it has a file name, or a content type that is not text. */
  readonly isFile: boolean;
  /** To be read to its end before the next part is asked for; what is left unread is skipped. */
  readonly body: AsyncIterable<Uint8Array>;
};

/** A form as it arrives, part by part, in the order of the client. Errors: 400 for what is no such form. */
export type FormParts = AsyncIterable<FormPart>;
