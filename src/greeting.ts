/** What a person who has just typed `npm start` wants to know, with lines to paste. Shows where the keys are, never the keys. */
export function greeting(facts: {
  readonly publicUrl: string;
  readonly accountId: string;
  /** The note of the keys; undefined when the environment gave them. */
  readonly keyNote: string | undefined;
  readonly database: string;
}): string {
  const { publicUrl, accountId, keyNote, database } = facts;
  const load = keyNote === undefined ? '' : `  . ${keyNote}\n`;
  return `Halftone is serving.

  API base      ${publicUrl}
  URL endpoint  ${publicUrl}/${accountId}
  API keys      ${keyNote ?? 'those of HALFTONE_PUBLIC_KEY and HALFTONE_PRIVATE_KEY'}
  Database      ${database}

Upload any photo.jpg of yours:

${load}  curl -u "$HALFTONE_PRIVATE_KEY:" -F file=@photo.jpg -F fileName=photo.jpg -F useUniqueFileName=false ${publicUrl}/api/v1/files/upload

Then open it, transformed:

  ${publicUrl}/${accountId}/tr:w-400,h-300/photo.jpg
`;
}
